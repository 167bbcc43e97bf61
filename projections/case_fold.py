"""How facts change the row of a case; the same as `domain.case.Case` would say."""

from collections.abc import Mapping
from copy import copy
from datetime import datetime
from typing import TypeVar
from uuid import UUID

from msgspec import UNSET, Struct, UnsetType

from domain import acts
from domain.acts import Patch, Registered, State
from domain.facts import Entry, Fact, Sealed
from domain.kinds import KINDS

T = TypeVar("T")
KIND_OF: Mapping[type[Fact], str] = {fact: kind for kind, (_, fact) in KINDS.items()}
STATE_AFTER: Mapping[type[Fact], State] = {
    acts.Accepted: State.ACCEPTED,
    acts.Filed: State.FILED,
    acts.Dispatched: State.DISPATCHED,
    acts.Signed: State.HANDLING,
    acts.Returned: State.FILED,
    acts.ResultSubmitted: State.RESULT_IN,
    acts.Closed: State.CLOSED,
    acts.Withdrawn: State.WITHDRAWN,
}


class Stated(Struct, frozen=True, omit_defaults=True):
    """What the registration says, corrections apart."""

    at: datetime
    category: str
    severity: acts.Severity
    grid: str = ""
    summary: Sealed | None = None
    place: Sealed | None = None


class CaseRow(Struct, omit_defaults=True):
    """案件列表的一行. The last five are the fold's memory, for corrections and retractions to come."""

    subject: UUID
    first_position: int
    recorded_at: datetime
    number: str = ""
    kind: str = ""
    category: str = ""
    severity: acts.Severity = acts.Severity.ORDINARY
    grid: str = ""
    state: State | None = None
    unit: str = ""
    officer: str = ""
    reported_by: str = ""
    code: str = ""
    registered_at: datetime | None = None
    summary: Sealed | None = None
    place: Sealed | None = None
    returns: int = 0
    contacted: bool = False
    imported: bool = False
    revision: int = 0
    version: int = 0
    registration: str = ""
    stated: Stated | None = None
    contacts: tuple[str, ...] = ()
    patches: dict[str, Patch] = {}
    gone: tuple[str, ...] = ()


def follow(row: CaseRow | None, entry: Entry) -> CaseRow:
    """The row after one more fact."""
    new = (
        copy(row) if row else CaseRow(entry.subject, entry.position, entry.recorded_at)
    )
    fact = entry.fact
    new.version = entry.version
    new.revision += fact.OWN
    new.state = STATE_AFTER.get(type(fact), new.state)
    match fact:
        case Registered():
            _register(new, entry, fact)
        case acts.Dispatched():
            new.unit, new.officer = fact.unit, fact.officer
        case acts.Signed():
            new.officer = fact.said.by
        case acts.Returned():
            new.unit = new.officer = ""
            new.returns += 1
        case acts.Verified(passed=False):
            new.state = State.HANDLING
        case acts.Contacted():
            new.contacted, new.contacts = True, (*new.contacts, entry.id)
        case acts.Corrected():
            new.patches = (
                new.patches | {entry.id: fact.patch} if _of(new, fact) else new.patches
            )
            _believe(new)
        case acts.Retracted():
            _retract(new, fact)
    return new


def _register(row: CaseRow, entry: Entry, fact: Registered) -> None:
    row.state = State.REPORTED
    row.kind = KIND_OF[type(fact)]
    row.number, row.code, row.reported_by = fact.number, fact.code, fact.said.by
    row.recorded_at = entry.recorded_at
    row.imported = fact.said.origin is not None
    if not row.registration:
        row.registration = entry.id
        row.stated = Stated(
            fact.said.at,
            fact.category,
            fact.severity,
            fact.grid,
            fact.summary,
            fact.place,
        )
        _believe(row)


def _of(row: CaseRow, fact: acts.Corrected) -> bool:
    return fact.target == row.registration


def _retract(row: CaseRow, fact: acts.Retracted) -> None:
    row.gone = (*row.gone, fact.target)
    if fact.target == row.registration:
        row.state = State.VOIDED
    elif fact.target in row.contacts:
        row.contacted = False
    _believe(row)


def _believe(row: CaseRow) -> None:
    """Lay the corrections that stand over what was stated."""
    if row.stated is None:
        return
    said = row.stated
    row.registered_at, row.category, row.severity = (
        said.at,
        said.category,
        said.severity,
    )
    row.grid, row.summary, row.place = said.grid, said.summary, said.place
    for patch in (patch for name, patch in row.patches.items() if name not in row.gone):
        row.registered_at = _set(patch.occurred_at, row.registered_at)
        row.category = _set(patch.category, row.category)
        row.severity = _set(patch.severity, row.severity)
        row.grid = _set(patch.grid, row.grid) or ""
        row.summary = _set(patch.summary, row.summary)
        row.place = _set(patch.place, row.place)


def _set(to: T | UnsetType, otherwise: T) -> T:
    return otherwise if to is UNSET else to
