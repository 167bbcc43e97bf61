"""What may be asked about cases: one method for each act."""

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from domain import categories
from domain.acts import CaseClass, Patch
from domain.case import Case
from domain.duties.belief import line_of
from domain.duties.instants import ms
from domain.duties.judge import Rules, judge
from domain.facts import Sealed
from domain.people import sees
from domain.places import Register
from domain.refusals import NoSuchCase, ReasonNeeded, UnknownUnit
from services.asking import Asked
from services.casework import Casework, Kept, Log
from services.registering import Desk, Report, Seals


class Cases:
    """案件用例. Each act answers with what was kept; the same key gets the same answer."""

    def __init__(
        self, log: Log, vault: Seals, register: Register, rules: Callable[[], Rules]
    ) -> None:
        self._log, self._vault = log, vault
        self._register, self._rules = register, rules
        self._casework = Casework(log)
        self._desk = Desk(log, vault, register, rules)

    def register(self, asked: Asked, report: Report) -> Kept:
        """登记."""
        return self._desk.register(asked, report)

    def _sealed(self, case_id: UUID, field: str, text: str) -> Sealed | None:
        return self._vault.seal(case_id, field, text) if text.strip() else None

    def _change(self, asked: Asked, case_id: UUID, ask: Callable[[Case], None]) -> Kept:
        def in_scope(case: Case) -> None:
            me = asked.by
            held = case.officer == me.login or case.unit == me.unit
            unit = me.unit if held else case.unit
            if not sees(me, grid=case.grid, unit=unit, reported_by=case.reported_by):
                raise NoSuchCase
            ask(case)

        return self._casework.change(case_id, in_scope, asked.seen, asked.claim)

    def accept(self, asked: Asked, case_id: UUID, class_: CaseClass | None) -> Kept:
        """受理."""
        return self._change(asked, case_id, lambda case: case.accept(asked.said(), class_))

    def dispatch(self, asked: Asked, case_id: UUID, unit: str, officer: str) -> Kept:
        """派单."""
        if not unit and not officer:
            raise UnknownUnit("unit or officer: one of them is needed")
        to = self._register.handler(unit, officer)
        return self._change(asked, case_id, lambda case: case.dispatch(asked.said(), *to))

    def sign(self, asked: Asked, case_id: UUID) -> Kept:
        """签收."""
        return self._change(asked, case_id, lambda case: case.sign(asked.said(), asked.by.unit))

    def hand_back(self, asked: Asked, case_id: UUID, reason: str) -> Kept:
        """退单."""
        why = self._sealed(case_id, "reason", reason)
        said, unit = asked.said(), asked.by.unit
        return self._change(asked, case_id, lambda case: case.hand_back(said, unit, why))

    def record_contact(self, asked: Asked, case_id: UUID, at: datetime) -> Kept:
        """首次联系."""
        said = asked.said(at)
        return self._change(asked, case_id, lambda case: case.record_contact(said))

    def record_arrival(self, asked: Asked, case_id: UUID, at: datetime) -> Kept:
        """到场."""
        said, unit = asked.said(at), asked.by.unit
        return self._change(asked, case_id, lambda case: case.record_arrival(said, unit))

    def submit_result(self, asked: Asked, case_id: UUID, text: str) -> Kept:
        """处置完毕."""
        said, unit, sealed = asked.said(), asked.by.unit, self._sealed(case_id, "text", text)
        return self._change(asked, case_id, lambda case: case.submit_result(said, unit, sealed))

    def verify(self, asked: Asked, case_id: UUID, *, passed: bool, reason: str) -> Kept:
        """核查."""
        said, why = asked.said(), self._sealed(case_id, "reason", reason)
        return self._change(
            asked, case_id, lambda case: case.verify(said, passed=passed, reason=why)
        )

    def withdraw(self, asked: Asked, case_id: UUID, reason: str) -> Kept:
        """撤回. Judged first, so that the case knows when its first duty falls due."""
        said, why = asked.said(), self._sealed(case_id, "reason", reason)
        due_at = self._first_due(case_id, asked.now)
        return self._change(asked, case_id, lambda case: case.withdraw(said, why, due_at=due_at))

    def _first_due(self, case_id: UUID, now: datetime) -> datetime | None:
        lines = [line_of(entry) for entry in self._log.history(case_id)]
        owed = judge(self._rules(), lines, ms(now))
        return min((one.due_at for one in owed if one.due_at), default=None)

    def correct(self, asked: Asked, case_id: UUID, target: str, patch: Patch, reason: str) -> Kept:
        """更正."""
        if not reason.strip():
            raise ReasonNeeded("reason")
        self._check(patch, asked)
        said, why = asked.said(), self._sealed(case_id, "reason", reason)
        return self._change(asked, case_id, lambda case: case.correct(said, target, patch, why))

    def _check(self, patch: Patch, asked: Asked) -> None:
        if isinstance(patch.category, str):
            categories.check(patch.category)
        if isinstance(patch.grid, str):
            self._register.grid(patch.grid)
        for stated in (patch.occurred_at, patch.discovered_at):
            if isinstance(stated, datetime):
                asked.said(stated)

    def sealed_patch(self, case_id: UUID, texts: dict[str, str | None]) -> dict[str, Sealed | None]:
        """The personal texts of a correction, sealed; null stays null."""
        return {name: self._sealed(case_id, name, text or "") for name, text in texts.items()}

    def retract(self, asked: Asked, case_id: UUID, target: str, reason: str) -> Kept:
        """撤销."""
        said, why = asked.said(), self._sealed(case_id, "reason", reason)
        return self._change(asked, case_id, lambda case: case.retract(said, target, why))
