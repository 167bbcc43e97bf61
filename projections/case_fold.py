"""How facts change the row of a case; the same as `domain.case.Case` would say."""

from collections.abc import Mapping
from copy import copy
from datetime import datetime
from typing import Any
from uuid import UUID

from msgspec import UNSET, Struct
from msgspec.structs import asdict

from domain import acts
from domain.acts import Patch, Registered, State
from domain.facts import Entry, Fact, Sealed
from domain.kinds import KINDS

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
    """What the registration says, kept from the first correction on."""

    registered_at: datetime
    category: str
    severity: acts.Severity
    grid: str = ""
    summary: Sealed | None = None
    place: Sealed | None = None


STATED = {name: name for name in ("category", "severity", "grid", "summary", "place")}
STATED["occurred_at"] = "registered_at"
"""Field of a correction to the field of a row that it sets."""


class CaseRow(Struct, omit_defaults=True, gc=False):
    """案件列表的一行. The last five are the fold's memory, for corrections to come."""

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
    new = copy(row) if row else CaseRow(entry.subject, entry.position, entry.recorded_at)
    new.version = entry.version
    new.revision += entry.fact.OWN
    new.state = STATE_AFTER.get(type(entry.fact), new.state)
    _apply(new, entry)
    return new


def _apply(new: CaseRow, entry: Entry) -> None:
    match entry.fact:
        case Registered() as fact:
            _register(new, entry, fact)
        case acts.Dispatched(unit=unit, officer=officer):
            new.unit, new.officer = unit, officer
        case acts.Signed(said=said):
            new.officer = said.by
        case acts.Returned():
            new.unit = new.officer = ""
            new.returns += 1
        case acts.Verified(passed=False):
            new.state = State.HANDLING
        case acts.Contacted():
            new.contacted, new.contacts = True, (*new.contacts, entry.id)
        case acts.Corrected() as fact:
            _correct(new, entry, fact)
        case acts.Retracted() as fact:
            _retract(new, fact)


def _register(row: CaseRow, entry: Entry, fact: Registered) -> None:
    row.state = State.REPORTED
    row.kind = KIND_OF[type(fact)]
    row.number, row.code, row.reported_by = fact.number, fact.code, fact.said.by
    row.recorded_at = entry.recorded_at
    row.imported = fact.said.origin is not None
    if not row.registration:
        row.registration = entry.id
        row.registered_at, row.category, row.severity = fact.said.at, fact.category, fact.severity
        row.grid, row.summary, row.place = fact.grid, fact.summary, fact.place


def _correct(row: CaseRow, entry: Entry, fact: acts.Corrected) -> None:
    if fact.target == row.registration and row.registered_at:
        row.stated = row.stated or Stated(
            row.registered_at, row.category, row.severity, row.grid, row.summary, row.place
        )
        row.patches = row.patches | {entry.id: fact.patch}
        _believe(row)


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
    believed: dict[str, Any] = asdict(row.stated)
    for patch in (patch for name, patch in row.patches.items() if name not in row.gone):
        for name, field in STATED.items():
            value = getattr(patch, name)
            believed[field] = believed[field] if value is UNSET else value
    for field, value in believed.items():
        setattr(row, field, value)
    row.grid = row.grid or ""
