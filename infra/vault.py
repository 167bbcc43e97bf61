"""Keys of personal text: seals and opens. The keys live outside log, Kafka and read models (D3)."""

import hmac
import os
from base64 import b32encode, b64decode, b64encode
from collections import OrderedDict
from collections.abc import Callable, Iterable
from hashlib import sha256
from threading import Lock
from uuid import UUID

import sqlalchemy as sa
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy.dialects.postgresql import insert as pg_insert

from domain.facts import Sealed

AES_256_GCM = 1
HELD = 20_000
"""How many keys are held in memory; the least used are dropped."""

tables = sa.MetaData()
keys = sa.Table(
    "keys",
    tables,
    sa.Column("subject", sa.Uuid, primary_key=True),
    sa.Column("key", sa.LargeBinary, nullable=False),
)
ONE_AT_A_TIME = sa.text("SELECT pg_advisory_xact_lock(7216)")
PEPPER = UUID(int=0)
"""The row whose key makes codes and fingerprints; it belongs to no case."""


class Vault:
    """保险箱: one key for each case; a text opens only where it was sealed."""

    def __init__(self, engine: sa.Engine, random: Callable[[int], bytes] = os.urandom) -> None:
        self._engine = engine
        self._random = random
        self._held: OrderedDict[UUID, bytes] = OrderedDict()
        self._lock = Lock()
        with engine.begin() as db:  # on SQLite this takes the write lock
            if db.dialect.name == "postgresql":
                db.execute(ONE_AT_A_TIME)
            tables.create_all(db)
        self.prepare([PEPPER])

    def prepare(self, subjects: Iterable[UUID]) -> None:
        """Make the missing keys in one transaction; they are durable when this returns."""
        wanted = [one for one in dict.fromkeys(subjects) if one not in self._held]
        if not wanted:
            return
        with self._engine.begin() as db:
            self._engine_insert(db, wanted)
        self._load(wanted)

    def seal(self, subject: UUID, field: str, text: str) -> Sealed:
        """The text, readable only as that field of that subject."""
        self.prepare([subject])
        nonce = self._random(12)
        sealed = AESGCM(self._held[subject]).encrypt(nonce, text.encode(), _bound(subject, field))
        return Sealed(
            AES_256_GCM, f"s:{subject}", b64encode(nonce).decode(), b64encode(sealed).decode()
        )

    def open(self, subject: UUID, field: str, sealed: Sealed) -> str | None:
        """The text; None where its key is gone or it was sealed for another place."""
        key = self._key(subject)
        if key is None:
            return None
        try:
            plain = AESGCM(key).decrypt(
                b64decode(sealed.n), b64decode(sealed.c), _bound(subject, field)
            )
        except InvalidTag:
            return None
        return plain.decode()

    def report_code(self, subject: UUID) -> str:
        """The ten characters a reporter gets; nobody without the vault can compute them."""
        return b32encode(self._keyed(b"code" + subject.bytes)).decode()[:10]

    def fingerprint(self, code: str) -> str:
        """What is stored of a code, so that the code can be looked up and not read."""
        return self._keyed(b"print" + code.strip().upper().encode()).hex()[:32]

    def _keyed(self, text: bytes) -> bytes:
        pepper = self._key(PEPPER)
        assert pepper is not None
        return hmac.new(pepper, text, sha256).digest()

    def _key(self, subject: UUID) -> bytes | None:
        if subject not in self._held:
            self._load([subject])
        with self._lock:
            if subject in self._held:
                self._held.move_to_end(subject)
            return self._held.get(subject)

    def _engine_insert(self, db: sa.Connection, subjects: list[UUID]) -> None:
        rows = [{"subject": one, "key": self._random(32)} for one in subjects]
        if db.dialect.name == "postgresql":
            db.execute(pg_insert(keys).on_conflict_do_nothing(), rows)
        else:
            db.execute(keys.insert().prefix_with("OR IGNORE"), rows)

    def _load(self, subjects: list[UUID]) -> None:
        with self._engine.connect() as db:
            found = db.execute(sa.select(keys).where(keys.c.subject.in_(subjects))).all()
        with self._lock:
            self._held.update({row.subject: row.key for row in found})
            while len(self._held) > HELD + len(subjects):
                self._held.popitem(last=False)


def _bound(subject: UUID, field: str) -> bytes:
    return subject.bytes + field.encode()
