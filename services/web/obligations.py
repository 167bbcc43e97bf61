"""Obligations: what is owed, one of them, and why."""

from typing import Annotated

from fastapi import APIRouter, Depends, Path

from domain.duties.explain import explain
from domain.duties.instants import ms
from domain.duties.obligation import Obligation, Status
from domain.people import Person, sees
from domain.refusals import NoSuchObligation
from projections.duty_rows import Owing
from services.web.answers import Cursor, Limit, Name, Place, TheReply, place_of, waited
from services.web.doors import TheHouse, must
from services.web.moments import AsOf
from services.web.values import Stated, Word

router = APIRouter(prefix="/obligations", tags=["obligations"])
Reader = Annotated[Person, Depends(must("see_cases"))]
WAITED = [Depends(waited(lambda house: house.board))]


class Filter:
    """筛选: which obligations; what is left out does not choose."""

    def __init__(
        self,
        duty: Word = "",
        status: Status | None = None,
        owner: Word = "",
        grid: Word = "",
        due_before: Stated | None = None,
    ) -> None:
        chosen = (status,) if status else ()
        self.owing = Owing(duty, chosen, owner, grid=grid, due_before=due_before)


@router.get("", dependencies=WAITED)
def index(
    house: TheHouse,
    reader: Reader,
    moment: AsOf,
    reply: TheReply,
    asked: Annotated[Filter, Depends()],
    cursor: Cursor = "",
    limit: Limit = 50,
) -> dict[str, object]:
    """所负责任, due soonest first."""
    place = place_of(cursor, tuple[Place, Name])
    found = house.board.owed(
        asked.owing, moment.at, reader, as_of=moment.upto, after=place, at_most=limit
    )
    items = [one.obligation.shown(moment.at) for one in found.items]
    return reply.listed(items, found.position, moment, found.next)


def obligation_of(
    obligation: Annotated[str, Path(max_length=100, pattern="^[0-9A-Za-z._-]+$")],
    house: TheHouse,
    reader: Reader,
    moment: AsOf,
    reply: TheReply,
) -> Obligation:
    """The obligation that the address names. Raises: NoSuchObligation, also out of scope."""
    reached = house.board.position()
    reply.known(reached if moment.upto is None else min(reached, moment.upto))
    row = house.board.one(obligation, moment.upto)
    if row is None or row.obligation.since > ms(moment.at):
        raise NoSuchObligation
    of = row.about
    if not sees(reader, grid=of.grid, unit=of.unit, reported_by=of.reported_by):
        raise NoSuchObligation
    return row.obligation


@router.get("/{obligation}", dependencies=WAITED)
def show(one: Annotated[Obligation, Depends(obligation_of)], moment: AsOf) -> dict[str, object]:
    """One of them."""
    return one.shown(moment.at)


@router.get("/{obligation}/explanation", dependencies=WAITED)
def why(one: Annotated[Obligation, Depends(obligation_of)], moment: AsOf) -> dict[str, object]:
    """怎么算的: every step from the opening fact to the verdict, and what would change it."""
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
