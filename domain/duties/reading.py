"""From plain data to a pack or calendar, or the reason why not and the place."""

import re
from collections.abc import Iterable, Iterator, Mapping
from hashlib import sha256
from typing import TypeVar

import msgspec

from domain.duties.calendar import Calendar, CalendarEdition, Year
from domain.duties.checks import check_calendar, check_pack
from domain.duties.pack import Edition, Ladder, NotYet, Pack, PackError, Row

Path = tuple[str | int, ...]
T = TypeVar("T")

NOT_YET_VALUES = {"kind": ("periodic", "staged"), "clock": ("working",), "mode": ("transfer",)}
"""Values that contract.md §5 has and this version does not."""
NOT_YET_KEYS = {
    "duty": ("same", "horizon"),
    "match": ("breach_of", "approved_by"),
    "ladder": ("percent_of",),
}
"""Keys that contract.md §5 has there and this version does not."""


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
    _convert_each(raw, "tables", tuple[Row, ...])
    _convert_each(raw, "ladders", Ladder)
    pack = convert(raw, Pack)
    check_pack(pack)
    return pack


def calendar_of(raw: object) -> Calendar:
    """A calendar from plain data, its form checked. Raises: PackError."""
    _convert_each(raw, "years", Year)
    calendar = convert(raw, Calendar)
    check_calendar(calendar)
    return calendar


def convert(raw: object, type_: type[T], place: Path = ()) -> T:
    """Plain data as a struct. Raises: PackError with the place."""
    try:
        return msgspec.convert(raw, type_, str_keys=True)
    except msgspec.ValidationError as error:
        raise _refused(str(error), raw, place) from error


def _convert_each(raw: object, key: str, type_: type[T]) -> None:
    """What stands under names of its own, one by one: msgspec's errors leave such names out."""
    named = raw.get(key) if isinstance(raw, Mapping) else None
    for name, one in named.items() if isinstance(named, Mapping) else ():
        convert(one, type_, (key, str(name)))


_AT = re.compile(r" - at `(?:key in )?\$(.*?)(?:\[\.\.\.\].*)?`$")
_STEP = re.compile(r"\.([^.\[\]]+)|\[(\d+)\]")
_UNKNOWN = re.compile(r"contains unknown field `(.*)`")


def _refused(message: str, raw: object, place: Path) -> PackError:
    """msgspec's words as ours, with the path it names."""
    found = _AT.search(message)
    words = message[: found.start()] if found else message
    steps = _STEP.findall(found.group(1)) if found else []
    path: Path = tuple(int(index) if index else name for name, index in steps)
    unknown = _UNKNOWN.search(words)
    if unknown:
        return PackError((*place, *path, unknown[1]), f"unknown key {unknown[1]!r}")
    if "matching regex" in words:
        words = f"{_value(raw, path)!r} is not of the right form"
    return PackError((*place, *path), words)


def _value(raw: object, path: Path) -> object:
    """What stands at a place."""
    for step in path:
        if isinstance(raw, Mapping | list):
            raw = raw[step]  # type: ignore[index]
    return raw


def _refuse_not_yet(raw: object) -> None:
    for sort, path, there in _parts(raw):
        for key, value in there.items():
            if key in NOT_YET_KEYS[sort]:
                raise NotYet((*path, key), f"`{key}` is not supported yet")
            if sort != "match" and value in NOT_YET_VALUES.get(key, ()):
                raise NotYet((*path, key), f"`{key}: {value}` is not supported yet")


def _parts(raw: object) -> Iterator[tuple[str, Path, Mapping[str, object]]]:
    """The duties, their matches, and the ladders, as far as they have the form of such."""
    for path, duty in _below(raw, "duties"):
        yield "duty", path, duty
        for act in ("opened_by", "met_by", "voided_by"):
            for below, match in _below(duty, act):
                yield "match", (*path, *below), match
    for path, ladder in _below(raw, "ladders"):
        yield "ladder", path, ladder


def _below(raw: object, key: str) -> Iterator[tuple[Path, Mapping[str, object]]]:
    """The mappings under a key: it, or those in its list, or the named ones."""
    there = raw.get(key) if isinstance(raw, Mapping) else None
    named: Iterable[tuple[Path, object]] = [((key,), there)]
    if isinstance(there, list):
        named = [((key, index), one) for index, one in enumerate(there)]
    elif isinstance(there, Mapping) and key == "ladders":
        named = [((key, name), one) for name, one in there.items()]
    yield from ((path, one) for path, one in named if isinstance(one, Mapping))
