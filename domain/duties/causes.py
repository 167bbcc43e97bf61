"""Why a verdict is what it is now: what we were told since it was last judged, or was due."""

from collections.abc import Collection, Sequence
from enum import StrEnum

from domain.duties.belief import CORRECT, RETRACT, Line
from domain.duties.obligation import Obligation


class Cause(StrEnum):
    """缘由: why a verdict is what it is now."""

    TICK = "tick"
    EVENT = "event"
    LATE = "late"
    CORRECTION = "correction"
    RETRACTION = "retraction"
    PACK = "pack"


AMENDED = {CORRECT: Cause.CORRECTION, RETRACT: Cause.RETRACTION}


def cause_of(one: Obligation, since: int, now: int, lines: Sequence[Line]) -> Cause:
    """Why it is judged now, where it was judged, or due, at `since`."""
    told = _newest(since, now, lines, one.decided_by(now))
    if told is None:
        return Cause.TICK
    happened = max((proof.at for proof in (one.discharge, one.voiding) if proof), default=0)
    return AMENDED.get(told, Cause.EVENT if happened > since else Cause.LATE)


def cause_of_end(since: int, now: int, lines: Sequence[Line]) -> Cause:
    """Why it is not owed any more, and never was."""
    told = _newest(since, now, lines, ())
    return Cause.PACK if told is None else AMENDED[told]


def _newest(since: int, now: int, lines: Sequence[Line], proof: Collection[str]) -> str | None:
    """The type of the newest line that can have changed a verdict, told after `since`."""
    told = [
        line.type
        for line in lines
        if since < line.told <= now and (line.type in AMENDED or line.id in proof)
    ]
    return told[-1] if told else None
