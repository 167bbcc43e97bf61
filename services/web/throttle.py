"""How often somebody may try: a sliding window for each key, in memory."""

from collections import deque
from datetime import datetime, timedelta
from threading import Lock

from domain.refusals import TooMany

KEYS = 50_000
"""When there are more keys than this, those whose window has passed are dropped."""


class Throttled(TooMany):
    """操作过频: too many attempts; wait a little.

    Units: `after` in seconds.
    """

    def __init__(self, after: int) -> None:
        super().__init__()
        self.after = after


class Throttle:
    """限次: so many within a span; one more is refused."""

    def __init__(self, at_most: int, within: timedelta) -> None:
        self._at_most, self._within = at_most, within
        self._lock = Lock()
        self._tries: dict[str, deque[datetime]] = {}

    def count(self, key: str, now: datetime) -> None:
        """One more try. Raises: Throttled."""
        with self._lock:
            if len(self._tries) > KEYS:
                self._forget(now)
            tries = self._tries.setdefault(key, deque())
            while tries and tries[0] <= now - self._within:
                tries.popleft()
            if len(tries) >= self._at_most:
                raise Throttled(1 + int((tries[0] + self._within - now).total_seconds()))
            tries.append(now)

    def forgive(self, key: str) -> None:
        """The last try was none: it succeeded."""
        with self._lock:
            if self._tries.get(key):
                self._tries[key].pop()

    def _forget(self, now: datetime) -> None:
        old = now - self._within
        self._tries = {
            key: tries for key, tries in self._tries.items() if tries and tries[-1] > old
        }
