"""登记: how what somebody tells the desk becomes a case."""

from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from typing import Protocol
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

import msgspec
from msgspec import Struct

from domain import categories
from domain.acts import Registered, Severity
from domain.case import Case
from domain.duties.belief import line_of
from domain.duties.instants import ms
from domain.duties.judge import Rules, judge
from domain.facts import Entry, Said, Sealed
from domain.kinds import KINDS
from domain.people import may
from domain.places import Register
from domain.refusals import NotYours
from services.asking import Asked
from services.casework import Casework, Kept, Log

ZONE = ZoneInfo("Asia/Shanghai")
"""Where a case number's day begins."""


class Seals(Protocol):
    """What is needed of the vault."""

    def seal(self, subject: UUID, field: str, text: str) -> Sealed:
        """The text as a token of that field of that subject."""

    def report_code(self, subject: UUID) -> str:
        """The code a reporter gets."""

    def fingerprint(self, code: str) -> str:
        """What is stored of a code."""


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


class Desk:
    """登记台."""

    def __init__(
        self, log: Log, vault: Seals, register: Register, rules: Callable[[], Rules]
    ) -> None:
        self._log, self._vault = log, vault
        self._register, self._rules = register, rules
        self._casework = Casework(log)

    def register(self, asked: Asked, report: Report) -> Kept:
        """A new case, its number, and what is owed from now on."""
        if not may(asked.by.role, "register"):
            raise NotYours(f"{asked.by.role} may not register")
        categories.check(report.category)
        if report.grid:
            self._register.grid(report.grid)
        return self._casework.once(asked.claim, lambda: self._taken_down(asked, report))

    def _taken_down(self, asked: Asked, report: Report) -> Kept:
        said, case_id = asked.said(report.occurred_at), uuid4()
        case = KINDS[report.kind][0](case_id)
        fact = self._written(case_id, said, asked, report)
        case.record(fact)
        owed = self._owed(case, asked.now)
        return self._casework.keep(
            case,
            asked.claim,
            lambda kept: msgspec.structs.replace(kept, number=fact.number, obligations=owed),
        )

    def _written(self, case_id: UUID, said: Said, asked: Asked, report: Report) -> Registered:
        discovered = asked.said(report.discovered_at).at if report.discovered_at else None
        code = self._vault.report_code(case_id)
        return KINDS[report.kind][1](
            said,
            category=report.category,
            number=self._number(asked.now),
            severity=report.severity,
            discovered_at=discovered,
            grid=report.grid,
            lon=report.lon,
            lat=report.lat,
            channel=report.channel,
            code=self._vault.fingerprint(code),
            summary=self._sealed(case_id, "summary", report.summary),
            place=self._sealed(case_id, "place", report.place),
            reporter=self._sealed(case_id, "reporter", report.reporter),
        )

    def _sealed(self, case_id: UUID, field: str, text: str) -> Sealed | None:
        return self._vault.seal(case_id, field, text) if text.strip() else None

    def _number(self, now: datetime) -> str:
        """A number people can say on the phone: day, sequence, and a digit that catches slips."""
        day = now.astimezone(ZONE).strftime("%y%m%d")
        digits = f"{day}{self._log.next_number(day):04}"
        return f"{digits[:6]}-{digits[6:]}-{check_digit(digits)}"

    def _owed(self, case: Case, now: datetime) -> list[dict[str, object]]:
        told = [line_of(Entry(case.id, version, fact, 0, now)) for version, fact in case.unsaved()]
        return [one.shown(now) for one in judge(self._rules(), told, ms(now))]


def check_digit(digits: str) -> int:
    """The Luhn digit: catches every single wrong digit and most swapped neighbours."""
    doubled = [int(one) * (2 - index % 2) for index, one in enumerate(reversed(digits))]
    return -sum(value // 10 + value % 10 for value in doubled) % 10
