"""The log in an SQLite file."""

import sqlite3
from pathlib import Path
from uuid import UUID

import pytest
import sqlalchemy as sa
from msgspec import DecodeError

from domain.facts import Unreadable
from infra.accounts import tables
from infra.log import FactLog
from infra.mapper import UnknownTopic
from infra.migrations import migrate
from tests.infra.kept import NOW, everything, result, subject
from tests.infra.log_crowd_suite import CrowdSuite
from tests.infra.log_suite import LogSuite


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A file that is not there yet."""
    return tmp_path / "log.db"


@pytest.fixture
def url(file: Path) -> str:
    """Its URL."""
    return f"sqlite:///{file}"


class TestSQLiteCrowd(CrowdSuite):
    """As every log with many callers."""


class TestSQLiteLog(LogSuite):
    """As every log."""

    AWAY = "sqlite:////nowhere/log.db"

    def leave_a_gap(self, db: sa.Connection) -> None:
        """As if rows had been there."""
        db.execute(sa.text("UPDATE sqlite_sequence SET seq = seq + 5"))


@pytest.mark.parametrize(
    "statement", ["UPDATE sibi_events SET topic = ''", "DELETE FROM sibi_events"]
)
def test_no_statement_changes_or_drops_a_fact(url: str, file: Path, statement: str) -> None:
    migrate(url)
    log = FactLog(url)
    kept = log.keep(subject(result()))
    db = sqlite3.connect(file)

    with pytest.raises(sqlite3.IntegrityError):
        db.execute(statement)

    assert everything(log) == kept
    db.close()
    log.close()


def test_a_position_is_never_used_again_even_where_somebody_broke_the_seal(
    url: str, file: Path
) -> None:
    migrate(url)
    log = FactLog(url)
    log.keep(subject(result(), result()))
    db = sqlite3.connect(file)
    db.executescript("DROP TRIGGER sibi_events_no_delete; DELETE FROM sibi_events")
    db.close()

    (kept,) = log.keep(subject(result()))

    assert kept.position == 3
    log.close()


def test_a_commit_is_on_the_disk_before_it_is_acknowledged(url: str) -> None:
    migrate(url)
    log = FactLog(url)

    told = [log.recorder.rows.ask(f"PRAGMA {what}") for what in ("synchronous", "journal_mode")]

    assert told == [[(2,)], [("wal",)]]
    log.close()


@pytest.mark.parametrize(
    ("topic", "state", "error"),
    [("case.unheard_of.v1", b"{}", UnknownTopic), ("case.accepted.v1", b"{", DecodeError)],
)
def test_an_unreadable_fact_is_told_to_feeds_and_refused_to_commands(
    url: str, file: Path, topic: str, state: bytes, error: type[Exception]
) -> None:
    migrate(url)
    db = sqlite3.connect(file)
    row = (UUID(int=1).hex, 1, topic, state, 1, NOW.isoformat())
    db.execute("INSERT INTO sibi_events VALUES (?, ?, ?, ?, ?, ?)", row)
    db.commit()
    db.close()
    log = FactLog(url)

    (told,) = log.page(0, 10)

    assert isinstance(told.fact, Unreadable)
    assert told.fact.topic == topic
    assert error.__name__ in told.fact.why or issubclass(error, DecodeError)
    assert log.histories([UUID(int=1)], 1) == {UUID(int=1): [told]}
    with pytest.raises(error):
        log.history(UUID(int=1))
    log.close()


def test_accounts_find_the_columns_they_were_written_for(url: str) -> None:

    migrate(url)
    engine = sa.create_engine(url)
    made = sa.inspect(engine)

    for table in tables.sorted_tables:
        assert [one["name"] for one in made.get_columns(table.name)] == table.columns.keys()
    engine.dispose()
