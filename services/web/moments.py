"""As of when a read is asked: what we knew then."""

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Annotated, NamedTuple

from fastapi import Depends, Query

from domain.facts import Entry
from domain.refusals import BadInput, FromTheFuture
from services.asking import CLOCK_AHEAD
from services.web.doors import TheHouse
from services.web.values import LARGEST, read_instant

NEVER = datetime(1970, 1, 1, tzinfo=UTC)


class Moment(NamedTuple):
    """时刻. Shape: `upto` is the position that lists are asked for; None for now."""

    upto: int | None
    at: datetime
    by_instant: bool = False

    def knew(self, entry: Entry) -> bool:
        """Whether we had been told of it. The log tells it better than a view that may lag."""
        if self.by_instant:
            return entry.recorded_at <= self.at
        return self.upto is None or entry.position <= self.upto

    def told(self, history: Iterable[Entry]) -> tuple[list[Entry], "Moment"]:
        """What was known of a case; as of a position no earlier than the last of it."""
        known = [entry for entry in history if self.knew(entry)]
        if self.by_instant or not known:
            return known, self
        return known, self._replace(at=max(self.at, known[-1].recorded_at))


def moment_of(house: TheHouse, as_of: Annotated[str, Query(max_length=100)] = "") -> Moment:
    """A position, an instant with a zone, or now. Raises: BadInput, FromTheFuture."""
    now = house.now()
    if not as_of:
        return Moment(None, now)
    if as_of.isascii() and as_of.isdigit():
        upto = min(int(as_of), LARGEST)
        return Moment(upto, house.trail.told_at(upto) or NEVER)
    try:
        at = read_instant(as_of)
    except ValueError as wrong:
        raise BadInput(f"as_of: neither a position nor an instant: {wrong}") from wrong
    if at > now + CLOCK_AHEAD:
        raise FromTheFuture("as_of")
    return Moment(house.trail.position_at(at), min(at, now), by_instant=True)


AsOf = Annotated[Moment, Depends(moment_of)]
