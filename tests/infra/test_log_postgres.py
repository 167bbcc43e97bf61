"""The log in PostgreSQL."""

from collections.abc import Callable, Iterator

import psycopg
import pytest
import sqlalchemy as sa

from domain.refusals import KeyTaken, LogAway, Overtaken
from infra.log import FactLog
from infra.migrations import migrate
from tests.infra.cut import Cut
from tests.infra.kept import NOW, claim, everything, result, subject
from tests.infra.log_crowd_suite import CrowdSuite
from tests.infra.log_suite import LogSuite

pytestmark = pytest.mark.services

OTHERS = (
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
    " WHERE datname = current_database() AND pid <> pg_backend_pid()"
)


@pytest.fixture
def url(new_database: Callable[[], str]) -> str:
    """A database of its own for each test."""
    return new_database()


class TestPostgresCrowd(CrowdSuite):
    """As every log with many callers."""


class TestPostgresLog(LogSuite):
    """As every log."""

    AWAY = "postgresql+psycopg://nobody@/nothing?host=/nowhere"

    def leave_a_gap(self, db: sa.Connection) -> None:
        """As after a save that was refused."""
        db.execute(
            sa.text("SELECT nextval('sibi_events_notification_id_seq') FROM generate_series(1, 5)")
        )


@pytest.fixture
def cut(url: str) -> Iterator[Cut]:
    """The road to the database, which can be cut."""
    migrate(url)
    with Cut(url) as road:
        yield road


@pytest.fixture
def log(cut: Cut) -> Iterator[FactLog]:
    """A log at the end of that road, its connection made."""
    log = FactLog(cut.url, lambda: NOW)
    log.keep(subject(result()))
    yield log
    log.close()


def test_a_save_whose_answer_was_lost_is_found_in_the_log(log: FactLog, cut: Cut) -> None:
    one = subject(result(), result(5))

    cut.next_answer()
    kept = log.keep(one)

    assert cut.happened
    assert log.history(one.id) == kept
    assert log.position() == kept[-1].position


def test_a_command_whose_commit_was_lost_is_found_in_the_log(log: FactLog, cut: Cut) -> None:
    one = subject(result())

    cut.next_answer(to=b"COMMIT")
    kept = log.keep(one, claim=claim())

    assert cut.happened
    assert log.history(one.id) == kept
    answer = log.answered("li", "/cases", "k")
    assert answer
    assert answer.answer == b"%d" % kept[0].position


def test_a_save_that_was_overtaken_behind_a_lost_connection_is_refused(
    log: FactLog, cut: Cut, url: str
) -> None:
    mine, theirs = subject(result(5)), FactLog(url)
    theirs.keep(subject(result(), of=mine.id), claim=claim())

    cut.next_answer()
    with pytest.raises(Overtaken):
        log.keep(mine)
    cut.next_answer()
    with pytest.raises(KeyTaken):
        log.keep(mine, claim=claim())
    theirs.close()

    assert log.position() == 2


def test_connections_that_the_server_dropped_are_made_anew(log: FactLog, url: str) -> None:
    for use in (lambda: log.keep(subject(result())), lambda: log.page(0, 10), log.position):
        with psycopg.connect(url.replace("+psycopg", ""), autocommit=True) as db:
            db.execute(OTHERS)

        assert use()


def test_a_server_that_goes_away_is_said_to_be_away_and_found_again(log: FactLog, cut: Cut) -> None:
    cut.close()
    with pytest.raises(LogAway):
        log.keep(subject(result()))
    with pytest.raises(LogAway):
        log.wait(1, 1)
    cut.open()

    log.keep(subject(result()))

    assert len(everything(log)) == 2


def test_no_statement_changes_or_drops_a_fact(log: FactLog, url: str) -> None:
    for statement in ("UPDATE %s SET topic = ''", "DELETE FROM %s", "TRUNCATE %s"):
        with (
            psycopg.connect(url.replace("+psycopg", "")) as db,
            pytest.raises(psycopg.errors.RestrictViolation),
        ):
            db.execute(statement % "sibi_events")

    assert len(everything(log)) == 1
