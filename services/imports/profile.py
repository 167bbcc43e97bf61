"""What an import profile says: how the rows of a foreign system become facts (contract.md §6)."""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from graphlib import CycleError, TopologicalSorter
from typing import Annotated, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from msgspec import Meta, field

from domain.duties.belief import ABOUT_FACTS
from domain.duties.keys import Keys, Name, Plain
from domain.duties.pack import PackError
from domain.duties.reading import convert

ISO = "iso"
SAMPLE = datetime(2001, 2, 3, 16, 5, 6, tzinfo=UTC)
RESERVED = frozenset(
    ["id", "type", "subject", "occurred_at", "recorded_at", "by", "account", "said", "target"]
)
"""What every fact has by itself: no row sets it."""
ABOUT = frozenset([*ABOUT_FACTS, *ABOUT_FACTS.values()])
"""Corrections and retractions follow from what changed; no row states one."""


class BadProfile(PackError):
    """导入方案有误: an import profile that cannot be, with the place in it."""


class Format(Keys, frozen=True):
    """表格格式. `time`: patterns tried in order; `zone`: where a cell names no offset."""

    delimiter: Annotated[str, Meta(pattern=r'^[^"\r\n]$')] = ","
    encoding: Name = "utf-8"
    time: Name | Annotated[tuple[Name, ...], Meta(min_length=1)] = ISO
    zone: Name | None = None

    @property
    def times(self) -> tuple[str, ...]:
        """The patterns, in the order they are tried."""
        return (self.time,) if isinstance(self.time, str) else self.time


class Column(Keys, frozen=True):
    """列: a column by the name in its head."""

    column: Name


class Value(Keys, frozen=True):
    """取值: the same for every row, or what a cell says, as it stands or by a table of words."""

    value: Plain | None = None
    column: Name | None = None
    as_: Literal["instant", "number"] | None = field(name="as", default=None)
    map: Mapping[str, Plain] | None = None
    else_: Plain | None = field(name="else", default=None)

    def __post_init__(self) -> None:
        if (self.value is None) == (self.column is None):
            raise ValueError("one of value, column")
        reads = sum(form is not None for form in (self.as_, self.map))
        if reads > (self.column is not None):
            raise ValueError("one of as, map, and only with a column")
        if self.else_ is not None and self.map is None:
            raise ValueError("else needs a map")


class When(Keys, frozen=True):
    """条件: whether this file gave the subject a fact of some type."""

    absent: Name | None = None
    present: Name | None = None

    def __post_init__(self) -> None:
        if (self.absent is None) == (self.present is None):
            raise ValueError("one of absent, present")

    @property
    def type(self) -> str:
        """The type it asks for."""
        return self.absent or self.present or ""


class Taking(Keys, frozen=True):
    """取用: which fact the rows of a subject state, when it happened, and with which fields."""

    type: Name
    at: Column
    take: Literal["first", "last", "each"] = "first"
    set: Mapping[str, Value] = {}
    when: When | None = None


class Profile(Keys, frozen=True):
    """导入方案."""

    profile: Name
    format: Format
    subject: Column
    facts: Annotated[tuple[Taking, ...], Meta(min_length=1)]
    recorded_at: Column | None = None

    def columns(self) -> Iterator[str]:
        """Every column it reads."""
        yield self.subject.column
        if self.recorded_at:
            yield self.recorded_at.column
        for taking in self.facts:
            yield taking.at.column
            yield from (value.column for value in taking.set.values() if value.column)

    def in_order(self) -> list[Taking]:
        """What to take, each after what its `when` asks for."""
        place = {name: number for number, name in enumerate(self._types())}
        return sorted(self.facts, key=lambda taking: place[taking.type])

    def _types(self) -> Iterator[str]:
        """Raises: CycleError."""
        asks: dict[str, list[str]] = {}
        for taking in self.facts:
            asks.setdefault(taking.type, []).extend([taking.when.type] if taking.when else [])
        return iter(tuple(TopologicalSorter(asks).static_order()))


def profile_of(raw: object) -> Profile:
    """A profile from plain data, checked. Raises: BadProfile."""
    try:
        profile = convert(raw, Profile)
        _check_format(profile.format)
        _check_facts(profile)
    except PackError as error:
        raise BadProfile(error.path, error.message, error.line) from error
    return profile


def _check_format(form: Format) -> None:
    try:
        "".encode(form.encoding)
    except (LookupError, UnicodeError) as error:
        raise BadProfile(("format", "encoding"), str(error)) from error
    try:
        ZoneInfo(form.zone or "UTC")
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise BadProfile(("format", "zone"), f"no such zone: {form.zone}") from error
    for pattern in form.times:
        _check_time(pattern)


def _check_time(pattern: str) -> None:
    """Raises: BadProfile for what never reads a whole date."""
    if pattern == ISO:
        return
    try:
        read = datetime.strptime(SAMPLE.strftime(pattern), pattern)  # noqa: DTZ007 - only its date
    except ValueError as error:
        raise BadProfile(("format", "time"), f"{pattern!r}: {error}") from error
    if read.date() != SAMPLE.date():
        raise BadProfile(("format", "time"), f"{pattern!r} does not read a whole date")


def _check_facts(profile: Profile) -> None:
    types = [taking.type for taking in profile.facts]
    single: set[str] = set()
    for index, taking in enumerate(profile.facts):
        place = ("facts", index)
        if taking.type in ABOUT:
            raise BadProfile((*place, "type"), f"no row states a {taking.type}")
        if taking.take != "each" and taking.type in single:
            raise BadProfile((*place, "type"), f"{taking.type} is taken twice: only `each` may be")
        single |= {taking.type} if taking.take != "each" else set()
        for name in sorted(RESERVED & taking.set.keys()):
            raise BadProfile((*place, "set", name), f"{name} is not a field to set")
        if taking.when and taking.when.type not in types:
            raise BadProfile((*place, "when"), f"no fact of type {taking.when.type} is taken here")
    try:
        profile.in_order()
    except CycleError as error:
        raise BadProfile(("facts",), f"`when` goes in a circle: {error.args[1]}") from error
