"""From plain data to a pack or calendar, or the reason why not and the place."""

import re
from collections.abc import Iterator, Mapping
from hashlib import sha256
from itertools import pairwise
from typing import TypeVar
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import msgspec

from domain.duties.calendar import DAYS, Calendar, CalendarEdition
from domain.duties.pack import AnyLimit, Edition, Limit, NotYet, Pack, PackError

Path = tuple[str | int, ...]
T = TypeVar("T")

NOT_YET = {
    "kind": {"periodic", "staged"},
    "clock": {"working"},
    "mode": {"transfer"},
}
"""Values that contract.md §5 has and this version does not."""
NOT_YET_KEYS = ("same", "horizon", "breach_of", "approved_by", "percent_of")
"""Keys of a response duty, a match or a ladder that contract.md §5 has and this version does not."""


def canonical(raw: object) -> str:
    """The one way to write plain data: JSON with sorted keys."""
    return msgspec.json.encode(raw, order="sorted").decode()


def pack_edition(text: str) -> Edition:
    """A pack from its canonical text. Raises: PackError."""
    pack = pack_of(msgspec.json.decode(text))
    return Edition(pack, text, sha256(text.encode()).hexdigest())


def calendar_edition(text: str) -> CalendarEdition:
    """A calendar from its canonical text. Raises: PackError."""
    calendar = calendar_of(msgspec.json.decode(text))
    return CalendarEdition(calendar, text, sha256(text.encode()).hexdigest())


def pack_of(raw: object) -> Pack:
    """A pack from plain data, its form checked. Raises: PackError, NotYet."""
    _refuse_not_yet(raw)
    pack = _convert(raw, Pack)
    _zone(pack.zone)
    if pack.valid_to and pack.valid_to < pack.valid_from:
        raise PackError(("valid_to",), "before valid_from")
    _check_ids(pack)
    _check_limits(pack)
    return pack


def calendar_of(raw: object) -> Calendar:
    """A calendar from plain data, its form checked. Raises: PackError."""
    calendar = _convert(raw, Calendar)
    _zone(calendar.zone)
    _check_windows(calendar)
    _check_years(calendar)
    return calendar


def _convert(raw: object, type_: type[T]) -> T:
    try:
        return msgspec.convert(raw, type_, str_keys=True)
    except msgspec.ValidationError as error:
        raise _refused(str(error)) from error


_AT = re.compile(r" - at `(?:key in )?\$(.*?)`(?: in `\$(.*)`)?$")
_STEP = re.compile(r"\.([^.\[\]]+)|\[(\d+)\]")
_UNKNOWN = re.compile(r"contains unknown field `(.*)`")


def _refused(message: str) -> PackError:
    """msgspec's words as ours, with the path it names."""
    found = _AT.search(message)
    words = message[: found.start()] if found else message
    steps = _STEP.findall(found.group(1)) if found else []
    path: Path = tuple(int(index) if index else name for name, index in steps)
    unknown = _UNKNOWN.search(words)
    if unknown:
        return PackError((*path, unknown.group(1)), f"unknown key {unknown.group(1)!r}")
    if "matching regex" in words:
        words = "not of the right form"
    return PackError(path, words)


def _refuse_not_yet(raw: object) -> None:
    for path, key, value in _pairs(raw, ()):
        if key in NOT_YET_KEYS or (isinstance(value, str) and value in NOT_YET.get(key, ())):
            said = f"`{key}`" if key in NOT_YET_KEYS else f"`{key}: {value}`"
            raise NotYet((*path, key), f"{said} is not supported yet")


def _pairs(raw: object, path: Path) -> Iterator[tuple[Path, str, object]]:
    """Every key of duties, matches and ladders, outside in; never inside a `where`."""
    if isinstance(raw, Mapping):
        for key, value in raw.items():
            yield path, str(key), value
        for key, value in raw.items():
            if key not in {"where", "tables", "title"}:
                yield from _pairs(value, (*path, str(key)))
    elif isinstance(raw, list):
        for index, value in enumerate(raw):
            yield from _pairs(value, (*path, index))


def _zone(name: str) -> None:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise PackError(("zone",), f"{name!r} is not a time zone") from error


def _check_ids(pack: Pack) -> None:
    seen: set[str] = set()
    for index, duty in enumerate(pack.duties):
        if duty.id in seen:
            raise PackError(("duties", index, "id"), f"{duty.id!r} is there twice")
        seen.add(duty.id)


def _check_limits(pack: Pack) -> None:
    for index, duty in enumerate(pack.duties):
        _check_limit(pack, duty.within, ("duties", index, "within"), ())
    for name, rows in pack.tables.items():
        for index, row in enumerate(rows):
            _check_limit(pack, row.value, ("tables", name, index, "value"), (name,))


def _check_limit(pack: Pack, limit: AnyLimit, path: Path, through: tuple[str, ...]) -> None:
    """Its table is there, has rows of the key's length, and does not lead back to itself."""
    if not isinstance(limit, Limit) or not limit.table:
        return
    if limit.table not in pack.tables:
        raise PackError((*path, "table"), f"there is no table {limit.table!r}")
    if limit.table in through:
        raise PackError((*path, "table"), f"the table {limit.table!r} leads back to itself")
    for index, row in enumerate(pack.tables[limit.table]):
        if len(row.key) != len(limit.key):
            place = ("tables", limit.table, index, "key")
            raise PackError(place, f"{len(limit.key)} values are needed, as the duty's key has")
        _check_limit(pack, row.value, path, (*through, limit.table))


def _check_windows(calendar: Calendar) -> None:
    for index, (start, end) in enumerate(calendar.windows):
        if start >= end:
            raise PackError(("windows", index), "ends before it starts")
    for index, (before, after) in enumerate(pairwise(calendar.windows), 1):
        if after[0] < before[1]:
            raise PackError(("windows", index), "begins before the one above has ended")
    if not calendar.week or not calendar.windows:
        raise PackError(("week",), "week and windows need at least one entry")


def _check_years(calendar: Calendar) -> None:
    for number, year in calendar.years.items() if isinstance(calendar.years, dict) else ():
        for key, days in (("rest", year.rest), ("work", year.work)):
            for index, day in enumerate(days):
                place = ("years", str(number), key, index)
                if day.year != number:
                    raise PackError(place, f"{day} is not in {number}")
                if day in days[:index]:
                    raise PackError(place, f"{day} is there twice")
                if key == "work" and (DAYS[day.weekday()] in calendar.week or day in year.rest):
                    raise PackError(place, f"{day} is a working day already, or a rest day too")
