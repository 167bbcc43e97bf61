"""Until when: what a limit of a pack means for one opening fact."""

import re
from datetime import timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from msgspec import Struct

from domain.duties.belief import Line
from domain.duties.instants import FAR, ms, read_instant, read_seconds, utc
from domain.duties.match import same
from domain.duties.pack import DURATION, AnyLimit, Limit, Pack, Row

_DURATION = re.compile(DURATION)


class UnreadableFact(Exception):
    """读不懂的事实: a field that a rule must read has a value that it cannot have."""

    def __init__(self, fact: str, field: str, why: str) -> None:
        super().__init__(f"fact {fact}: {field}: {why}")
        self.fact = fact


class Span(Struct, frozen=True):
    """时长: civil days of a zone, then time that elapses. Units: days, milliseconds."""

    days: int
    ms: int

    def after(self, instant: int, zone: ZoneInfo, sign: int = 1) -> int:
        """So much after an instant, or before it. Raises: OverflowError beyond the calendar."""
        if self.days:
            instant = _days_after(instant, sign * self.days, zone)
        return instant + sign * self.ms


@lru_cache(maxsize=1024)
def span(duration: str) -> Span:
    """A duration of a pack."""
    found = _DURATION.match(duration)
    if not found:
        raise ValueError(f"{duration!r} is not a duration")
    named = {name: int(value or 0) for name, value in found.groupdict().items()}
    elapsed = named["hours"] * 3600 + named["minutes"] * 60 + named["seconds"]
    return Span(named["weeks"] * 7 + named["days"], elapsed * 1000)


def _days_after(instant: int, days: int, zone: ZoneInfo) -> int:
    """The same wall-clock time days later: in a gap moved on by the gap, twice the first."""
    local = utc(instant).astimezone(zone).replace(tzinfo=None) + timedelta(days=days)
    return ms(local.replace(tzinfo=zone, fold=0))


class Due(Struct, frozen=True):
    """到期: the instant, and where it comes from. Shape: `row` of a table from 1; 0 without one."""

    at: int
    limit: str
    row: int = 0


def due(pack: Pack, zone: ZoneInfo, limit: AnyLimit, opening: Line, anchor: int) -> Due | None:
    """When an opening fact is due; None where it lacks the field needed, or no row fits.

    Raises: UnreadableFact.
    """
    if isinstance(limit, str):
        return _elapsed(span(limit), limit, zone, opening, anchor)
    if limit.table:
        found = _row(pack.tables[limit.table], limit.key, opening)
        if found is None:
            return None
        number, row = found
        inner = due(pack, zone, row.value, opening, anchor)
        return inner and Due(inner.at, f"{limit.table}: {inner.limit}", number)
    return _stated(limit, opening, anchor)


def _elapsed(length: Span, limit: str, zone: ZoneInfo, opening: Line, anchor: int) -> Due:
    try:
        at = length.after(anchor, zone)
    except OverflowError as error:
        raise UnreadableFact(opening.id, "occurred_at", str(error)) from error
    return Due(min(at, FAR), limit)


def _stated(limit: Limit, opening: Line, anchor: int) -> Due | None:
    name = limit.until or limit.field or ""
    value = opening.data.get(name)
    if value is None:
        return None
    try:
        at = read_instant(value) if limit.until else min(anchor + read_seconds(value), FAR)
    except ValueError as error:
        raise UnreadableFact(opening.id, name, str(error)) from error
    return Due(at, f"{name}: {value}")


def _row(rows: tuple[Row, ...], key: tuple[str, ...], opening: Line) -> tuple[int, Row] | None:
    values = [opening.data.get(field) for field in key]
    for number, row in enumerate(rows, 1):
        pairs = zip(values, row.key, strict=True)
        if all(wanted == "*" or same(value, wanted) for value, wanted in pairs):
            return number, row
    return None


def anchor_of(field: str, opening: Line) -> int:
    """The instant that the clock starts from: a field of the opening fact, else its own instant."""
    value = opening.data.get(field) if field else None
    if value is None:
        return opening.at
    try:
        return read_instant(value)
    except ValueError as error:
        raise UnreadableFact(opening.id, field, str(error)) from error
