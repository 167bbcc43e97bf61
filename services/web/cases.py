"""Cases: the list, one, its facts, what it owes."""

from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Depends, status

from domain.acts import State
from domain.duties.obligation import Status
from domain.people import Person
from projections.case_list import Wanted
from projections.duty_rows import Owing
from services.registering import Report
from services.web.acts import router as acts
from services.web.answers import Cursor, Limit, Place, TheReply, once, place_of, waited
from services.web.bodies import NewCase
from services.web.command import Command
from services.web.doors import TheHouse, must
from services.web.dossier import Dossier, listed, open_dossier
from services.web.moments import AsOf
from services.web.values import Word

router = APIRouter(prefix="/cases", tags=["cases"])
router.include_router(acts)
Reader = Annotated[Person, Depends(must("see_cases"))]
Kind = Literal["incident", "dispute", "hazard", "request", "family_crisis"]
WAITED = [Depends(waited(lambda house: house.log))]


@router.post("", status_code=status.HTTP_201_CREATED)
def register(new: NewCase, asked: Command, house: TheHouse, reply: TheReply) -> dict[str, object]:
    """登记. The same key answers with the same case, number and code."""
    place = new.place
    said = new.model_dump(exclude={"place"})
    report = Report(**said, grid=place.grid, lon=place.lon, lat=place.lat, place=place.text)
    kept = once(lambda: house.cases.register(asked, report))
    return {
        "id": str(kept.case),
        "number": kept.number,
        "report_code": house.vault.report_code(kept.case),
        "obligations": list(kept.obligations),
        **reply.created(kept),
    }


class Filter:
    """筛选: which cases; what is left out does not choose."""

    def __init__(
        self,
        kind: Kind | None = None,
        state: State | None = None,
        grid: Word = "",
        duty: Word = "",
        q: Word = "",
        *,
        overdue: bool = False,
    ) -> None:
        self.wanted = Wanted(kind or "", state or "", grid, "", q)
        late = (Status.BREACHED,) if overdue else ()
        self.owing = Owing(duty=duty, status=late) if duty or overdue else None


@router.get("", dependencies=[Depends(waited(lambda house: house.case_list))])
def index(
    house: TheHouse,
    reader: Reader,
    moment: AsOf,
    reply: TheReply,
    asked: Annotated[Filter, Depends()],
    cursor: Cursor = "",
    limit: Limit = 50,
) -> dict[str, object]:
    """案件列表, newest first. `overdue` asks for those that owe something overdue."""
    among = None
    if asked.owing:
        among = house.board.subjects(asked.owing, moment.at, moment.upto)
    found = house.case_list.listed(
        asked.wanted,
        reader,
        as_of=moment.upto,
        before=place_of(cursor, Place),
        at_most=limit,
        among=among,
    )
    return reply.listed([listed(row) for row in found.items], found.position, moment, found.next)


def dossier(case_id: UUID, house: TheHouse, reader: Reader, moment: AsOf) -> Dossier:
    """The case that the address names. Raises: NoSuchCase."""
    return open_dossier(house, reader, case_id, moment)


@router.get("/{case_id}", dependencies=WAITED)
def show(case: Annotated[Dossier, Depends(dossier)], reply: TheReply) -> dict[str, object]:
    """One case."""
    reply.known(case.position)
    reply.at(case.row.revision)
    return case.shown()


@router.get("/{case_id}/facts", dependencies=WAITED)
def facts(case: Annotated[Dossier, Depends(dossier)], reply: TheReply) -> dict[str, object]:
    """经过: every fact of the case, in the order we were told."""
    return reply.listed(case.facts(), case.position, case.moment)


@router.get("/{case_id}/obligations", dependencies=WAITED)
def obligations(case: Annotated[Dossier, Depends(dossier)], reply: TheReply) -> dict[str, object]:
    """所负责任: judged from the case's own facts."""
    return reply.listed(case.owed(), case.position, case.moment)
