"""The sweep: turns what time has decided into facts."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Protocol
from uuid import UUID

from domain.duties.belief import line_of
from domain.duties.instants import ms
from domain.duties.judge import judge
from domain.duties.judged import Judged, news
from domain.facts import Entry, Said, Subject
from domain.people import Role
from domain.refusals import Overtaken
from services.casework import Log
from services.rules import RulesInForce

SWEEPER = "sweep"


class Board(Protocol):
    """What is needed of the duty board."""

    def position(self) -> int:
        """How far it has read."""

    def due(self, as_of: datetime, at_most: int = 500) -> list[tuple[UUID, int]]:
        """Subjects to judge again and the version seen of each; longest overdue first."""


class Sweep:
    """到期判定: the board proposes, the case is judged again; never writes the board."""

    def __init__(self, log: Log, board: Board, rules: RulesInForce) -> None:
        self._log = log
        self._board = board
        self._rules = rules
        self._written = 0

    def step(self, as_of: datetime, at_most: int = 500) -> int:
        """Append the judgements due by `as_of`. Returns how many; none while the board lags."""
        if self._board.position() < self._written:
            return 0
        due = dict(self._board.due(as_of, at_most))
        told = self._log.histories(due.keys(), self._log.position()) if due else {}
        judged = [self._judge(one, due[one], told.get(one, []), as_of) for one in due]
        new = self._keep([subject for subject in judged if subject.unsaved()])
        self._written = max((entry.position for entry in new), default=self._written)
        return len(new)

    def _judge(
        self, subject: UUID, seen: int, history: Sequence[Entry], as_of: datetime
    ) -> Subject:
        """The subject with new judgements; with none if the board has not seen all of it."""
        docket = Subject(subject)
        docket.version = len(history)
        if docket.version != seen:
            return docket
        known = ms(as_of)
        lines = [line_of(entry) for entry in history]
        owed = judge(self._rules.at(), lines, known)
        before = [entry.fact for entry in history if isinstance(entry.fact, Judged)]
        said = Said(as_of, SWEEPER, Role.SYSTEM)
        for judgement in news(owed, before, as_of, said, lines):
            docket.record(judgement)
        return docket

    def _keep(self, dockets: Collection[Subject]) -> list[Entry]:
        """All at once; where somebody was faster with one, each alone."""
        if not dockets:
            return []
        try:
            return self._log.keep(*dockets)
        except Overtaken:
            return [entry for docket in dockets for entry in self._keep_alone(docket)]

    def _keep_alone(self, docket: Subject) -> list[Entry]:
        try:
            return self._log.keep(docket)
        except Overtaken:
            return []  # it moved on: the board will see it again
