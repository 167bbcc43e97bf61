"""What time has decided: the judgements to append, and when there will be more."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

import msgspec

from domain.duties.belief import Line
from domain.duties.causes import Cause, cause_of, cause_of_end
from domain.duties.instants import FAR, ms, utc
from domain.duties.obligation import BREACH, MISSED, Obligation, Rung, Status
from domain.facts import Fact, Instant, Said

CHANGE = "change"
VERDICTS = (BREACH, CHANGE)
"""The steps that say how it stands; the others are steps of a ladder."""


class Judged(Fact, frozen=True, omit_defaults=True):
    """判定: how an obligation stood as of `said.at`. Carries all of it.

    Shape: `number` counts the judgements of an obligation; `supersedes` is the number replaced;
    `step` is `breach`, `change` (a judged breach is withdrawn or is another), or a ladder's `50%`.
    """

    TOPIC, VERSION, OWN = "duty.judged", 1, False
    obligation: str
    duty: str
    number: int
    step: str
    status: Status
    final: bool
    cause: Cause
    anchor: Instant
    due_at: Instant
    final_at: Instant
    decided_by: tuple[str, ...]
    pack: str
    edition: str
    sha256: str
    met_at: Instant | None = None
    void_at: Instant | None = None
    slack_ms: int | None = None
    disputable: bool = False
    supersedes: int | None = None
    to: tuple[str, ...] = ()
    owner: str = ""
    backup: str = ""
    ladder: str = ""
    calendar: str | None = None
    imported: bool = False


class Earlier:
    """What was judged before, by obligation."""

    def __init__(self, before: Iterable[Judged]) -> None:
        self.of: dict[str, list[Judged]] = defaultdict(list)
        for one in before:
            self.of[one.obligation].append(one)

    def verdict(self, obligation: str) -> Judged | None:
        """How it was last said to stand."""
        told = [one for one in self.of.get(obligation, ()) if one.step in VERDICTS]
        return told[-1] if told else None


def news(
    owed: Sequence[Obligation],
    before: Iterable[Judged],
    as_of: datetime,
    said: Said,
    lines: Sequence[Line] = (),
) -> list[Judged]:
    """The judgements to append as of an instant; empty where everything has been said.

    Shape: `lines` are the subject's, to tell the cause.
    """
    now, earlier = ms(as_of), Earlier(before)
    new = [one for owing in owed for one in _news_of(owing, earlier, now, said, lines)]
    gone = earlier.of.keys() - {one.id for one in owed if one.since <= now}
    annulled = (_annulled(earlier, one, now, said, lines) for one in sorted(gone))
    return [*new, *(one for one in annulled if one)]


def next_at(owed: Sequence[Obligation], before: Iterable[Judged], now: int) -> int | None:
    """The first instant from `now` on at which there is news, if nothing more is told.

    Units: milliseconds.
    """
    earlier = Earlier(before)
    there = {one.id for one in owed if one.since <= now}
    if any(_missed(earlier.verdict(gone)) for gone in earlier.of.keys() - there):
        return now
    waits = (_next_of(one, earlier, now) for one in owed)
    return min((at for at in waits if at is not None), default=None)


def _next_of(one: Obligation, earlier: Earlier, now: int) -> int | None:
    acts = [proof.at for proof in (one.discharge, one.voiding) if proof and proof.at > now]
    ahead = sorted({rung.at for rung in one.steps() if rung.at > now} | set(acts))
    return next((at for at in (now, *ahead) if any(_steps(one, earlier, at))), None)


def _steps(one: Obligation, earlier: Earlier, now: int) -> Iterator[Rung]:
    """What is to be said as of `now` and has not been."""
    if one.since > now:
        return
    last = earlier.verdict(one.id)
    status = one.status(now)
    if _missed(last) and last and _stands(last) != (status, one.anchor_at, one.due_at, one.met):
        yield Rung(CHANGE, now, ())
    elif status in MISSED and not _missed(last):
        yield Rung(BREACH, now, ())
    if one.imported or one.status(FAR) != Status.BREACHED:
        return
    done = {judged.step for judged in earlier.of.get(one.id, ())}
    void = FAR if one.void is None else one.void
    for rung in one.steps():
        if rung.name != BREACH and rung.name not in done and rung.at <= min(now, void):
            yield rung


def _missed(last: Judged | None) -> bool:
    return last is not None and last.status in MISSED


def _stands(last: Judged) -> tuple[Status, datetime, datetime, int | None]:
    return last.status, last.anchor, last.due_at, ms(last.met_at) if last.met_at else None


def _news_of(
    one: Obligation, earlier: Earlier, now: int, said: Said, lines: Sequence[Line]
) -> Iterator[Judged]:
    last = earlier.verdict(one.id)
    number = len(earlier.of.get(one.id, ()))
    for count, rung in enumerate(_steps(one, earlier, now), number + 1):
        verdict = rung.name in VERDICTS
        cause = _why(one, last, now, lines) if verdict else Cause.TICK
        replaced = last.number if last and verdict else None
        yield _judgement(one, rung, now, said, number=count, cause=cause, supersedes=replaced)


def _judgement(
    one: Obligation,
    rung: Rung,
    now: int,
    said: Said,
    *,
    number: int,
    cause: Cause,
    supersedes: int | None,
) -> Judged:
    return Judged(
        said,
        obligation=one.id,
        duty=one.duty,
        number=number,
        step=rung.name,
        status=one.status(now),
        final=one.final(now),
        cause=cause,
        anchor=one.anchor_at,
        due_at=one.due_at,
        final_at=utc(one.final_at),
        decided_by=one.decided_by(now),
        pack=one.pack,
        edition=one.edition,
        sha256=one.sha256,
        met_at=_at(one.met, now),
        void_at=_at(one.void, now),
        slack_ms=one.slack_ms(now),
        disputable=one.disputable(now),
        supersedes=supersedes,
        to=rung.to,
        owner=one.owner,
        backup=one.backup,
        ladder=one.ladder,
        calendar=one.calendar,
        imported=one.imported,
    )


def _at(instant: int | None, now: int) -> datetime | None:
    return utc(instant) if instant is not None and instant <= now else None


def _annulled(
    earlier: Earlier, obligation: str, now: int, said: Said, lines: Sequence[Line]
) -> Judged | None:
    """The judgement that a judged breach never was owed."""
    last = earlier.verdict(obligation)
    if last is None or not _missed(last):
        return None
    return msgspec.structs.replace(
        last,
        said=said,
        number=len(earlier.of[obligation]) + 1,
        step=CHANGE,
        status=Status.ANNULLED,
        cause=cause_of_end(ms(last.said.at), now, lines),
        slack_ms=None,
        disputable=False,
        supersedes=last.number,
    )


def _why(one: Obligation, last: Judged | None, now: int, lines: Sequence[Line]) -> Cause:
    if last and last.sha256 != one.sha256:
        return Cause.PACK
    return cause_of(one, ms(last.said.at) if last else one.breach_at, now, lines)
