"""The rules in force, as the log tells them, and their adoption."""

from collections.abc import Callable
from threading import Lock
from typing import Protocol
from uuid import UUID

from domain.duties.adopted import RULES_ID, rules_of
from domain.duties.judge import Rules
from domain.facts import Entry


class RulesLog(Protocol):
    """What is needed of the log."""

    def history(self, subject: UUID) -> list[Entry]:
        """The facts of one subject, oldest first."""


class RulesInForce:
    """现行规则: the editions adopted up to a position; read again when the log has more of them."""

    def __init__(self, log: RulesLog) -> None:
        self._log = log
        self._lock = Lock()
        self._known: dict[int, Rules] = {}

    def at(self, position: int | None = None) -> Rules:
        """The rules adopted at or before a position; left out, all."""
        told = [
            entry
            for entry in self._log.history(RULES_ID)
            if position is None or entry.position <= position
        ]
        with self._lock:
            if len(told) not in self._known:
                self._known[len(told)] = rules_of(told)
            return self._known[len(told)]


Judging = Callable[[int | None], Rules]
