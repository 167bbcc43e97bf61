"""How many facts a second the log takes, and how many a bare INSERT of the same rows would."""

import sqlite3
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter
from uuid import UUID

import psycopg
from msgspec import json

from domain.acts import ResultSubmitted
from domain.case import Case
from domain.claims import Claim
from domain.facts import Said, Sealed, Subject
from domain.people import Role
from infra.log import FactLog
from infra.migrations import migrate
from infra.stack.postgres import Postgres

NOW = datetime(2026, 3, 2, tzinfo=UTC)
FACT = ResultSubmitted(Said(NOW, "li", Role.WORKER), Sealed(1, "s:1", "n", "c" * 120))
STATE = json.encode(FACT)
SAVES = {1: 1500, 100: 200}
"""How many at once, and how often."""
COLUMNS = "(originator_id, originator_version, topic, state, recorded_at)"
NEW = count()
TOPIC = "case.result_submitted.v1"

Measure = tuple[str, float, str]


def run() -> list[Measure]:
    """Name, value and unit of each."""
    with TemporaryDirectory() as folder:
        measured = _on_sqlite(Path(folder))
    server = Postgres()
    server.start()
    try:
        return measured + _on_postgres(server.new_database)
    finally:
        server.stop()
        server.remove()


def _on_sqlite(folder: Path) -> list[Measure]:
    url = f"sqlite:///{folder / 'log.db'}"
    bare = folder / "bare.db"
    migrate(f"sqlite:///{bare}")
    db = sqlite3.connect(bare, isolation_level=None)
    db.execute("PRAGMA synchronous=FULL")

    def insert(subject: int, many: int) -> None:
        key = UUID(int=subject).hex
        rows = [(key, version, TOPIC, STATE, NOW.isoformat()) for version in range(many)]
        db.execute("BEGIN IMMEDIATE")
        db.executemany(f"INSERT INTO sibi_events {COLUMNS} VALUES (?, ?, ?, ?, ?)", rows)
        db.execute("COMMIT")

    measured = _both("SQLite", url, insert)
    db.close()
    return measured


def _on_postgres(new_database: Callable[[], str]) -> list[Measure]:
    url, bare = new_database(), new_database()
    migrate(bare)
    every = (
        "SELECT * FROM unnest(%b::uuid[], %b::bigint[], %b::text[], %b::bytea[], %b::timestamptz[])"
    )
    with psycopg.connect(bare.replace("+psycopg", ""), autocommit=True) as db:

        def insert(subject: int, many: int) -> None:
            key, versions = [UUID(int=subject)] * many, [*range(many)]
            columns = (key, versions, [TOPIC] * many, [STATE] * many, [NOW] * many)
            db.execute(f"INSERT INTO sibi_events {COLUMNS} {every}", columns)

        return _both("PostgreSQL", url, insert)


def _both(name: str, url: str, insert: Callable[..., None]) -> list[Measure]:
    """Bare and ours by turns, so that both see the same disk."""
    migrate(url)
    log = FactLog(url)
    measured: list[Measure] = []
    for many, times in SAVES.items():
        bare = _rate(partial(insert, many=many), many, times)
        ours = _rate(partial(_save, log, many=many), many, times)
        measured += [
            (f"{name}: bare INSERT, {many} at once", bare, "facts/s"),
            (f"{name}: save, {many} at once", ours, "facts/s"),
        ]
    claimed = _rate(lambda one: _save(log, one, claim=_claim(one)), 1, SAVES[1])
    measured.append((f"{name}: save, 1 with its answer", claimed, "facts/s"))
    log.close()
    return measured


def _rate(save: Callable[[int], None], many: int, times: int) -> float:
    for _ in range(20):
        save(next(NEW))
    began = perf_counter()
    for _ in range(times):
        save(next(NEW))
    return many * times / (perf_counter() - began)


def _save(log: FactLog, subject: int, many: int = 1, claim: Claim | None = None) -> None:
    case: Subject = Case(UUID(int=subject))
    for _ in range(many):
        case.record(FACT)
    log.keep(case, claim=claim)


def _claim(one: int) -> Claim:
    return Claim("li", "/cases", str(one), "hash", lambda at: b"%d" % at[-1])
