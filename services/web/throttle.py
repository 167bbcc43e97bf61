"""How often somebody may try: a sliding window for each key, in memory."""

from collections import deque
from datetime import datetime, timedelta
from threading import Lock

from domain.refusals import TooMany

KEYS = 50_000
"""When there are more keys than this, those whose window has passed are dropped."""


class Throttle:
    """限次: so many within a span; one more is refused."""

    def __init__(self, at_most: int, within: timedelta) -> None:
        self._at_most, self._within = at_most, within
        self._lock = Lock()
        self._tries: dict[str, deque[datetime]] = {}

    def count(self, key: str, now: datetime) -> None:
        """One more try. Raises: TooMany."""
        with self._lock:
            if len(self._tries) > KEYS:
                self._forget(now)
            tries = self._recent(key, now)
            if len(tries) >= self._at_most:
                raise TooMany
            tries.append(now)

    def must_be_free(self, key: str, now: datetime) -> None:
        """Whether one more would be allowed; nothing is counted. Raises: TooMany."""
        with self._lock:
            if key in self._tries and len(self._recent(key, now)) >= self._at_most:
                raise TooMany

    def _recent(self, key: str, now: datetime) -> deque[datetime]:
        tries = self._tries.setdefault(key, deque())
        while tries and tries[0] <= now - self._within:
            tries.popleft()
        return tries

    def _forget(self, now: datetime) -> None:
        old = now - self._within
        self._tries = {
            key: tries for key, tries in self._tries.items() if tries and tries[-1] > old
        }
