"""What a fact looks like on its way: its place in the log and itself; a watermark has no fact.

`prev` is the position of the message before it in its partition, be that a fact or a watermark: a
reader that has not reached it has missed something (D4). The key is the subject. Few headers: a
reader spends a microsecond on each, so the version stands in the id unless that is an imported one.
"""

from collections.abc import Sequence
from datetime import datetime
from functools import lru_cache
from typing import NamedTuple, Protocol
from uuid import UUID

from msgspec import MsgspecError, Struct, json

from domain.facts import Entry, partition_of
from infra.mapper import fact_of


class Stored(Protocol):
    """A fact as the log keeps it, not decoded."""

    position: int
    subject: UUID
    version: int
    topic: str
    state: bytes
    recorded_at: datetime


class Message(NamedTuple):
    """What is published. A watermark has no value."""

    partition: int
    key: bytes
    value: bytes | None
    headers: list[tuple[str, bytes]]


class Record(Protocol):
    """What Kafka hands back."""

    key: bytes | None
    value: bytes | None
    headers: Sequence[tuple[str, bytes]]


class Missed(Exception):
    """A message that does not follow what we have. The log has what is missing."""


class _Origin(Struct):
    id: str


class _Said(Struct):
    correlation: str = ""
    origin: _Origin | None = None


class _Told(Struct):
    said: _Said


_told = json.Decoder(_Told).decode


def message_of(stored: Stored, prev: int) -> Message:
    """The message that carries a stored fact; unreadable ones too, for the readers to park."""
    subject = str(stored.subject).encode()
    said = _said(stored.state)
    headers = [
        ("position", b"%d" % stored.position),
        ("prev", b"%d" % prev),
        ("id", b"%s-%d" % (subject, stored.version)),
        ("topic", stored.topic.encode()),
        ("recorded_at", stored.recorded_at.isoformat().encode()),
    ]
    if said.correlation:
        headers.append(("correlation", said.correlation.encode()))
    if said.origin:
        headers[2] = ("id", said.origin.id.encode())
        headers.append(("version", b"%d" % stored.version))
    return Message(partition_of(stored.subject), subject, stored.state, headers)


def watermark(partition: int, position: int, prev: int) -> Message:
    """Says that a partition has no further fact up to a position."""
    return Message(partition, b"", None, [("position", b"%d" % position), ("prev", b"%d" % prev)])


def place_of(record: Record) -> tuple[int, int]:
    """A message's position, and that of the one before it. Raises: Missed if it is none of ours."""
    try:
        (_, position), (_, prev) = record.headers[:2]
        return int(position), int(prev)
    except (TypeError, ValueError) as error:
        raise Missed("a message without a place") from error


def entry_of(record: Record, position: int) -> Entry:
    """The fact of a message; `Unreadable` where today's code cannot read it.

    Raises: Missed if the message is none of ours.
    """
    said, key = dict(record.headers), record.key or b""
    try:
        subject, version = _uuid(key), int(said.get("version") or said["id"][len(key) + 1 :])
        recorded_at = datetime.fromisoformat(said["recorded_at"].decode())
        topic = said["topic"].decode()
    except (AttributeError, KeyError, ValueError) as error:
        raise Missed(f"the message at {position} is broken") from error
    fact = fact_of(topic, record.value or b"", recorded_at)
    return Entry(subject, version, fact, position, recorded_at)


def _said(state: bytes) -> _Said:
    try:
        return _told(state).said
    except (MsgspecError, UnicodeError):
        return _Said()


@lru_cache(maxsize=65_536)
def _uuid(text: bytes) -> UUID:
    return UUID(text.decode())
