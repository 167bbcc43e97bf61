"""The log, for auditors: every fact in the order we were told, texts sealed."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Request, Response

from domain.people import Person
from projections.audit_trail import Asked, Told
from services.web.answers import AT_MOST, AsOf, instant, listed, place_of, waited
from services.web.doors import TheHouse, must

router = APIRouter(prefix="/audit", tags=["audit"])


@router.get("/facts", dependencies=[Depends(waited(lambda house: house.trail))])
def facts(
    house: TheHouse,
    _: Annotated[Person, Depends(must("audit"))],
    moment: AsOf,
    request: Request,
    response: Response,
    since: Annotated[str, Query(alias="from")] = "",
    until: Annotated[str, Query(alias="to")] = "",
    by: str = "",
    subject: UUID | None = None,
    cursor: str = "",
    limit: Annotated[int, Query(ge=1, le=AT_MOST)] = 100,
) -> dict[str, object]:
    """审计轨迹: from and to are instants of being told, both included."""
    asked = Asked(
        subject=subject,
        by=by,
        since=instant("from", since) if since else None,
        until=instant("to", until) if until else None,
        upto=moment.upto,
    )
    after = place_of(cursor, int) or 0
    found = house.trail.told(asked, after=after, at_most=limit)
    items = [_shown(one) for one in found.items]
    return listed(request, response, items, found.position, moment, found.next)


def _shown(one: Told) -> dict[str, object]:
    return {
        "position": one.position,
        "id": one.fact,
        "type": one.topic,
        "subject": str(one.subject),
        "number": one.number,
        "version": one.version,
        "occurred_at": one.at,
        "recorded_at": one.recorded_at,
        "by": one.role,
        "account": one.by,
        "correlation": one.correlation,
        "imported": one.imported,
        "data": one.data,
    }
