"""Facts to what is stored, and back: every released version is read for ever (D3)."""

from collections.abc import Callable, Mapping
from datetime import datetime
from functools import cache
from typing import Any
from uuid import UUID

import eventsourcing.persistence as library
import msgspec
from msgspec import Struct, json

from domain.facts import Fact, Said, Unreadable
from domain.kinds import FACTS
from domain.people import Role

Upcast = Callable[[dict[str, Any]], dict[str, Any]]
Reader = Callable[[bytes], Fact]

UPCASTS: dict[str, Upcast] = {}
"""Stored topic of an older version to what makes its fields those of the next version."""


class UnknownTopic(LookupError):
    """A stored fact of a kind that today's code does not know; the message names it."""


class Row(Struct, frozen=True):
    """A fact under the names that the library uses."""

    originator_id: UUID
    originator_version: int
    fact: Fact


class Mapper(library.Mapper[UUID]):
    """Has a reader for every stored topic, `case.arrived.v1`; casts older versions up one by one.

    Raises: KeyError at once where a version lacks its upcast.
    """

    def __init__(
        self, facts: Mapping[str, type[Fact]] = FACTS, upcasts: Mapping[str, Upcast] = UPCASTS
    ) -> None:
        self._readers = {
            f"{topic}.v{version}": _reader(fact, version, upcasts)
            for topic, fact in facts.items()
            for version in range(1, fact.VERSION + 1)
        }

    def read(self, topic: str, state: bytes) -> Fact:
        """The fact, as its newest version. Raises: UnknownTopic. msgspec.DecodeError."""
        if topic not in self._readers:
            raise UnknownTopic(topic)
        return self._readers[topic](state)

    def to_stored_event(self, domain_event: Any) -> library.StoredEvent:
        """What the log keeps of a row."""
        row: Row = domain_event
        topic = f"{row.fact.TOPIC}.v{row.fact.VERSION}"
        state = json.encode(row.fact)
        return library.StoredEvent(row.originator_id, row.originator_version, topic, state)

    def to_domain_event(self, stored_event: library.StoredEvent) -> Row:
        """The row as it was."""
        subject = stored_event.originator_id
        assert isinstance(subject, UUID)
        fact = self.read(stored_event.topic, stored_event.state)
        return Row(subject, stored_event.originator_version, fact)


def _reader(fact: type[Fact], version: int, upcasts: Mapping[str, Upcast]) -> Reader:
    newest = json.Decoder(fact).decode
    casts = [upcasts[f"{fact.TOPIC}.v{older}"] for older in range(version, fact.VERSION)]
    if not casts:
        return newest

    def read(state: bytes) -> Fact:
        fields: dict[str, Any] = json.decode(state)
        for cast in casts:
            fields = cast(fields)
        return newest(json.encode(fields))

    return read


def fact_of(topic: str, state: bytes, recorded_at: datetime) -> Fact:
    """The stored fact; `Unreadable` where today's code cannot read it, for views to park."""
    try:
        return _known().read(topic, state)
    except (UnknownTopic, msgspec.MsgspecError, UnicodeError) as error:
        said = Said(recorded_at, "", Role.SYSTEM)
        return Unreadable(said, topic, f"{type(error).__name__}: {error}")


@cache
def _known() -> Mapper:
    return Mapper()
