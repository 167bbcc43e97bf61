"""What every log must do, whatever database it is in. Subclassed for each."""

from datetime import timedelta
from uuid import UUID

import pytest
import sqlalchemy as sa

from domain.claims import Answer
from domain.refusals import KeyTaken, LogAway, Overtaken, TooLarge
from infra.log import FactLog
from tests.infra.kept import NOW, WithLog, broken, claim, everything, result, subject


class LogSuite(WithLog):
    """As one caller sees it."""

    AWAY: str
    """The URL of a database that is not there."""

    def leave_a_gap(self, db: sa.Connection) -> None:
        """Let the next position be a later one."""
        raise NotImplementedError

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

    def test_a_database_that_is_away_is_said_to_be_away(self) -> None:
        log = FactLog(self.AWAY)

        for ask in (log.position, lambda: log.page(0, 1), lambda: log.keep(subject(result()))):
            with pytest.raises(LogAway):
                ask()
        log.close()
