"""What a subject owes: pure, from the rules, the facts told, and an instant."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from zoneinfo import ZoneInfo

import msgspec

from domain.duties.belief import CORRECT, RETRACT, Line, believed
from domain.duties.calendar import Calendar
from domain.duties.instants import FAR, ms
from domain.duties.limits import anchor_of, due, span
from domain.duties.match import Fit, fits_of
from domain.duties.obligation import Evidence, Obligation, obligation_id
from domain.duties.pack import Anchor, Duty, Edition

Types = Mapping[str, Line]
"""The first believed fact of each type."""


class Rule:
    """A duty of one edition, made ready to be asked quickly."""

    def __init__(self, edition: Edition, duty: Duty) -> None:
        self.edition, self.duty, self.pack = edition, duty, edition.pack
        self.zone = ZoneInfo(self.pack.zone)
        self.opens = fits_of(duty.opened_by, duty)
        self.meets = fits_of(duty.met_by, duty)
        self.voids = fits_of(duty.voided_by, duty)
        self.anchored = duty.anchor.field if isinstance(duty.anchor, Anchor) else ""
        ends = [one for one in (self.pack.valid_to, duty.valid_to) if one]
        self.until = min((ms(end) for end in ends), default=FAR)
        self.grace = span(duty.grace)
        self.blank = _blank(edition, duty)

    def opened(self, opening: Line, types: Types, facts: "Facts") -> Obligation | None:
        """The obligation that a fact of an opening type brings about, if it does.

        Raises: UnreadableFact.
        """
        fits = [fit for fit in self.opens[opening.type] if fit.takes(opening, types)]
        anchor = anchor_of(self.anchored, opening) if fits else FAR
        if not fits or anchor > self.until or not facts.rules.in_force(self, anchor):
            return None
        until = due(self.pack, self.zone, self.duty.within, opening, anchor)
        if until is None:
            facts.unopened[self.duty.id] += 1
            return None
        since, proof = _opening(opening, fits, types)
        return msgspec.structs.replace(
            self.blank,
            id=obligation_id(self.pack.pack, self.duty.id, opening.id),
            subject=opening.subject,
            anchor=anchor,
            due=until.at,
            final_at=self.grace.after(until.at, self.zone),
            since=since,
            opening=proof,
            discharge=facts.first(self, "meets", self._earliest(anchor)),
            voiding=facts.first(self, "voids", anchor),
            limit=until.limit,
            row=until.row,
            anchored_on=self.anchored if opening.data.get(self.anchored) is not None else "",
            imported=opening.imported,
        )

    def _earliest(self, anchor: int) -> int:
        if self.duty.lead == "unlimited":
            return -FAR
        return span(self.duty.lead).after(anchor, self.zone, -1)


def _blank(edition: Edition, duty: Duty) -> Obligation:
    """What all obligations of a duty of this edition have in common."""
    pack = edition.pack
    ladder = pack.ladders.get(duty.ladder or "")
    return Obligation(
        id="",
        duty=duty.id,
        subject="",
        pack=pack.pack,
        edition=pack.edition,
        sha256=edition.sha256,
        zone=pack.zone,
        anchor=0,
        due=0,
        final_at=0,
        since=0,
        opening=Evidence("", 0, 0),
        end_open=duty.end == "open",
        uncertainty=span(duty.uncertainty).after(0, ZoneInfo("UTC")),
        owner=duty.owner or "",
        backup=duty.backup or "",
        ladder=duty.ladder or "",
        rungs=tuple((one.percent, one.to) for one in ladder.steps) if ladder else (),
        lead=duty.lead,
        grace=duty.grace,
    )


class Rules:
    """规则: the editions adopted so far, in the order of their adoption."""

    def __init__(self, packs: Iterable[Edition], calendars: Iterable[Calendar] = ()) -> None:
        self.packs = tuple(packs)
        self.calendars = tuple(calendars)
        self.opening: dict[str, list[Rule]] = defaultdict(list)
        self._starts: dict[str, list[tuple[int, int]]] = defaultdict(list)
        self._named = {CORRECT, RETRACT}
        for number, edition in enumerate(self.packs):
            self._starts[edition.pack.pack].append((ms(edition.pack.valid_from), number))
            for duty in edition.pack.duties:
                self._index(Rule(edition, duty))
        for starts in self._starts.values():
            starts.sort()

    def _index(self, rule: Rule) -> None:
        for type_ in rule.opens:
            self.opening[type_].append(rule)
        for fits in (rule.opens, rule.meets, rule.voids):
            self._named |= fits.keys()
            self._named |= {fit.of for several in fits.values() for fit in several}

    def names(self, type_: str) -> bool:
        """Whether a fact of this type can change what is owed."""
        return type_ in self._named

    def in_force(self, rule: Rule, anchor: int) -> bool:
        """Whether it is this edition of its pack that began last before the anchor."""
        starts = self._starts[rule.pack.pack]
        after = bisect_left(starts, (anchor + 1, -1))
        return after > 0 and self.packs[starts[after - 1][1]] is rule.edition


class Facts:
    """What is believed of one subject, and which of it discharges or voids which rule."""

    def __init__(self, rules: Rules, facts: Sequence[Line], unopened: dict[str, int]) -> None:
        self.rules, self.unopened = rules, unopened
        self._facts = facts
        self._types: dict[str, Line] = {}
        for fact in facts:
            self._types.setdefault(fact.type, fact)
        self._found: dict[tuple[int, str], list[Evidence]] = {}

    def owed(self) -> Iterator[Obligation]:
        """What the facts open, each with what discharges and voids it."""
        opening = self.rules.opening
        for fact in self._facts:
            for rule in opening.get(fact.type, ()):
                one = rule.opened(fact, self._types, self)
                if one:
                    yield one

    def first(self, rule: Rule, act: str, earliest: int) -> Evidence | None:
        """The first act of that sort not before an instant."""
        found = self._found.get((id(rule), act))
        if found is None:
            found = self._found[id(rule), act] = list(self._acts(getattr(rule, act)))
        index = bisect_left(found, earliest, key=lambda one: one.at)
        return found[index] if index < len(found) else None

    def _acts(self, fits: Mapping[str, tuple[Fit, ...]]) -> Iterator[Evidence]:
        for fact in self._facts:
            for fit in fits.get(fact.type, ()):
                if fit.takes(fact, self._types):
                    yield _evidence(fact, fit, self._types)
                    break


def _evidence(fact: Line, fit: Fit, types: Types) -> Evidence:
    of = (types[fit.of].id, *types[fit.of].corrected_by) if fit.of else ()
    return Evidence(fact.id, fact.at, fact.told, (*fact.corrected_by, *of))


def _opening(opening: Line, fits: Sequence[Fit], types: Types) -> tuple[int, Evidence]:
    """From when it is believed to be open, and why."""
    known = [(max(opening.at, types[fit.of].at) if fit.of else opening.at, fit) for fit in fits]
    since, fit = min(known, key=lambda one: one[0])
    return since, _evidence(opening, fit, types)


def judge(
    rules: Rules, lines: Iterable[Line], known: int, unopened: dict[str, int] | None = None
) -> list[Obligation]:
    """What one subject owes in the belief at `known`.

    Order: as opened. Shape: `unopened` counts, by duty, facts that fit but have no limit.
    Raises: UnreadableFact.
    """
    facts = Facts(rules, believed(lines, known), defaultdict(int) if unopened is None else unopened)
    return list({one.id: one for one in facts.owed()}.values())
