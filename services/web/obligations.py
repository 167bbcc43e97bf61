"""Obligations: what is owed, one of them, and why."""

from datetime import UTC
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request, Response
from pydantic import AwareDatetime

from domain.duties.explain import explain
from domain.duties.instants import ms
from domain.duties.obligation import Status
from domain.people import Person, sees
from domain.refusals import NoSuchObligation
from projections.duty_rows import Owed, Owing
from services.web.answers import AT_MOST, AsOf, Moment, known, listed, place_of, waited
from services.web.doors import House, TheHouse, must

router = APIRouter(prefix="/obligations", tags=["obligations"])
Reader = Annotated[Person, Depends(must("see_cases"))]
WAITED = [Depends(waited(lambda house: house.board))]


@router.get("", dependencies=WAITED)
def index(
    house: TheHouse,
    reader: Reader,
    moment: AsOf,
    request: Request,
    response: Response,
    duty: str = "",
    status: Status | None = None,
    owner: str = "",
    grid: str = "",
    due_before: AwareDatetime | None = None,
    cursor: str = "",
    limit: Annotated[int, Query(ge=1, le=AT_MOST)] = 50,
) -> dict[str, object]:
    """所负责任, due soonest first."""
    wanted = Owing(
        duty=duty,
        status=(status,) if status else (),
        owner=owner,
        grid=grid,
        due_before=due_before.astimezone(UTC) if due_before else None,
    )
    place = place_of(cursor, tuple[int, str])
    found = house.board.owed(
        wanted, moment.at, reader, as_of=moment.upto, after=place, at_most=limit
    )
    items = [one.obligation.shown(moment.at) for one in found.items]
    return listed(request, response, items, found.position, moment, found.next)


@router.get("/{obligation}", dependencies=WAITED)
def show(
    obligation: str,
    house: TheHouse,
    reader: Reader,
    moment: AsOf,
    request: Request,
    response: Response,
) -> dict[str, object]:
    """One of them."""
    row = _one(house, reader, obligation, moment)
    known(request, response, house.board.position())
    return row.obligation.shown(moment.at)


@router.get("/{obligation}/explanation", dependencies=WAITED)
def why(
    obligation: str,
    house: TheHouse,
    reader: Reader,
    moment: AsOf,
    request: Request,
    response: Response,
) -> dict[str, object]:
    """怎么算的: every step from the opening fact to the verdict, and what would change it."""
    one = _one(house, reader, obligation, moment).obligation
    known(request, response, house.board.position())
    steps = [
        {
            "step": each.step,
            "at": each.at or None,
            "zh": each.zh,
            "en": each.en,
            "facts": each.facts,
        }
        for each in explain(one, ms(moment.at))
    ]
    return {**one.shown(moment.at), "steps": steps}


def _one(house: House, reader: Person, obligation: str, moment: Moment) -> Owed:
    row = house.board.one(obligation, moment.upto)
    about = row.about if row else None
    if row is None or about is None or row.obligation.since > ms(moment.at):
        raise NoSuchObligation
    if not sees(reader, grid=about.grid, unit=about.unit, reported_by=about.reported_by):
        raise NoSuchObligation
    return row
