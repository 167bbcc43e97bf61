"""What a fact is, and what facts are recorded about."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import Annotated, Any, ClassVar, NamedTuple, Self
from uuid import UUID
from zlib import crc32

from msgspec import Meta, Struct

from domain.people import Role

Instant = Annotated[datetime, Meta(tz=True)]


class Sealed(Struct, frozen=True, forbid_unknown_fields=True):
    """封存: personal text that only its case's key opens.

    Shape: a = algorithm (1: AES-256-GCM), k = key id, n = nonce, c = ciphertext; n, c in base64.
    """

    a: int
    k: str
    n: str
    c: str


class Origin(Struct, frozen=True, forbid_unknown_fields=True):
    """来源: where an imported fact comes from. Such facts are judged and never notified."""

    id: str
    profile: str
    known_at: Instant


class Said(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """Who answers for a statement, in what role, and when they say it happened."""

    at: Instant
    by: str
    role: Role
    correlation: str = ""
    causation: str = ""
    origin: Origin | None = None


class Fact(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """One thing that was stated. Kept for ever: personal text only as `Sealed`."""

    TOPIC: ClassVar[str] = ""
    VERSION: ClassVar[int] = 1
    OWN: ClassVar[bool] = True
    """Whether it is the subject's own. A judgement about it is not: it leaves the ETag alone."""

    said: Said

    def apply(self, subject: Any) -> None:
        """What it changes. Only assigns; most judgements and visits change nothing."""


class Unreadable(Fact, frozen=True):
    """读不出: a stored fact that today's code cannot read; whoever folds it parks its subject.

    Never stored itself.
    """

    topic: str
    why: str


class Entry(Struct, frozen=True):
    """A fact in its place: whose it is, and where and when the log took it."""

    subject: UUID
    version: int
    fact: Fact
    position: int
    recorded_at: datetime

    @property
    def id(self) -> str:
        """The fact's id: an imported fact keeps its own."""
        return fact_id(self.subject, self.version, self.fact)


def fact_id(subject: UUID, version: int, fact: Fact) -> str:
    """`{subject}-{version}`, or an imported fact's own."""
    return fact.said.origin.id if fact.said.origin else f"{subject}-{version}"


class Subject:
    """What facts are recorded about: a case, a care record, the rules in force."""

    def __init__(self, subject: UUID) -> None:
        self.id = subject
        self.version = 0
        self.revision = 0
        self._unsaved: list[Fact] = []

    @classmethod
    def rebuild(cls, subject: UUID, facts: Iterable[Fact]) -> Self:
        """The subject as its facts made it."""
        self = cls(subject)
        for fact in facts:
            self._take(fact)
        return self

    def record(self, fact: Fact) -> None:
        """Take one more fact, to be kept."""
        self._take(fact)
        self._unsaved.append(fact)

    def unsaved(self) -> list[tuple[int, Fact]]:
        """The new facts, each with the version it must get in the log."""
        return list(enumerate(self._unsaved, self.version - len(self._unsaved) + 1))

    def _take(self, fact: Fact) -> None:
        fact.apply(self)
        self.version += 1
        self.revision += fact.OWN


PARTITIONS = 4


def partition_of(subject: UUID) -> int:
    """The partition of a subject. Ours and stable, so that a replay from the log can compute it."""
    return crc32(subject.bytes) % PARTITIONS


class Page(NamedTuple):
    """Facts in log order, and the position that each partition has reached with them."""

    entries: Sequence[Entry]
    upto: dict[int, int]


def utc(seconds: float) -> datetime:
    """The instant so many seconds after the epoch."""
    return datetime.fromtimestamp(seconds, UTC)
