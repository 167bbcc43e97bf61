"""From statements to facts of the domain, or the reason why not."""

from collections.abc import Iterator, Mapping
from contextlib import suppress
from datetime import UTC, datetime
from typing import get_args

import msgspec
from msgspec import NODEFAULT, Struct

from domain import categories
from domain.acts import Corrected, Registered, Retracted
from domain.facts import Fact, Origin, Said, Sealed
from domain.kinds import ACTS, REGISTRATIONS
from domain.people import Role
from domain.refusals import BadInput, UnknownCategory
from services.imports.profile import BadProfile, Profile
from services.imports.statements import Statement

BY = "import"
IMPORTED = {
    fact.TOPIC: fact
    for fact in (*REGISTRATIONS, *ACTS)
    if not issubclass(fact, Corrected | Retracted)
}
"""Topic to class of what an import may state into the store."""
NOT_SET = frozenset(["said", "code"])


class Stating(Struct, frozen=True):
    """A fact without its personal text, and that text by field."""

    fact: Fact
    texts: Mapping[str, str]


class Field(Struct, frozen=True):
    """A field of a fact: its name in Python and in the log, and what it is where nothing is said.

    Shape: `blank` is `NODEFAULT` where something must be said.
    """

    name: str
    stored: str
    sealed: bool
    blank: object


def _fields(fact: type[Fact]) -> tuple[Field, ...]:
    told = (one for one in msgspec.structs.fields(fact) if one.name not in NOT_SET)
    return tuple(
        Field(one.name, one.encode_name, Sealed in get_args(one.type), one.default) for one in told
    )


FIELDS = {fact: _fields(fact) for fact in IMPORTED.values()}


def check_store_form(profile: Profile) -> None:
    """That the store knows the types and fields of a profile. Raises: BadProfile."""
    for index, taking in enumerate(profile.facts):
        fact = IMPORTED.get(taking.type)
        if fact is None:
            raise BadProfile(("facts", index, "type"), f"the store knows no {taking.type}")
        known = {one.stored for one in FIELDS[fact]}
        for name in sorted(taking.set.keys() - known):
            raise BadProfile(("facts", index, "set", name), f"{taking.type} has no field {name}")
        for one in FIELDS[fact]:
            if one.blank is NODEFAULT and one.stored not in taking.set:
                raise BadProfile(("facts", index), f"{taking.type} needs {one.stored}")


def seals(profile: Profile) -> bool:
    """Whether it states personal text."""
    return any(
        one.sealed and one.stored in taking.set
        for taking in profile.facts
        for one in FIELDS[IMPORTED[taking.type]]
    )


def said(at: datetime, id_: str, profile: str, known_at: datetime) -> Said:
    """What an import answers for."""
    return Said(at, BY, Role.SYSTEM, origin=Origin(id_, profile, known_at))


def stating(one: Statement, profile: str) -> Stating:
    """The fact of a statement. Raises: BadInput."""
    type_ = IMPORTED[one.type]
    sealed = {field.stored for field in FIELDS[type_] if field.sealed}
    plain = {name: value for name, value in one.fields.items() if name not in sealed}
    try:
        told = {"said": said(one.at, one.id, profile, one.known_at), **plain}
        fact = _in_utc(msgspec.convert(told, type_))
    except msgspec.ValidationError as error:
        raise BadInput(f"{one.type}: {error}") from error
    if isinstance(fact, Registered):
        categories.check(fact.category)
    texts = {name: str(one.fields[name]) for name in sealed & one.fields.keys()}
    return Stating(fact, texts)


def must_not_be_retired(one: Statement) -> None:
    """Raises: RetiredItem. In a fact log a category may be any other word."""
    type_ = IMPORTED.get(one.type)
    if type_ and issubclass(type_, Registered):
        with suppress(UnknownCategory):
            categories.check(str(one.fields.get("category", "")))


def _in_utc(fact: Fact) -> Fact:
    """An instant that stood as text in a cell keeps no offset: only UTC reads back the same."""
    return msgspec.structs.replace(fact, **dict(_instants(fact)))


def _instants(fact: Fact) -> Iterator[tuple[str, datetime]]:
    for field in FIELDS[type(fact)]:
        value = getattr(fact, field.name)
        if isinstance(value, datetime):
            yield field.name, value.astimezone(UTC)
