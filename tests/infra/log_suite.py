"""What every log must do, whatever database it is in. Subclassed for each."""

import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from itertools import count, pairwise
from pathlib import Path
from uuid import UUID

import pytest
import sqlalchemy as sa

from domain.acts import ResultSubmitted
from domain.case import Case
from domain.claims import Answer, Claim
from domain.facts import Entry, Fact, Said, Sealed, Subject
from domain.people import Role
from domain.refusals import KeyTaken, LogAway, Overtaken, TooLarge
from infra.log import FactLog
from infra.migrations import migrate

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
NEW = count(1000)
ROOT = Path(__file__).parents[2]
START = """
import sys
from infra.log import FactLog
from infra.migrations import migrate
migrate(sys.argv[1])
print(FactLog(sys.argv[1]).next_number("2026-03-02"))
"""


def result(size: int = 20) -> Fact:
    """Any fact, of about a size."""
    return ResultSubmitted(Said(NOW, "li", Role.WORKER), Sealed(1, "s:1", "n", "c" * size))


def subject(*facts: Fact, of: UUID | None = None, after: int = 0) -> Subject:
    """A subject that recorded facts and had some before."""
    one = Case(of or UUID(int=next(NEW)))
    one.version = after
    for fact in facts:
        one.record(fact)
    return one


def claim(
    key: str = "k", answer: Callable[[list[int]], bytes] = lambda at: b"%d" % at[-1]
) -> Claim:
    """A command under a key."""
    return Claim("li", "/cases", key, "hash", answer)


def broken(_: list[int]) -> bytes:
    """An answer that cannot be made: the transaction fails in its middle."""
    raise ZeroDivisionError


def everything(log: FactLog) -> list[Entry]:
    """The log from its beginning to its end, in small pages."""
    told: list[Entry] = []
    while page := log.page(told[-1].position if told else 0, 7):
        told += page
    return told


class LogSuite:
    """Needs a fixture `url` of an empty database."""

    AWAY: str
    """The URL of a database that is not there."""

    def leave_a_gap(self, db: sa.Connection) -> None:
        """Let the next position be a later one."""
        raise NotImplementedError

    @pytest.fixture
    def log(self, url: str) -> Iterator[FactLog]:
        """An empty log."""
        migrate(url)
        log = FactLog(url, lambda: NOW)
        yield log
        log.close()

    def test_what_is_kept_is_told_again_exactly(self, log: FactLog) -> None:
        one, two = subject(result(), result(5)), subject(result(9))

        kept = log.keep(one, two)

        assert [entry.fact for entry in kept] == [result(), result(5), result(9)]
        assert log.history(one.id) == kept[:2]
        assert log.page(0, 10) == everything(log) == kept
        assert log.histories([one.id, two.id], kept[1].position) == {one.id: kept[:2], two.id: []}
        assert log.position() == kept[-1].position
        assert {entry.recorded_at for entry in kept} == {NOW}
        assert all(str(entry.recorded_at.tzinfo) == "UTC" for entry in everything(log))

    def test_an_empty_log_is_at_0(self, log: FactLog) -> None:
        assert log.position() == 0
        assert log.page(0, 10) == []
        assert log.history(UUID(int=1)) == []
        assert log.keep() == []

    def test_a_save_that_is_overtaken_stores_nothing(self, log: FactLog) -> None:
        first = log.keep(subject(result(), of=UUID(int=1)))

        with pytest.raises(Overtaken):
            log.keep(subject(result()), subject(result(), result(), of=UUID(int=1)), claim=claim())

        assert everything(log) == first
        assert log.answered("li", "/cases", "k") is None

    def test_a_save_that_failed_stores_nothing_and_can_be_made_again(self, log: FactLog) -> None:
        one = subject(result())
        with pytest.raises(ZeroDivisionError):
            log.keep(one, claim=claim(answer=broken))
        assert everything(log) == []

        kept = log.keep(one, claim=claim())

        assert everything(log) == kept
        assert log.answered("li", "/cases", "k") == Answer("hash", b"%d" % kept[0].position)

    def test_a_key_is_taken_once(self, log: FactLog) -> None:
        first = log.keep(subject(result()), claim=claim())

        with pytest.raises(KeyTaken):
            log.keep(subject(result()), claim=claim())

        assert everything(log) == first
        assert log.answered("li", "/cases", "other") is None

    def test_who_sends_the_same_again_is_told_of_the_key_not_of_the_case(
        self, log: FactLog
    ) -> None:
        log.keep(subject(result(), of=UUID(int=1)), claim=claim())

        with pytest.raises(KeyTaken):
            log.keep(subject(result(), of=UUID(int=1)), claim=claim())

    def test_a_command_that_records_nothing_is_answered_all_the_same(self, log: FactLog) -> None:
        assert log.keep(subject(), claim=claim(answer=lambda at: repr(at).encode())) == []

        assert log.answered("li", "/cases", "k") == Answer("hash", b"[]")

    def test_answers_are_forgotten_after_their_time(self, log: FactLog) -> None:
        log.keep(subject(result()), claim=claim())

        assert log.forget_answers(NOW) == 0
        assert log.forget_answers(NOW + timedelta(microseconds=1)) == 1
        assert log.answered("li", "/cases", "k") is None

    def test_recording_times_never_go_back(self, log: FactLog, url: str) -> None:
        other = FactLog(url, lambda: NOW - timedelta(hours=1))

        log.keep(subject(result()))
        kept = other.keep(subject(result()))
        other.close()

        assert kept[0].recorded_at == everything(log)[1].recorded_at == NOW

    def test_a_gap_between_positions_is_passed_over(self, log: FactLog, url: str) -> None:
        log.keep(subject(result()))
        elsewhere = sa.create_engine(url)
        with elsewhere.begin() as db:
            self.leave_a_gap(db)
        elsewhere.dispose()

        (late,) = log.keep(subject(result()))

        assert late.position > 2
        assert [entry.position for entry in everything(log)] == [1, late.position]
        assert log.position() == late.position

    @pytest.mark.parametrize("size", [400_000, 1_000_000, 1_900_000])
    @pytest.mark.timeout(20)
    def test_a_big_save_comes_back(self, log: FactLog, size: int) -> None:
        kept = log.keep(subject(*[result(20_000)] * (size // 20_000)))

        assert log.page(0, 1000) == kept

    def test_a_fact_over_64_kb_is_refused(self, log: FactLog) -> None:
        log.keep(subject(result(60_000)))

        with pytest.raises(TooLarge):
            log.keep(subject(result(), result(66_000)))

        assert log.position() == 1

    def test_numbers_count_from_one_each_day_and_never_twice(self, log: FactLog) -> None:
        with ThreadPoolExecutor(4) as clerks:
            given = [*clerks.map(lambda _: log.next_number("2026-03-02"), range(40))]

        assert sorted(given) == [*range(1, 41)]
        assert log.next_number("2026-03-03") == 1

    def test_of_many_who_change_one_subject_at_once_one_wins(self, log: FactLog) -> None:
        def attempt(_: int) -> bool:
            try:
                return bool(log.keep(subject(result(), of=UUID(int=1))))
            except Overtaken:
                return False

        with ThreadPoolExecutor(4) as clerks:
            won = [*clerks.map(attempt, range(12))]

        assert won.count(True) == len(log.history(UUID(int=1))) == 1

    def test_a_reader_never_passes_over_a_fact_that_commits_late(self, log: FactLog) -> None:
        def write(_: int) -> None:
            for _ in range(60):
                log.keep(subject(result(), result()))

        read: list[Entry] = []
        with ThreadPoolExecutor(4) as writers:
            done = [writers.submit(write, one) for one in range(4)]
            while not all(one.done() for one in done):
                read += log.page(read[-1].position if read else 0, 50)
        read += log.page(read[-1].position, 500)

        assert [one.result() for one in done] == [None] * 4
        assert len(read) == 480
        assert read == everything(log)
        assert all(a.recorded_at <= b.recorded_at for a, b in pairwise(read))

    @pytest.mark.timeout(20)
    def test_who_waits_is_woken_by_the_next_fact(self, log: FactLog, url: str) -> None:
        other = FactLog(url)
        assert not log.wait(0, 0.05)

        with ThreadPoolExecutor(1) as waiting:
            woken = waiting.submit(log.wait, 0, 15)
            other.keep(subject(result()))
            assert woken.result()
        other.close()

        assert log.wait(0, 0)
        assert not log.wait(1, 0)

    @pytest.mark.timeout(60)
    def test_workers_can_start_together(self, url: str) -> None:
        command = [sys.executable, "-W", "error", "-c", START, url]
        started = [
            subprocess.Popen(command, stdout=subprocess.PIPE, cwd=ROOT, text=True) for _ in range(3)
        ]

        said = [one.communicate()[0].strip() for one in started]

        assert sorted(said) == ["1", "2", "3"]

    def test_a_database_that_is_away_is_said_to_be_away(self) -> None:
        log = FactLog(self.AWAY)

        for ask in (log.position, lambda: log.page(0, 1), lambda: log.keep(subject(result()))):
            with pytest.raises(LogAway):
                ask()
        log.close()
