"""The log in PostgreSQL: one round trip for a save, under the lock that the library takes."""

from collections.abc import Collection, Sequence
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import psycopg
import sqlalchemy as sa
from eventsourcing.persistence import StoredEvent
from psycopg import pq
from psycopg.rows import TupleRow

from domain.claims import Claim
from infra.library import LogFactory
from infra.recorder import Place, Recorded, Recorder

APPEND = (
    "SELECT * FROM sibi_events_append("
    "%b::timestamptz, %b::uuid[], %b::bigint[], %b::text[], %b::bytea[])"
)
LAST = "SELECT coalesce(max(notification_id), 0) FROM sibi_events"
PATIENCE = "-c timezone=UTC -c lock_timeout=20s -c idle_in_transaction_session_timeout=20s"
"""Nobody waits for ever for the lock, and nobody who fell asleep holds it."""


class BinaryCursor(psycopg.Cursor[TupleRow]):
    """Results come as they are, not as text."""

    def __init__(self, *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        self.format = pq.Format.BINARY


class PostgresRecorder(Recorder):
    """Subjects, instants and bytes are stored as what they are."""

    AMONG = "= ANY(?)"

    def __init__(self, writer: sa.Engine) -> None:
        super().__init__(writer, writer.execution_options(isolation_level="AUTOCOMMIT"))

    def write(
        self, events: Sequence[StoredEvent], now: datetime, claim: Claim | None
    ) -> list[Place]:
        """One round trip, which is the transaction; a claim takes four: it must know positions."""
        if claim is None:
            with self._reader.connect() as db:
                return self._insert(db, events, now)
        with self._writer.begin() as db:
            places = self._insert(db, events, now) if events else []
            self.claim(db, claim, places, now)
        return places

    def _insert(
        self, db: sa.Connection, events: Sequence[StoredEvent], now: datetime
    ) -> list[Place]:
        columns = (
            [one.originator_id for one in events],
            [one.originator_version for one in events],
            [one.topic for one in events],
            [one.state for one in events],
        )
        placed = db.exec_driver_sql(APPEND, (now, *columns))
        return [(position, at.astimezone(UTC)) for position, at in placed]

    def doze(self, after: int, timeout: float) -> None:
        """Listen first and look then, so that nothing comes between."""
        with self._reader.connect() as db:
            wire: Any = db.connection.driver_connection
            db.exec_driver_sql("LISTEN sibi_events")
            try:
                if db.exec_driver_sql(LAST).scalar_one() <= after:
                    list(wire.notifies(timeout=timeout, stop_after=1))
            except psycopg.OperationalError:
                db.invalidate()  # whoever looks next finds out whether the database is away
            else:
                db.exec_driver_sql("UNLISTEN *")

    def listed(self, subjects: Collection[UUID]) -> list[UUID]:
        """Subjects as an array."""
        return list(subjects)

    @staticmethod
    def sql(statement: str) -> str:
        """With the driver's mark."""
        return statement.replace("?", "%s")

    @staticmethod
    def row(*values: Any) -> Recorded:
        """A row from the values of its columns."""
        subject, version, topic, state, position, at = values
        return Recorded(subject, version, topic, state, position, at.astimezone(UTC))


class Factory(LogFactory):
    """For `PERSISTENCE_MODULE=infra.postgres:Factory`."""

    def recorder(self, url: str) -> Recorder:
        """The rows of a database. Not pinged before use: a save must be one round trip."""
        told = {"options": PATIENCE, "connect_timeout": 5, "cursor_factory": BinaryCursor}
        return PostgresRecorder(sa.create_engine(url, connect_args=told, hide_parameters=True))
