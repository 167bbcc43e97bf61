"""Given and then, and the cast of people and places."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from uuid import UUID

from domain.case import Case
from domain.facts import Fact, Said, Sealed
from domain.kinds import rebuild
from domain.people import Role

CASE = UUID("0190b3a0-0000-7000-8000-000000000001")
TEN = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)
"""Monday, ten o'clock in Gaohe."""

CAST = {
    "li": Role.WORKER,
    "wang": Role.LEADER,
    "zhou": Role.DISPATCHER,
    "lixy": Role.CENTRE,
    "zhang": Role.OFFICER,
    "liu": Role.OFFICER,
    "qian": Role.RESIDENT,
    "sun": Role.RESIDENT,
    "chen": Role.AUDITOR,
    "root": Role.ADMIN,
}


def said(by: str, minutes: float = 0) -> Said:
    """A statement of somebody of the cast, so many minutes after ten."""
    return Said(TEN + timedelta(minutes=minutes), by, CAST[by])


def sealed(name: str = "text") -> Sealed:
    """A token; nobody opens it in these tests."""
    return Sealed(1, "s:test", "AAAA", name)


def given(*facts: Fact) -> Case:
    """The case as these facts made it."""
    return rebuild(CASE, facts)


def then(case: Case) -> list[Fact]:
    """What it recorded since."""
    return [fact for _, fact in case.unsaved()]


def of(facts: Iterable[Fact]) -> list[str]:
    """Their topics."""
    return [fact.TOPIC for fact in facts]
