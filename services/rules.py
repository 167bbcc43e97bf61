"""The rules in force, as the log tells them, and how an edition comes into force."""

from threading import Lock

from domain.duties.adopted import RULES_ID, rules_of
from domain.duties.calendar import CalendarEdition
from domain.duties.judge import Rules
from domain.duties.pack import Edition
from domain.duties.proposed import RuleDesk
from domain.people import may
from domain.refusals import NotYours
from services.asking import Asked
from services.casework import Log


class RulesInForce:
    """现行规则: the editions adopted up to a position, made ready once each."""

    def __init__(self, log: Log) -> None:
        self._log = log
        self._lock = Lock()
        self._known: dict[int, Rules] = {}

    def at(self, position: int | None = None) -> Rules:
        """The rules adopted at or before a position; left out, all."""
        told = self._log.history(RULES_ID)
        if position is not None:
            told = [entry for entry in told if entry.position <= position]
        with self._lock:
            if len(told) not in self._known:
                self._known[len(told)] = rules_of(told)
            return self._known[len(told)]


class Adoption:
    """规则启用: the first edition of a pack at once, a later one by two accounts."""

    def __init__(self, log: Log) -> None:
        self._log = log

    def pack(self, asked: Asked, new: Edition) -> str:
        """Put a pack into force, or propose it. Returns which."""
        desk = self._desk(asked, "adopt_rules")
        done = desk.bring_in(asked.said(), new)
        self._log.keep(desk)
        return done

    def approve(self, asked: Asked, name: str, edition: str) -> None:
        """Put a proposed edition into force."""
        desk = self._desk(asked, "approve_rules")
        desk.approve(asked.said(), name, edition)
        self._log.keep(desk)

    def calendar(self, asked: Asked, new: CalendarEdition) -> None:
        """Put a calendar into force."""
        desk = self._desk(asked, "adopt_rules")
        desk.adopt_calendar(asked.said(), new)
        self._log.keep(desk)

    def _desk(self, asked: Asked, act: str) -> RuleDesk:
        if not may(asked.by.role, act):
            raise NotYours(f"{asked.by.role} may not {act}")
        return RuleDesk.rebuild(RULES_ID, (one.fact for one in self._log.history(RULES_ID)))
