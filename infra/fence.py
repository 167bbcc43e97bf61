"""Who is the one relay: a lock that database or file system takes back when its holder dies."""

import fcntl
from collections.abc import Callable
from pathlib import Path
from typing import IO, Protocol

import psycopg
import sqlalchemy as sa

RELAY = 0x51B1_0001


class Fence(Protocol):
    """Lets one in at a time."""

    def held(self) -> bool:
        """Whether we are the one, taking the place if it is free."""

    def release(self) -> None:
        """Leave the place to another."""


class PostgresFence:
    """An advisory lock on a connection of its own: it ends with the connection."""

    def __init__(self, url: str, lock: int = RELAY) -> None:
        self._url, self._lock = url, lock
        self._connection: psycopg.Connection | None = None

    def held(self) -> bool:
        """Whether the connection that holds the lock still answers, or a new one gets it."""
        try:
            return self._still() or self._taken()
        except psycopg.OperationalError:
            self.release()
            return False

    def release(self) -> None:
        """End the connection, and the lock with it."""
        connection, self._connection = self._connection, None
        if connection is not None:
            connection.close()

    def _still(self) -> bool:
        if self._connection is None:
            return False
        self._connection.execute("SELECT 1")
        return True

    def _taken(self) -> bool:
        connection = psycopg.connect(self._url, autocommit=True, connect_timeout=5)
        row = connection.execute("SELECT pg_try_advisory_lock(%s)", (self._lock,)).fetchone()
        if row == (True,):
            self._connection = connection
            return True
        connection.close()
        return False


class FileFence:
    """A lock on a file beside the database: it ends with the process."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._file: IO[bytes] | None = None

    def held(self) -> bool:
        """Whether the file is ours, or we get it."""
        if self._file is None:
            file = self._path.open("ab")
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                file.close()
                return False
            self._file = file
        return True

    def release(self) -> None:
        """Close the file, and the lock with it."""
        file, self._file = self._file, None
        if file is not None:
            file.close()


def fence(url: str) -> Fence:
    """The fence beside a log. Raises: KeyError for a database that is neither of the two."""
    found = sa.make_url(url)
    kinds: dict[str, Callable[[], Fence]] = {
        "postgresql": lambda: PostgresFence(
            found.set(drivername="postgresql").render_as_string(hide_password=False)
        ),
        "sqlite": lambda: FileFence(Path(f"{found.database}.relay")),
    }
    return kinds[found.get_backend_name()]()
