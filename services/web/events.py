"""What changed, as it changes: server-sent events, one look at the trail for all who listen."""

import json
from collections.abc import AsyncIterator, Sequence
from typing import Annotated
from uuid import UUID

import anyio
from fastapi import APIRouter, Depends, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import StreamingResponse

from domain.people import Person
from projections.audit_trail import Told
from services.web.doors import House, TheHouse, must
from services.web.pages.scope import in_scope

router = APIRouter(tags=["events"])
WINDOW = 0.25
"""Units: seconds between two looks."""
HEARTBEAT = 60
"""Windows without news after which a comment keeps the connection open."""
AT_ONCE = 200


@router.get("/events")
def follow(
    request: Request, house: TheHouse, person: Annotated[Person, Depends(must("see_cases"))]
) -> StreamingResponse:
    """Changes in scope from now on, or after `Last-Event-ID`."""
    last = request.headers.get("last-event-id", "")
    numbered = last.isascii() and last.isdigit()
    after = int(last) if numbered else house.trail.position()
    stream = _stream(house, person, after)
    return StreamingResponse(
        stream, media_type="text/event-stream", headers={"X-Accel-Buffering": "no"}
    )


async def _stream(house: House, person: Person, after: int) -> AsyncIterator[str]:
    quiet = 0
    yield "retry: 1000\n\n"
    while not house.stopping.is_set():
        after, messages = await run_in_threadpool(news, house, person, after)
        for message in messages:
            yield message
        quiet = 0 if messages else quiet + 1
        if quiet % HEARTBEAT == HEARTBEAT - 1:
            yield ": \n\n"
        await anyio.sleep(WINDOW)


def news(house: House, person: Person, after: int) -> tuple[int, list[str]]:
    """The position up to which there is nothing more to say, and the messages up to it."""
    upto = min(view.position() for view in house.views)
    if upto <= after:
        return after, []
    told = [one for one in house.trail.after(after, AT_ONCE) if one.position <= upto]
    mine = _mine(house, person, told)
    end = told[-1].position if len(told) == AT_ONCE else upto
    return end, [_message(house, one) for one in told if one.subject in mine]


def _mine(house: House, person: Person, told: Sequence[Told]) -> set[UUID]:
    rows = house.case_list.of({one.subject for one in told})
    return {subject for subject, row in rows.items() if in_scope(person, row)}


def _message(house: House, one: Told) -> str:
    views = [view.NAME for view in house.views]
    data = {"subject": str(one.subject), "fact": one.fact, "views": views}
    return f"event: changed\nid: {one.position}\ndata: {json.dumps(data)}\n\n"
