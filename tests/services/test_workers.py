"""Loops wait for what is away, and end their process on anything else."""

from collections.abc import Iterator
from threading import Event

import pytest

from domain.refusals import LogAway
from services.workers import Loop, Workers


class Script:
    """A loop whose steps are written down; after the last it waits to be stopped."""

    def __init__(self, *steps: int | Exception) -> None:
        self._steps: Iterator[int | Exception] = iter(steps)
        self.over = Event()

    def step(self) -> int:
        """The next step."""
        one = next(self._steps, None)
        if one is None:
            self.over.set()
            return 0
        if isinstance(one, Exception):
            raise one
        return one


class Stop(Event):
    """Stopping, at which nobody rests for long; it remembers how long they would have."""

    def __init__(self) -> None:
        super().__init__()
        self.rests: list[float] = []

    def wait(self, timeout: float | None = None) -> bool:
        """Only a moment."""
        self.rests.append(timeout or 0)
        return super().wait(0.001)


def at_work(script: Script, stopping: Stop, beats: list[str]) -> Workers:
    """One loop at work."""
    workers = Workers([Loop("feed", script.step, 0.25)], stopping, beats.append, (LogAway,))
    workers.start()
    return workers


def test_a_loop_goes_on_until_it_is_told_to_stop() -> None:
    script, stopping, beats = Script(3, 0, 2), Stop(), list[str]()
    workers = at_work(script, stopping, beats)
    assert script.over.wait(10)

    stopping.set()
    workers.join()

    assert workers.failed is None
    assert beats[:3] == ["feed"] * 3
    assert set(stopping.rests) == {0.25}


def test_what_is_away_is_waited_for_and_gives_no_sign_of_life() -> None:
    script, stopping, beats = Script(LogAway(), LogAway(), 1), Stop(), list[str]()
    workers = at_work(script, stopping, beats)
    assert script.over.wait(10)

    stopping.set()
    workers.join()

    assert workers.failed is None
    assert stopping.rests[:3] == [1.0, 0.25, 1.0]
    assert beats


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_any_other_fault_ends_the_process() -> None:
    fault = ZeroDivisionError("a fold that cannot be")
    script, stopping, beats = Script(1, fault, 1), Stop(), list[str]()

    workers = at_work(script, stopping, beats)
    workers.join()

    assert stopping.is_set()
    assert workers.failed is fault
    assert beats == ["feed"]
    assert not script.over.is_set()
