"""What may be done with a case, and why not."""

from collections.abc import Iterable
from datetime import datetime
from typing import ClassVar
from uuid import UUID

from msgspec import UNSET

from domain.acts import (
    OVER,
    Accepted,
    Arrived,
    CaseClass,
    Closed,
    Contacted,
    Corrected,
    Dispatched,
    Filed,
    Patch,
    Registered,
    ResultSubmitted,
    Retracted,
    Returned,
    Signed,
    State,
    Verified,
    Withdrawn,
)
from domain.facts import Fact, Said, Sealed, Subject, fact_id
from domain.people import CLOCK_KEEPERS, Role, may
from domain.refusals import (
    AlreadyAccepted,
    AlreadyDispatched,
    AlreadyOver,
    AlreadySigned,
    NoResult,
    NoSuchFact,
    NotAccepted,
    NotDispatched,
    NotSigned,
    NotToCorrect,
    NotToRetract,
    NotYours,
    OwnWork,
    ReasonNeeded,
    Stale,
    TooLateToWithdraw,
    WrongOfficer,
)

CLOCK_FIELDS = frozenset(
    {
        "occurred_at",
        "discovered_at",
        "target_at",
        "category",
        "severity",
        "class",
        "grid",
        "unit",
        "passed",
    }
)
"""A correction of these can make a breach disappear (D17)."""


class Case(Subject):
    """案件: an incident, dispute, hazard, request or family crisis, and how far it has come."""

    KIND: ClassVar[str] = ""

    def __init__(self, subject: UUID) -> None:
        super().__init__(subject)
        self.state: State | None = None
        self.registration: Registered | None = None
        self.unit = self.officer = ""
        self.handlers: frozenset[str] = frozenset()
        self.on_scene: frozenset[str] = frozenset()
        self.contacted = False
        self.returns = 0
        self.facts: dict[str, Fact] = {}

    def _take(self, fact: Fact) -> None:
        super()._take(fact)
        self.facts[fact_id(self.id, self.version, fact)] = fact

    @property
    def reported_by(self) -> str:
        """The account that registered it."""
        return self.registration.said.by if self.registration else ""

    @property
    def grid(self) -> str:
        """The grid it lies in, as last corrected."""
        return believed_grid(self.facts.items())

    def must_be_at(self, seen: int | None) -> None:
        """Refuse whoever looked at another revision."""
        if seen is not None and seen != self.revision:
            raise Stale(f"revision {self.revision}, you saw {seen}")

    def accept(self, said: Said, class_: CaseClass | None = None) -> None:
        """受理."""
        self._must_be_open(said, "accept")
        if self.state != State.REPORTED:
            raise AlreadyAccepted
        self.record(Accepted(said, class_))

    def dispatch(self, said: Said, unit: str, officer: str = "") -> None:
        """派单. The dispatch of an accepted case also files it."""
        self._must_be_open(said, "dispatch")
        if self.state == State.REPORTED:
            raise NotAccepted
        if self.state not in {State.ACCEPTED, State.FILED}:
            raise AlreadyDispatched
        if self.state == State.ACCEPTED:
            self.record(Filed(said))
        self.record(Dispatched(said, unit, officer))

    def sign(self, said: Said, unit: str) -> None:
        """签收."""
        self._must_be_open(said, "sign")
        self._must_be_out()
        if self.state != State.DISPATCHED:
            raise AlreadySigned
        self._must_be_with(said, unit)
        self.record(Signed(said))

    def hand_back(self, said: Said, unit: str, reason: Sealed | None) -> None:
        """退单. The case clock does not stop."""
        self._must_be_open(said, "return")
        self._must_be_out()
        self._must_be_with(said, unit)
        if reason is None:
            raise ReasonNeeded("reason")
        self.record(Returned(said, reason))

    def record_contact(self, said: Said) -> None:
        """首次联系. Stating it again records nothing."""
        self._must_be_open(said, "contact")
        if not self.contacted:
            self.record(Contacted(said))

    def record_arrival(self, said: Said, unit: str) -> None:
        """到场. Whoever holds it, or the staff of its grid; stating it again records nothing."""
        self._must_be_open(said, "arrive")
        if said.role == Role.OFFICER:
            self._must_be_out()
            self._must_be_with(said, unit)
        if said.by not in self.on_scene:
            self.record(Arrived(said, unit))

    def submit_result(self, said: Said, unit: str, text: Sealed | None) -> None:
        """处置完毕."""
        self._must_be_open(said, "submit_result")
        if self.state != State.HANDLING:
            raise NotSigned
        self._must_be_with(said, unit)
        if text is None:
            raise ReasonNeeded("text")
        self.record(ResultSubmitted(said, text))

    def verify(self, said: Said, *, passed: bool, reason: Sealed | None = None) -> None:
        """核查. Never by a handler; a passed one closes the case, a failed one says why."""
        self._must_be_open(said, "verify")
        if self.state != State.RESULT_IN:
            raise NoResult
        if said.by in self.handlers:
            raise OwnWork
        if not passed and reason is None:
            raise ReasonNeeded("reason")
        self.record(Verified(said, passed, reason))
        if passed:
            self.record(Closed(said))

    def withdraw(self, said: Said, reason: Sealed | None, *, due_at: datetime | None) -> None:
        """撤回. Its reporter may, until the first duty is due; the leader or centre at any time."""
        self._must_be_open(said, "withdraw")
        if reason is None:
            raise ReasonNeeded("reason")
        if said.role == Role.RESIDENT:
            if said.by != self.reported_by:
                raise NotYours
            if due_at is not None and said.at > due_at:
                raise TooLateToWithdraw
        else:
            self._must_keep_clocks(said)
        self.record(Withdrawn(said, reason))

    def correct(self, said: Said, target: str, patch: Patch, reason: Sealed | None) -> None:
        """更正. What could undo a breach is for the leader or centre, never for a handler."""
        self._must_be_allowed(said, "correct")
        fact = self.facts.get(target)
        if fact is None:
            raise NoSuchFact(f"fact: {target!r}")
        if reason is None:
            raise ReasonNeeded("reason")
        fields = {name for name in patch.__struct_encode_fields__ if _sets(patch, name)}
        unknown = fields - set(fact.__struct_encode_fields__) - {"occurred_at"}
        if unknown or not fields or isinstance(fact, Corrected | Retracted) or not fact.OWN:
            raise NotToCorrect(", ".join(sorted(f"set.{name}" for name in unknown)) or "set")
        if fields & CLOCK_FIELDS:
            self._must_keep_clocks(said)
        self.record(Corrected(said, target, patch, reason))

    def retract(self, said: Said, target: str, reason: Sealed | None) -> None:
        """撤销. For the leader or the centre, never for a handler."""
        self._must_be_allowed(said, "retract")
        self._must_keep_clocks(said)
        fact = self.facts.get(target)
        if fact is None or target in _retracted(self.facts.values()):
            raise NoSuchFact(f"fact: {target!r}")
        if reason is None:
            raise ReasonNeeded("reason")
        if not isinstance(fact, Registered | Arrived | Contacted | Corrected):
            raise NotToRetract
        self.record(Retracted(said, target, reason))

    def _must_be_allowed(self, said: Said, act: str) -> None:
        if not may(said.role, act):
            raise NotYours(f"{said.role} may not {act}")

    def _must_be_open(self, said: Said, act: str) -> None:
        self._must_be_allowed(said, act)
        if self.state in OVER:
            raise AlreadyOver(f"the case is {self.state}")

    def _must_be_out(self) -> None:
        if self.state not in {State.DISPATCHED, State.HANDLING, State.RESULT_IN}:
            raise NotDispatched

    def _must_be_with(self, said: Said, unit: str) -> None:
        mine = said.by == self.officer or (not self.officer and unit == self.unit)
        if not mine:
            raise WrongOfficer

    def _must_keep_clocks(self, said: Said) -> None:
        if said.role not in CLOCK_KEEPERS or said.by in self.handlers:
            raise NotYours("who owed cannot make a breach disappear")


def _sets(patch: Patch, stored: str) -> bool:
    names = dict(zip(patch.__struct_encode_fields__, patch.__struct_fields__, strict=True))
    return getattr(patch, names[stored]) is not UNSET


def _retracted(facts: Iterable[Fact]) -> set[str]:
    return {fact.target for fact in facts if isinstance(fact, Retracted)}


def believed_grid(facts: Iterable[tuple[str, Fact]]) -> str:
    """The grid of a registration with the corrections that stand."""
    told = dict(facts)
    gone = _retracted(told.values())
    grid, first = "", ""
    for name, fact in told.items():
        if isinstance(fact, Registered) and not first:
            grid, first = fact.grid, name
        elif isinstance(fact, Corrected) and fact.target == first and name not in gone:
            grid = grid if fact.patch.grid is UNSET else (fact.patch.grid or "")
    return grid
