"""What may be asked about cases: one method for each act."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Protocol
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

import msgspec
from msgspec import Struct

from domain import categories
from domain.acts import CaseClass, Patch, Severity
from domain.case import Case
from domain.claims import Claim
from domain.duties.belief import line_of
from domain.duties.instants import ms
from domain.duties.judge import Rules, judge
from domain.facts import Entry, Said, Sealed
from domain.kinds import KINDS
from domain.people import Person, may, sees
from domain.places import Register
from domain.refusals import FromTheFuture, NoSuchCase, NotYours, ReasonNeeded, UnknownUnit
from services.casework import Casework, Kept, Log

CLOCK_AHEAD = timedelta(minutes=5)
"""How far a stated instant may lie ahead of our clock: clocks differ, nobody sees the future."""
ZONE = ZoneInfo("Asia/Shanghai")


class Seals(Protocol):
    """What is needed of the vault."""

    def seal(self, subject: UUID, field: str, text: str) -> Sealed:
        """The text as a token of that field of that subject."""

    def report_code(self, subject: UUID) -> str:
        """The code a reporter gets."""

    def fingerprint(self, code: str) -> str:
        """What is stored of a code."""


class Asked(Struct, frozen=True):
    """Who asks, when our clock says it is, what they looked at and with which key."""

    by: Person
    now: datetime
    seen: int | None = None
    claim: Claim | None = None
    correlation: str = ""

    def said(self, at: datetime | None = None) -> Said:
        """The statement, in UTC. Raises: FromTheFuture."""
        stated = (at or self.now).astimezone(UTC)
        if stated > self.now + CLOCK_AHEAD:
            raise FromTheFuture(f"{stated.isoformat()} is ahead of the clock")
        return Said(stated, self.by.login, self.by.role, self.correlation)


class Report(Struct, frozen=True):
    """上报内容: what somebody tells the desk."""

    kind: str
    category: str
    summary: str
    severity: Severity = Severity.ORDINARY
    occurred_at: datetime | None = None
    discovered_at: datetime | None = None
    grid: str = ""
    lon: Decimal | None = None
    lat: Decimal | None = None
    place: str = ""
    reporter: str = ""
    channel: str = ""


class Cases:
    """案件用例. Each act answers with what was kept; the same key gets the same answer."""

    def __init__(
        self, log: Log, vault: Seals, register: Register, rules: Callable[[], Rules]
    ) -> None:
        self._log = log
        self._casework = Casework(log)
        self._vault = vault
        self._register = register
        self._rules = rules

    def register(self, asked: Asked, report: Report) -> Kept:
        """登记."""
        before = self._casework.answered(asked.claim)
        if before:
            return before
        if not may(asked.by.role, "register"):
            raise NotYours
        categories.check(report.category)
        if report.grid:
            self._register.grid(report.grid)
        said = asked.said(report.occurred_at)
        case = self._registered(uuid4(), said, report, asked.now)
        owed = self._owed(case, asked.now)
        number = case.registration.number if case.registration else ""
        return self._casework.keep(
            case,
            asked.claim,
            lambda kept: msgspec.structs.replace(kept, number=number, obligations=owed),
        )

    def _registered(self, case_id: UUID, said: Said, report: Report, now: datetime) -> Case:
        kind, registration = KINDS[report.kind]
        case = kind(case_id)
        discovered = report.discovered_at
        if discovered and discovered > now + CLOCK_AHEAD:
            raise FromTheFuture("discovered_at is ahead of the clock")
        fact = registration(
            said,
            category=report.category,
            number=self._number(now),
            severity=report.severity,
            discovered_at=discovered.astimezone(UTC) if discovered else None,
            grid=report.grid,
            lon=report.lon,
            lat=report.lat,
            channel=report.channel,
            code=self._vault.fingerprint(self._vault.report_code(case_id)),
            summary=self._sealed(case_id, "summary", report.summary),
            place=self._sealed(case_id, "place", report.place),
            reporter=self._sealed(case_id, "reporter", report.reporter),
        )
        case.record(fact)
        return case

    def _number(self, now: datetime) -> str:
        """A number people can say on the phone: day, sequence, and a digit that catches slips."""
        day = now.astimezone(ZONE).strftime("%y%m%d")
        digits = f"{day}{self._log.next_number(day):04}"
        return f"{digits[:6]}-{digits[6:]}-{check_digit(digits)}"

    def _owed(self, case: Case, now: datetime) -> list[dict[str, object]]:
        lines = [line_of(Entry(case.id, version, fact, 0, now)) for version, fact in case.unsaved()]
        known = ms(now)
        return [one.shown(now) for one in judge(self._rules(), lines, known)]

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

        before = self._casework.answered(asked.claim)
        return before or self._casework.change(case_id, in_scope, asked.seen, asked.claim)

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


def check_digit(digits: str) -> int:
    """The Luhn digit: catches every single wrong digit and most swapped neighbours."""
    doubled = [int(one) * (2 - index % 2) for index, one in enumerate(reversed(digits))]
    return -sum(value - 9 * (value > 9) for value in doubled) % 10
