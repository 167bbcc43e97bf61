"""When each loop last ran: what readiness and the operator's alarm look at."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from threading import Lock

SILENCE = timedelta(minutes=2)
"""A loop that has not run for so long is late."""


class Beats:
    """心跳: loops say that they ran; the doors ask who has been silent."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._last: dict[str, datetime] = {}

    def beat(self, name: str, now: datetime) -> None:
        """A loop ran."""
        with self._lock:
            self._last[name] = now

    def last(self) -> Mapping[str, datetime]:
        """When each ran last."""
        with self._lock:
            return dict(self._last)

    def late(self, now: datetime) -> list[tuple[str, datetime]]:
        """The loops that have been silent too long, and since when."""
        return [(name, at) for name, at in self.last().items() if now - at > SILENCE]
