"""The loops: each one step a call, stopped by a signal; a loop that fails ends its process."""

import signal
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from threading import Event, Thread

import structlog

say = structlog.get_logger("sibi")


@dataclass(frozen=True)
class Loop:
    """循环: a name, a step that says how much it did, and how long to wait when it did nothing.

    Units: `rest` in seconds.
    """

    name: str
    step: Callable[[], int]
    rest: float


class Workers:
    """Runs loops as threads until told to stop, or until one of them fails."""

    def __init__(
        self,
        loops: Sequence[Loop],
        stopping: Event,
        beat: Callable[[str], None],
        away: tuple[type[Exception], ...],
    ) -> None:
        self._stopping = stopping
        self._beat = beat
        self._away = away
        self.failed: BaseException | None = None
        self._threads = [
            Thread(target=self._run, args=(loop,), name=loop.name, daemon=True) for loop in loops
        ]

    def start(self) -> None:
        """Start every loop."""
        for thread in self._threads:
            thread.start()

    def join(self, seconds: float = 10) -> None:
        """Wait until every loop has ended."""
        for thread in self._threads:
            thread.join(seconds)

    def _run(self, loop: Loop) -> None:
        try:
            while not self._stopping.is_set():
                if not self._step(loop):
                    self._stopping.wait(loop.rest)
        except BaseException as failure:
            self.failed = failure
            self._stopping.set()
            say.exception("loop_failed", loop=loop.name)
            raise

    def _step(self, loop: Loop) -> int:
        """One step. A database or broker that is away is waited for; anything else is a fault."""
        try:
            done = loop.step()
        except self._away as gone:
            say.warning("away", loop=loop.name, what=type(gone).__name__)
            self._stopping.wait(1.0)
            return 0
        self._beat(loop.name)
        return done


def stop_on_signals(stopping: Event) -> None:
    """TERM and INT set the event; the loops end after their step."""
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stopping.set())
