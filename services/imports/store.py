"""Statements into the log: what is new is told, what changed corrected, the rest left alone."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Protocol
from uuid import UUID, uuid5

from domain.facts import Entry, Subject
from domain.refusals import Overtaken, TooLarge
from services.imports.planning import Plan, Texts, refused
from services.imports.profile import Profile
from services.imports.result import Result
from services.imports.statements import Statement
from services.imports.stating import seals

SUBJECTS = UUID("5e0a3f0c-7b43-5f7e-9d0b-2c6d1f0e8a41")
"""Where the ids of imported subjects come from."""
TRIES = 3
PAGE = 5_000


class Log(Protocol):
    """What is needed of the log."""

    def histories(self, subjects: Collection[UUID], upto: int) -> dict[UUID, list[Entry]]:
        """The facts of several up to a position."""

    def page(self, after: int, at_most: int) -> list[Entry]:
        """The next facts in the log's order."""

    def keep(self, *subjects: Subject) -> list[Entry]:
        """Append what is unsaved, all or nothing. Raises: Overtaken, TooLarge, LogAway."""

    def position(self) -> int:
        """The last position; 0 when empty."""


Given = tuple[UUID, Sequence[Statement]]


def subject_id(profile: str, subject: str) -> UUID:
    """The subject that a key of a foreign system means: the same in every run."""
    return uuid5(SUBJECTS, f"{profile}\n{subject}")


class Intake:
    """入库: subjects by the batch, each batch in one transaction."""

    def __init__(
        self, log: Log, texts: Texts, profile: Profile, now: datetime, result: Result
    ) -> None:
        self._log, self._texts = log, texts
        self._profile, self._now, self._result = profile, now, result
        self._seals = seals(profile)

    def take(self, some: Sequence[Given], *, whole: bool) -> None:
        """A batch; where somebody was faster, or a fact is too large, each subject alone."""
        try:
            self._keep(some, whole=whole)
        except (Overtaken, TooLarge):
            for one in some:
                self._take_alone(one, whole=whole)

    def _take_alone(self, one: Given, *, whole: bool) -> None:
        for _ in range(TRIES):
            try:
                self._keep([one], whole=whole)
            except Overtaken:
                continue
            except TooLarge as large:
                self._result.tell(*(refused(each, large) for each in one[1]))
            return
        raise Overtaken

    def _keep(self, some: Sequence[Given], *, whole: bool) -> None:
        told = self._log.histories([subject for subject, _ in some], self._log.position())
        if self._seals:
            self._texts.prepare(subject for subject, _ in some if not told.get(subject))
        plans = [self._plan(subject, told.get(subject, []), given) for subject, given in some]
        if whole:
            for plan in plans:
                plan.retract_missing()
        self._log.keep(*(plan.case for plan in plans if plan.case.unsaved()))
        for plan in plans:
            self._result.tell(*plan.told)
            self._result.retractions += plan.retractions

    def _plan(self, subject: UUID, history: Sequence[Entry], given: Sequence[Statement]) -> "Plan":
        plan = Plan(self._profile.profile, subject, history, self._texts, self._now)
        for one in sorted(given, key=_order):
            plan.take(one)
        return plan

    def missing(self, given: Collection[UUID]) -> Iterator[Given]:
        """Subjects of this profile that the log has and the file has not."""
        seen = set(given)
        position = 0
        while page := self._log.page(position, PAGE):
            position = page[-1].position
            for entry in page:
                origin = entry.fact.said.origin
                ours = origin is not None and origin.profile == self._profile.profile
                if ours and entry.subject not in seen:
                    seen.add(entry.subject)
                    yield entry.subject, ()


def _order(one: Statement) -> tuple[bool, datetime]:
    return not one.type.endswith(".registered"), one.at


def by_subject(profile: str, told: Mapping[str, Sequence[Statement]]) -> list[Given]:
    """The same statements by the ids their subjects have in the store."""
    return [(subject_id(profile, key), given) for key, given in told.items()]
