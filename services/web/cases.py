"""Cases: the list, one, its facts, what it owes."""

from typing import Annotated
from uuid import UUID

import msgspec
from fastapi import APIRouter, Depends, Query, Request, Response, status

from domain.duties.belief import line_of
from domain.duties.instants import ms
from domain.duties.judge import judge
from domain.duties.obligation import Status
from domain.facts import Entry, Sealed
from domain.people import Person
from domain.refusals import NoSuchCase
from projections.case_fold import CaseRow, follow
from projections.case_list import Wanted
from projections.duty_rows import Owing
from services.cases import Report
from services.opening import Reading
from services.web.acts import router as acts
from services.web.answers import AT_MOST, AsOf, Moment, created, known, listed, place_of, waited
from services.web.bodies import NewCase
from services.web.doors import Command, House, TheHouse, must
from services.web.pages.scope import in_scope

router = APIRouter(prefix="/cases", tags=["cases"])
router.include_router(acts)
Reader = Annotated[Person, Depends(must("see_cases"))]
TEXTS = ("summary", "place")


@router.post("", status_code=status.HTTP_201_CREATED)
def register(
    new: NewCase, asked: Command, house: TheHouse, request: Request, response: Response
) -> dict[str, object]:
    """登记. The same key answers with the same case, number and code."""
    place = new.place
    told = new.model_dump(exclude={"place"})
    report = Report(**told, grid=place.grid, lon=place.lon, lat=place.lat, place=place.text)
    kept = house.cases.register(asked, report)
    return {
        "id": str(kept.case),
        "number": kept.number,
        "report_code": house.vault.report_code(kept.case),
        "obligations": list(kept.obligations),
        **created(request, response, kept),
    }


@router.get("", dependencies=[Depends(waited(lambda house: house.case_list))])
def index(
    house: TheHouse,
    reader: Reader,
    moment: AsOf,
    request: Request,
    response: Response,
    kind: str = "",
    state: str = "",
    grid: str = "",
    duty: str = "",
    overdue: bool | None = None,
    q: str = "",
    cursor: str = "",
    limit: Annotated[int, Query(ge=1, le=AT_MOST)] = 50,
) -> dict[str, object]:
    """案件列表, newest first."""
    among = None
    if duty or overdue:
        late = (Status.BREACHED,) if overdue else ()
        among = house.board.subjects(Owing(duty=duty, status=late), moment.at, moment.upto)
    found = house.case_list.listed(
        Wanted(kind, state, grid, "", q),
        reader,
        as_of=moment.upto,
        before=place_of(cursor, int),
        at_most=limit,
        among=among,
    )
    items = [_shown(house, reader, row) for row in found.items]
    return listed(request, response, items, found.position, moment, found.next)


@router.get("/{case_id}")
def show(
    case_id: UUID,
    house: TheHouse,
    reader: Reader,
    moment: AsOf,
    request: Request,
    response: Response,
) -> dict[str, object]:
    """One case, folded from its own facts as of a moment."""
    told, row = case_as_of(house, reader, case_id, moment)
    known(request, response, told[-1].position)
    response.headers["ETag"] = f'"{row.revision}"'
    return _shown(house, reader, row) | {"obligations": _owed(house, told, moment)}


@router.get("/{case_id}/facts")
def facts(
    case_id: UUID,
    house: TheHouse,
    reader: Reader,
    moment: AsOf,
    request: Request,
    response: Response,
) -> dict[str, object]:
    """经过: every fact of the case, in the order we were told."""
    told, row = case_as_of(house, reader, case_id, moment)
    items = [_fact(house, reader, row, entry) for entry in told]
    return listed(request, response, items, told[-1].position, moment, None)


@router.get("/{case_id}/obligations")
def obligations(
    case_id: UUID,
    house: TheHouse,
    reader: Reader,
    moment: AsOf,
    request: Request,
    response: Response,
) -> dict[str, object]:
    """所负责任: judged from the case's own facts as of a moment."""
    told, _ = case_as_of(house, reader, case_id, moment)
    items = _owed(house, told, moment)
    return listed(request, response, items, told[-1].position, moment, None)


def case_as_of(
    house: House, reader: Person, case_id: UUID, moment: Moment
) -> tuple[list[Entry], CaseRow]:
    """The facts that were known of a case, and how it stood. Raises: NoSuchCase, also out of scope."""
    told = [
        entry
        for entry in house.log.history(case_id)
        if moment.upto is None or entry.position <= moment.upto
    ]
    row: CaseRow | None = None
    for entry in told:
        row = follow(row, entry)
    if row is None or not row.kind or not in_scope(reader, row):
        raise NoSuchCase
    return told, row


def _owed(house: House, told: list[Entry], moment: Moment) -> list[dict[str, object]]:
    rules = house.rules.at(moment.upto)
    lines = [line_of(entry) for entry in told]
    return [one.shown(moment.at) for one in judge(rules, lines, ms(moment.at))]


def _shown(house: House, reader: Person, row: CaseRow) -> dict[str, object]:
    """A case as the API shows it."""
    opened = {name: _text(house, reader, row, name, getattr(row, name)) for name in TEXTS}
    return {
        "id": str(row.subject),
        "number": row.number,
        "kind": row.kind,
        "category": row.category,
        "severity": row.severity,
        "state": row.state,
        "grid": row.grid,
        "unit": row.unit,
        "officer": row.officer,
        "registered_at": row.registered_at,
        "recorded_at": row.recorded_at,
        "returns": row.returns,
        "contacted": row.contacted,
        "imported": row.imported,
        "revision": row.revision,
        **opened,
    }


def _fact(house: House, reader: Person, row: CaseRow, entry: Entry) -> dict[str, object]:
    fact, said = entry.fact, entry.fact.said
    fields = zip(fact.__struct_encode_fields__, fact.__struct_fields__, strict=True)
    data = {
        stored: _value(house, reader, row, stored, getattr(fact, name))
        for stored, name in fields
        if stored != "said"
    }
    return {
        "id": entry.id,
        "type": fact.TOPIC,
        "occurred_at": said.at,
        "recorded_at": entry.recorded_at,
        "by": said.role,
        "account": said.by,
        "position": entry.position,
        "version": entry.version,
        "imported": said.origin is not None,
        "data": data,
    }


def _value(house: House, reader: Person, row: CaseRow, field: str, value: object) -> object:
    if isinstance(value, Sealed):
        return _text(house, reader, row, field, value)
    if isinstance(value, msgspec.Struct):
        patch = msgspec.to_builtins(value)
        return {
            name: _text(house, reader, row, name, msgspec.convert(one, Sealed))
            if isinstance(one, dict)
            else one
            for name, one in patch.items()
        }
    return msgspec.to_builtins(value)


def _text(house: House, reader: Person, row: CaseRow, field: str, sealed: Sealed | None) -> str:
    unit = reader.unit if row.officer == reader.login else row.unit
    return Reading(house.vault, reader).text(
        row.subject, field, sealed, grid=row.grid, unit=unit, reported_by=row.reported_by
    )
