"""Instants of the judge: whole milliseconds since the epoch."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import msgspec

from domain.facts import Instant

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
DAY = 86_400_000
FAR = 253_370_764_800_000
"""Later than anything that can happen: the year 9999."""
_MS = timedelta(milliseconds=1)


def ms(instant: datetime) -> int:
    """Units: milliseconds; what is finer is cut off."""
    return (instant - EPOCH) // _MS


def utc(instant: int) -> datetime:
    """The same instant as the rest of the domain holds it."""
    return EPOCH + timedelta(milliseconds=instant)


def read_instant(value: object) -> int:
    """An instant of a fact log: epoch seconds, or RFC 3339 with a zone. Raises: ValueError."""
    read = ms(msgspec.convert(value, Instant)) if isinstance(value, str) else _milli(value)
    if not -FAR < read < FAR:
        raise ValueError(f"{value!r} is out of range")
    return read


def read_seconds(value: object) -> int:
    """A length of time in seconds, as milliseconds. Raises: ValueError."""
    length = _milli(value)
    if not 0 <= length < FAR:
        raise ValueError(f"{value!r} is out of range")
    return length


def _milli(value: object) -> int:
    match value:
        case bool():
            pass
        case int() | float() if abs(value) < FAR:
            return round(value * 1_000_000) // 1000
    raise ValueError(f"{value!r} is not a number of seconds")


def seconds(length: int) -> int | float:
    """Milliseconds as a number of seconds with at most three decimals, to be printed."""
    return length / 1000 if length % 1000 else length // 1000


def stated(instant: int, zone: ZoneInfo) -> str:
    """RFC 3339 in a zone."""
    local = utc(instant).astimezone(zone)
    return local.isoformat(timespec="milliseconds" if instant % 1000 else "seconds")
