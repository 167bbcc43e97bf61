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
    if isinstance(value, str):
        read = ms(msgspec.convert(value, Instant))
    elif isinstance(value, int | float) and not isinstance(value, bool):
        read = round(value * 1_000_000) // 1000
    else:
        raise ValueError(f"{value!r} is neither epoch seconds nor RFC 3339")
    if not -FAR < read < FAR:
        raise ValueError(f"{value!r} is out of range")
    return read


def read_seconds(value: object) -> int:
    """A length of time in seconds, as milliseconds. Raises: ValueError."""
    if not isinstance(value, int | float) or isinstance(value, bool) or value < 0:
        raise ValueError(f"{value!r} is not a number of seconds")
    return round(value * 1_000_000) // 1000


def seconds(length: int) -> int | float:
    """Milliseconds as a number of seconds with at most three decimals, to be printed."""
    return length / 1000 if length % 1000 else length // 1000


def stated(instant: int, zone: ZoneInfo) -> str:
    """RFC 3339 in a zone."""
    local = utc(instant).astimezone(zone)
    return local.isoformat(timespec="milliseconds" if instant % 1000 else "seconds")
