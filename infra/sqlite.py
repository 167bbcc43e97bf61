"""The log in an SQLite file: one writer at a time, durable when it returns, ids used once."""

from collections.abc import Collection, Sequence
from datetime import datetime
from functools import lru_cache
from threading import Condition, Lock
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from eventsourcing.persistence import StoredEvent
from msgspec import json

from domain.claims import Claim
from infra.engines import engine
from infra.library import LogFactory
from infra.recorder import Place, Recorded, Recorder

INSERT = (
    "INSERT INTO sibi_events (originator_id, originator_version, topic, state, recorded_at)"
    " VALUES (?, ?, ?, ?, ?)"
)
LAST = "SELECT recorded_at FROM sibi_events ORDER BY notification_id DESC LIMIT 1"
ELSEWHERE = 0.1
"""Seconds after which one looks whether another process has appended."""


class SQLiteRecorder(Recorder):
    """Subjects are stored as the library does it, in hexadecimal; instants as text that sorts."""

    AMONG = "IN (SELECT value FROM json_each(?))"

    def __init__(self, writer: sa.Engine) -> None:
        super().__init__(writer, writer.execution_options(writes=False))
        self._turn = Lock()
        self._appended = Condition()
        self._newest = 0

    def write(
        self, events: Sequence[StoredEvent], now: datetime, claim: Claim | None
    ) -> list[Place]:
        """Writers of this process queue here: the database's own waiting is a nap, and unfair."""
        with self._turn, self._writer.begin() as db:
            told = self._not_before_the_last(db, now)
            places = self._insert(db, events, told) if events else []
            if claim:
                self.claim(db, claim, places, told)
        self._call(places)
        return places

    def _not_before_the_last(self, db: sa.Connection, now: datetime) -> datetime:
        last = db.exec_driver_sql(LAST).scalar()
        return max(now, datetime.fromisoformat(last)) if last else now

    def _insert(
        self, db: sa.Connection, events: Sequence[StoredEvent], told: datetime
    ) -> list[Place]:
        at = self.instant(told)
        values = [
            (self.key(one.originator_id), one.originator_version, one.topic, one.state, at)
            for one in events
        ]
        db.exec_driver_sql(INSERT, values)
        # Under the lock nobody else's come between, and AUTOINCREMENT counts by one.
        first = db.exec_driver_sql("SELECT last_insert_rowid()").scalar_one() - len(events) + 1
        return [(position, told) for position in range(first, first + len(events))]

    def _call(self, places: Sequence[Place]) -> None:
        with self._appended:
            self._newest = max([self._newest, *(position for position, _ in places[-1:])])
            self._appended.notify_all()

    def doze(self, after: int, timeout: float) -> None:
        """Called by this process's writers; another process's are seen a little later."""
        with self._appended:
            self._appended.wait_for(lambda: self._newest > after, min(timeout, ELSEWHERE))

    def listed(self, subjects: Collection[UUID]) -> str:
        """Subjects as a JSON text."""
        return json.encode([one.hex for one in subjects]).decode()

    @staticmethod
    def key(subject: Any) -> str:
        """In hexadecimal."""
        return str(subject.hex)

    @staticmethod
    def instant(at: datetime) -> str:
        """As text of one length, so that it sorts."""
        return at.isoformat(timespec="microseconds")

    @staticmethod
    def row(*values: Any) -> Recorded:
        """A row from the values of its columns."""
        subject, version, topic, state, position, at = values
        return Recorded(_uuid(subject), version, topic, state, position, datetime.fromisoformat(at))


@lru_cache(maxsize=65_536)
def _uuid(text: str) -> UUID:
    return UUID(text)


class Factory(LogFactory):
    """For `PERSISTENCE_MODULE=infra.sqlite:Factory`."""

    def recorder(self, url: str) -> Recorder:
        """The rows of a file."""
        return SQLiteRecorder(engine(url))
