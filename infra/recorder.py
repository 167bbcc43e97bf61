"""What both recorders share: rows in, rows out, and one vocabulary of failures.

Subclasses say how rows get in, how values look, and how one waits for more.
"""

from abc import ABC, abstractmethod
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from time import monotonic
from typing import Any, ClassVar
from uuid import UUID

import sqlalchemy as sa
from eventsourcing.persistence import IntegrityError, OperationalError, StoredEvent
from msgspec import Struct
from sqlalchemy import exc

from domain.claims import Claim

ROWS = (
    "SELECT originator_id, originator_version, topic, state, notification_id, recorded_at"
    " FROM sibi_events WHERE "
)
CLAIM = (
    "INSERT INTO answers (account, path, key, body_hash, answer, kept_at) VALUES (?, ?, ?, ?, ?, ?)"
)
POLL = 0.5
"""Seconds after which one looks again though nobody called."""


Place = tuple[int, datetime]
"""The position of a row, and when it was recorded."""


class Recorded(Struct, gc=False):
    """A row of the log: a fact as it is stored, in its place."""

    subject: UUID
    version: int
    topic: str
    state: bytes
    position: int
    recorded_at: datetime


class Recorder(ABC):
    """The log in one table. `?` stands for a value in every statement."""

    AMONG: ClassVar[str]
    """How one asks for a column that is any of a list."""

    def __init__(self, writer: sa.Engine, reader: sa.Engine) -> None:
        self._writer, self._reader = writer, reader

    @abstractmethod
    def write(
        self, events: Sequence[StoredEvent], now: datetime, claim: Claim | None
    ) -> list[Place]:
        """Insert in one transaction, under the lock that makes order of ids order of commits."""

    @abstractmethod
    def doze(self, after: int, timeout: float) -> None:
        """Wait until somebody appends, or the time is up; return at once if somebody has."""

    @abstractmethod
    def listed(self, subjects: Collection[UUID]) -> Any:
        """Subjects as the one value that `AMONG` takes."""

    @staticmethod
    def sql(statement: str) -> str:
        """The statement with the database's own mark for a value."""
        return statement

    @staticmethod
    def key(subject: UUID) -> Any:
        """A subject as its column has it."""
        return subject

    @staticmethod
    def instant(at: datetime) -> Any:
        """An instant as columns have it."""
        return at

    @staticmethod
    def row(*values: Any) -> Recorded:
        """A row from the values of its columns."""
        return Recorded(*values)

    def append(
        self, events: Sequence[StoredEvent], now: datetime, claim: Claim | None = None
    ) -> list[Recorded]:
        """Store all or nothing, recorded at `now` or when the last was, whichever is later.

        Raises: IntegrityError where a version or the claim's key is taken.
        OperationalError: perhaps stored.
        """
        with _in_the_librarys_words():
            places = self.write(events, now, claim)
        return [_recorded(*pair) for pair in zip(events, places, strict=True)]

    def ask(self, statement: str, *values: Any) -> list[Any]:
        """The rows that a statement finds; asked again where the connection was a broken one."""
        with _in_the_librarys_words():
            try:
                return self.run(self._reader, statement, values)
            except exc.DBAPIError as error:
                if not error.connection_invalidated:
                    raise
                return self.run(self._reader, statement, values)

    def tell(self, statement: str, *values: Any) -> list[Any]:
        """The same for a statement that changes something: never asked twice."""
        with _in_the_librarys_words():
            return self.run(self._writer, statement, values)

    def run(self, engine: sa.Engine, statement: str, values: Sequence[Any]) -> list[Any]:
        """One statement in a transaction of its own."""
        with engine.begin() as db:
            found = db.exec_driver_sql(self.sql(statement), tuple(values))
            return [*found] if found.returns_rows else []

    def claim(self, db: sa.Connection, claim: Claim, places: Sequence[Place], at: datetime) -> None:
        """Write down under its key what will be answered, in the transaction of the rows."""
        answer = claim.answer([position for position, _ in places])
        of = (claim.account, claim.path, claim.key, claim.body_hash)
        db.exec_driver_sql(self.sql(CLAIM), (*of, answer, self.instant(at)))

    def rows(self, where: str, *values: Any) -> list[Recorded]:
        """The rows that fit, `where` with its order and limit."""
        found = self.ask(ROWS + where, *values)
        return [self.row(*row) for row in found]

    def among(self, subjects: Collection[UUID], upto: int) -> list[Recorded]:
        """The rows of several subjects up to a position, in the log's order."""
        where = f"originator_id {self.AMONG} AND notification_id <= ? ORDER BY notification_id"
        return self.rows(where, self.listed(subjects), upto)

    def last(self) -> int | None:
        """The last position."""
        found: int | None = self.ask("SELECT max(notification_id) FROM sibi_events")[0][0]
        return found

    def wait(self, after: int, timeout: float) -> bool:
        """Whether there is a row after a position, at once or until the time is up."""
        ends = monotonic() + timeout
        while (self.last() or 0) <= after:
            left = ends - monotonic()
            if left <= 0:
                return False
            with _in_the_librarys_words():
                self.doze(after, min(left, POLL))
        return True

    def close(self) -> None:
        """Let the connections go."""
        self._writer.dispose()


def _recorded(event: StoredEvent, place: Place) -> Recorded:
    assert isinstance(event.originator_id, UUID)
    return Recorded(event.originator_id, event.originator_version, event.topic, event.state, *place)


@contextmanager
def _in_the_librarys_words() -> Iterator[None]:
    """A conflict is an IntegrityError, a database that is away an OperationalError."""
    try:
        yield
    except exc.IntegrityError as error:
        raise IntegrityError(str(error.orig)) from error
    except (exc.OperationalError, exc.InterfaceError, exc.TimeoutError) as error:
        raise OperationalError(str(getattr(error, "orig", error))) from error
