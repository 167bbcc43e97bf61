"""The log, for auditors: every fact in the order we were told, texts sealed."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query

from domain.people import Person
from projections.audit_trail import Asked
from services.web.answers import Cursor, Limit, Place, TheReply, place_of, waited
from services.web.doors import TheHouse, must
from services.web.moments import AsOf
from services.web.telling import told
from services.web.values import Stated, Word

router = APIRouter(prefix="/audit", tags=["audit"])


class Filter:
    """筛选: `from` and `to` are instants of being told, both included."""

    def __init__(
        self,
        moment: AsOf,
        since: Annotated[Stated | None, Query(alias="from")] = None,
        until: Annotated[Stated | None, Query(alias="to")] = None,
        by: Word = "",
        subject: UUID | None = None,
    ) -> None:
        self.moment = moment
        self.asked = Asked(subject=subject, by=by, since=since, until=until, upto=moment.upto)


@router.get("/facts", dependencies=[Depends(waited(lambda house: house.trail))])
def facts(
    house: TheHouse,
    _: Annotated[Person, Depends(must("audit"))],
    reply: TheReply,
    asked: Annotated[Filter, Depends()],
    cursor: Cursor = "",
    limit: Limit = 100,
) -> dict[str, object]:
    """审计轨迹."""
    after = place_of(cursor, Place) or 0
    found = house.trail.told(asked.asked, after=after, at_most=limit)
    items = [told(one, one.subject, one.data) | {"case_number": one.number} for one in found.items]
    return reply.listed(items, found.position, asked.moment, found.next)
