"""What every log must do where several use it at once. Subclassed for each database."""

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from pathlib import Path
from uuid import UUID

import pytest

from domain.facts import Entry
from domain.refusals import Overtaken
from infra.log import FactLog
from tests.infra.kept import WithLog, everything, result, subject

ROOT = Path(__file__).parents[2]
START = """
import sys
from infra.log import FactLog
from infra.migrations import migrate
migrate(sys.argv[1])
log = FactLog(sys.argv[1])
print(*(log.next_number("2026-03-02") for _ in range(20)))
log.close()
"""


class CrowdSuite(WithLog):
    """As many callers see it."""

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

        said = [int(number) for one in started for number in one.communicate()[0].split()]

        assert sorted(said) == [*range(1, 61)]
