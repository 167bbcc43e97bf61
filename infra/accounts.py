"""Who may sign in: accounts with argon2id, and opaque sessions that end at once when told to."""

import secrets
from collections.abc import Callable
from datetime import datetime, timedelta
from hashlib import sha256
from threading import Semaphore

import sqlalchemy as sa
from argon2 import PasswordHasher
from argon2.exceptions import VerificationError

from domain.people import Person, Role

IDLE = timedelta(hours=12)
TOGETHER = Semaphore(2)
"""So many hashings at a time: each takes 19 MiB and 20 ms."""
HASHER = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)
NOBODY = HASHER.hash("nobody")

tables = sa.MetaData()
accounts = sa.Table(
    "accounts",
    tables,
    sa.Column("login", sa.Text, primary_key=True),
    sa.Column("name", sa.Text),
    sa.Column("role", sa.Text),
    sa.Column("unit", sa.Text),
    sa.Column("grids", sa.Text),
    sa.Column("password_hash", sa.Text),
    sa.Column("disabled", sa.Boolean),
)
sessions = sa.Table(
    "sessions",
    tables,
    sa.Column("token_hash", sa.Text, primary_key=True),
    sa.Column("login", sa.Text),
    sa.Column("created_at", sa.DateTime(timezone=True)),
    sa.Column("last_seen_at", sa.DateTime(timezone=True)),
    sa.Column("expires_at", sa.DateTime(timezone=True)),
)


class Accounts:
    """账号: made by the command line, used by the doors."""

    def __init__(
        self, engine: sa.Engine, token: Callable[[], str] = lambda: secrets.token_urlsafe(32)
    ) -> None:
        self._engine = engine
        self._token = token

    def put(self, person: Person, password: str) -> None:
        """Make an account or change it; its sessions end."""
        with TOGETHER:
            hashed = HASHER.hash(password)
        row = {
            "login": person.login,
            "name": person.name,
            "role": person.role.value,
            "unit": person.unit,
            "grids": " ".join(person.grids),
            "password_hash": hashed,
            "disabled": False,
        }
        with self._engine.begin() as db:
            db.execute(sessions.delete().where(sessions.c.login == person.login))
            db.execute(accounts.delete().where(accounts.c.login == person.login))
            db.execute(accounts.insert(), row)

    def all(self) -> list[tuple[Person, bool]]:
        """Every account, and whether it is disabled; by login."""
        with self._engine.connect() as db:
            rows = db.execute(sa.select(accounts).order_by(accounts.c.login)).all()
        return [(_person(row), bool(row.disabled)) for row in rows]

    def disable(self, login: str) -> bool:
        """No more signing in, and its sessions end now. Whether there was such an account."""
        with self._engine.begin() as db:
            db.execute(sessions.delete().where(sessions.c.login == login))
            changed = accounts.update().where(accounts.c.login == login).values(disabled=True)
            return bool(db.execute(changed).rowcount)

    def sign_in(self, login: str, password: str, now: datetime) -> str | None:
        """A new session's token, or None; as slow for an unknown login as for a wrong password."""
        with self._engine.connect() as db:
            found = sa.select(accounts).where(accounts.c.login == login, ~accounts.c.disabled)
            row = db.execute(found).first()
        try:
            with TOGETHER:
                HASHER.verify(row.password_hash if row else NOBODY, password)
        except VerificationError:
            return None
        return self._open(login, now) if row else None

    def _open(self, login: str, now: datetime) -> str:
        token = self._token()
        row = {
            "token_hash": _hash(token),
            "login": login,
            "created_at": now,
            "last_seen_at": now,
            "expires_at": now + IDLE,
        }
        with self._engine.begin() as db:
            db.execute(sessions.delete().where(sessions.c.expires_at < now))
            db.execute(sessions.insert(), row)
        return token

    def who(self, token: str, now: datetime) -> Person | None:
        """Whose session that is, if it has not ended."""
        both = sa.select(accounts).join(sessions, sessions.c.login == accounts.c.login)
        mine = both.where(sessions.c.token_hash == _hash(token), sessions.c.expires_at > now)
        with self._engine.connect() as db:
            row = db.execute(mine.where(~accounts.c.disabled)).first()
        return _person(row) if row else None

    def sign_out(self, token: str) -> None:
        """End a session."""
        with self._engine.begin() as db:
            db.execute(sessions.delete().where(sessions.c.token_hash == _hash(token)))


def _person(row: sa.Row[tuple[object, ...]]) -> Person:
    return Person(row.login, row.name, Role(row.role), row.unit, tuple(row.grids.split()))


def _hash(token: str) -> str:
    return sha256(token.encode()).hexdigest()
