"""The live board: the same rows the page shows, pushed as they change, one batch a quarter second.

Shape: each message is HTML: changed rows, the filter chips, and which cases they belong to.
"""

from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from typing import Annotated
from uuid import UUID

import anyio
from fastapi import APIRouter, Depends, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import Response, StreamingResponse

from projections.audit_trail import Asked
from projections.duty_rows import Owing
from services.web.doors import House
from services.web.pages.board import Page, counts, must_see_board, rows_of
from services.web.pages.frame import PageRoute, Visit, fragment, visit
from services.web.pages.moment import moment
from services.web.pages.scope import in_scope
from services.web.values import LARGEST, Position

router = APIRouter(route_class=PageRoute, include_in_schema=False)
WINDOW = 0.25
"""Units: seconds between two batches."""
HEARTBEAT = 60
"""Windows after which a comment keeps the connection open, and the session is looked at again."""
AT_ONCE = 50
"""How many facts a batch answers for; more wait for the next."""


class Pulse:
    """How far both views have come, asked once a window however many watch."""

    def __init__(self, house: House) -> None:
        self._house = house
        self._asked: datetime | None = None
        self._position = 0

    def position(self) -> int:
        """The position up to which rows and trail are there."""
        now = self._house.now()
        if self._asked is None or now - self._asked >= timedelta(seconds=WINDOW):
            self._asked = now
            self._position = min(self._house.board.position(), self._house.trail.position())
        return self._position


@router.get("/board/live")
def follow(seen: Annotated[Visit, Depends(visit)], after: Position = 0) -> Response:
    """The stream of changes after a position, or after the last one that the browser got."""
    must_see_board(seen)
    last = seen.request.headers.get("last-event-id", "")
    start = min(int(last), LARGEST) if last.isascii() and last.isdigit() else after
    return StreamingResponse(_stream(seen, start), media_type="text/event-stream")


async def _stream(seen: Visit, after: int) -> AsyncIterator[str]:
    windows = 0
    yield "retry: 1000\n\n"
    while not seen.house.stopping.is_set():
        upto, html = await run_in_threadpool(_news, seen, after)
        if html:
            yield f"event: rows\nid: {upto}\n{_data(html)}\n\n"
        after, windows = upto, windows + 1
        if windows % HEARTBEAT == 0:
            yield ": \n\n"
            if (await run_in_threadpool(visit, seen.request)).person is None:
                return
        await anyio.sleep(WINDOW)


def _data(html: str) -> str:
    return "\n".join(f"data: {line}" for line in html.splitlines() if line.strip())


def _news(seen: Visit, after: int) -> tuple[int, str]:
    """How far the batch goes and what it shows; empty when nothing in scope has changed."""
    upto = _pulse(seen.request).position()
    if upto <= after:
        return after, ""
    told = seen.house.trail.told(Asked(upto=upto), after=after, at_most=AT_ONCE)
    cases = _in_scope(seen, {one.subject for one in told.items}, after)
    fresh = seen._replace(now=seen.house.now())
    reached = told.next or upto
    return reached, _rendered(fresh, cases, reached) if cases else ""


def _in_scope(seen: Visit, cases: set[UUID], after: int) -> list[UUID]:
    """The cases that this person sees, or saw before the change."""
    person, listed = seen.somebody, seen.house.case_list
    rows = [*listed.of(cases).values(), *listed.of(cases, after).values()]
    mine = (row.subject for row in rows if in_scope(person, row))
    return sorted(set(mine))


def _rendered(seen: Visit, cases: list[UUID], reached: int) -> str:
    now, board = moment(seen, path="/board")._replace(position=reached), seen.house.board
    within = seen.request.query_params.get("within", "")
    owed = [
        one for case in cases for one in board.owed(Owing(subject=case), now.at, seen.person).items
    ]
    page = Page(within, counts(seen, now), [], lambda code: now.link(within=code), "")
    return fragment(
        "board/_news.html",
        seen.language,
        cases=cases,
        page=page,
        moment=now,
        rows=rows_of(seen, owed, now),
    )


def _pulse(request: Request) -> Pulse:
    state = request.app.state
    if not hasattr(state, "pulse"):
        state.pulse = Pulse(state.house)
    pulse: Pulse = state.pulse
    return pulse
