"""What the duty board remembers of a subject, and how a fact changes what it owes."""

from collections.abc import Iterable, Mapping
from uuid import UUID

from domain.duties.belief import ABOUT_FACTS, Line, line_of
from domain.duties.instants import FAR, ms
from domain.duties.judge import Rules, judge
from domain.duties.judged import Judged, next_at
from domain.duties.obligation import Obligation, Status
from domain.facts import Entry
from projections.case_fold import CaseRow, follow
from projections.duty_rows import About, Owed

NEWSWORTHY = frozenset({Status.BREACHED, Status.MET_LATE})
"""Where an obligation that ends in another way was never judged, there is nothing to say of it."""


class Docket:
    """义务簿: a subject's facts as far as the rules name them, and what it owes by them.

    Judged without an end of knowledge: an obligation is timeless, and what lies ahead of an
    instant is left out when it is asked how it stands.
    """

    def __init__(self, rules: Rules) -> None:
        self.rules = rules
        self.seen = 0
        self._next_at: int | None = None
        self._asked_at: int | None = None
        self._entries: list[Entry] = []
        self._lines: list[Line] = []
        self._judged: list[Judged] = []
        self._case: CaseRow | None = None
        self._about = About()
        self._owed: list[Obligation] = []

    @property
    def next_at(self) -> int | None:
        """The first instant at which there is news, as of the last fact that could change it."""
        if self._asked_at is not None:
            judged = {one.obligation for one in self._judged}
            open_ = [one for one in self._owed if one.id in judged or one.status(FAR) in NEWSWORTHY]
            self._next_at = next_at(open_, self._judged, self._asked_at)
            self._asked_at = None
        return self._next_at

    def remember(self, entries: Iterable[Entry], waits: int | None) -> None:
        """Facts that were folded before, and the instant they wait for."""
        self._next_at = waits
        for entry in entries:
            self._add(entry)
        self._owed = judge(self.rules, self._lines, FAR)

    def follow(self, entry: Entry) -> bool:
        """One more fact. Returns whether a row may have changed."""
        about, judged, lines = self._about, len(self._judged), len(self._lines)
        self._add(entry)
        if (len(self._lines), len(self._judged)) == (lines, judged):
            return self._about != about
        if len(self._lines) > lines:
            self._owed = judge(self.rules, self._lines, FAR)
        self._asked_at = ms(entry.recorded_at)
        return True

    def adopt(self, rules: Rules, entry: Entry) -> None:
        """Judge everything again, by the rules that an adoption has made."""
        self.rules = rules
        self._lines = [line_of(one) for one in self._entries if self._counts(one)]
        self._owed = judge(self.rules, self._lines, FAR)
        self._asked_at = ms(entry.recorded_at)

    def rows(self, subject: UUID) -> Mapping[str, Owed]:
        """The rows of the subject, by obligation."""
        last = {one.obligation: one for one in self._judged}
        return {one.id: self._row(subject, one, last.get(one.id)) for one in self._owed}

    def _row(self, subject: UUID, one: Obligation, last: Judged | None) -> Owed:
        if last is None:
            return Owed(subject, one, self._about)
        return Owed(subject, one, self._about, last.status, last.step)

    def _add(self, entry: Entry) -> None:
        self.seen = entry.version
        if isinstance(entry.fact, Judged):
            self._judged.append(entry.fact)
            return
        self._entries.append(entry)
        self._case = follow(self._case, entry)
        self._about = _about(self._case)
        if self._counts(entry):
            self._lines.append(line_of(entry))

    def _counts(self, entry: Entry) -> bool:
        topic = entry.fact.TOPIC
        return self.rules.names(ABOUT_FACTS.get(topic, topic))


def _about(case: CaseRow) -> About:
    return About(
        case.number, case.kind, case.category, case.severity, case.grid, case.unit, case.reported_by
    )
