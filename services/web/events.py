"""What changed, as it changes: server-sent events in the scope of who listens."""

import json
from collections.abc import AsyncIterator
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import StreamingResponse
from starlette.concurrency import run_in_threadpool

from domain.people import Person
from projections.audit_trail import Told
from services.web.doors import House, TheHouse, must, token_of
from services.web.listening import Broadcast
from services.web.values import LARGEST

router = APIRouter(tags=["events"])
RULES = ("pack.", "calendar.")
HEADERS = {"X-Accel-Buffering": "no"}
FAREWELL = "retry: 1000\n\n"
"""Come back in a second; browsers then say which event was their last."""


@router.get("/events")
async def follow(
    request: Request, house: TheHouse, person: Annotated[Person, Depends(must("see_cases"))]
) -> StreamingResponse:
    """Changes in scope from now on, or after `Last-Event-ID`."""
    last = request.headers.get("last-event-id", "")
    after = min(int(last), LARGEST) if last.isascii() and last.isdigit() else None
    broadcast: Broadcast = request.app.state.broadcast
    stream = _stream(broadcast, house, person, token_of(request), after)
    return StreamingResponse(stream, media_type="text/event-stream", headers=HEADERS)


async def _stream(
    broadcast: Broadcast, house: House, person: Person, token: str, after: int | None
) -> AsyncIterator[str]:
    yield FAREWELL
    async for upto, changes in broadcast.follow(after):
        mine = [one.told for one in changes if one.concerns(person)]
        yield "".join(_message(one, house) for one in mine) + f": {upto}\nid: {upto}\n\n"
        if not changes and not await run_in_threadpool(house.accounts.who, token, house.now()):
            return
    yield FAREWELL


def _message(one: Told, house: House) -> str:
    data = {"subject": str(one.subject), "fact": one.fact, "views": _views(one, house)}
    return f"event: changed\nid: {one.position}\ndata: {json.dumps(data)}\n\n"


def _views(one: Told, house: House) -> list[str]:
    """The views that show it differently now."""
    rules = one.topic.startswith(RULES)
    shown = (house.board, house.trail) if rules else house.views
    return [view.NAME for view in shown]
