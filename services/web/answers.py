"""What answers share: positions, ETags, waiting, and lists with a link to their next page."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable, Sequence
from typing import Annotated, Any, Protocol
from urllib.parse import urlencode

import anyio
import msgspec
from fastapi import Depends, Query, Request, Response
from starlette.concurrency import run_in_threadpool

from domain.refusals import BadInput, Behind, KeyTaken
from services.casework import Kept
from services.web.doors import House, TheHouse
from services.web.moments import Moment
from services.web.values import LARGEST, Position

PATIENCE = 5.0
"""Units: seconds that `?wait=` waits at most."""
PAUSE = 0.05
AT_MOST = 200
Limit = Annotated[int, Query(ge=1, le=AT_MOST)]
Cursor = Annotated[str, Query(max_length=200)]
Place = Annotated[int, msgspec.Meta(ge=0, le=LARGEST)]
Name = Annotated[str, msgspec.Meta(pattern="^[0-9A-Za-z._-]{0,100}$")]


class View(Protocol):
    """Something that has read up to a position."""

    def position(self) -> int:
        """How far."""


def waited(view: Callable[[House], View]) -> Callable[..., Any]:
    """A dependency: a read that asks to wait until its view has reached a position. Raises: Behind.

    Waits beside the threads that answer, so that many who wait hold up nobody.
    """

    async def wait_for(house: TheHouse, wait: Annotated[Position, Query()] = 0) -> None:
        ends = anyio.current_time() + PATIENCE
        while wait and (reached := await run_in_threadpool(view(house).position)) < wait:
            if anyio.current_time() >= ends or house.stopping.is_set():
                raise Behind(f"position {reached}, asked for {wait}")
            await anyio.sleep(PAUSE)

    return wait_for


class Reply:
    """答复: what an answer says beside its body."""

    def __init__(self, request: Request, response: Response) -> None:
        self._request, self._response = request, response

    def known(self, position: int) -> None:
        """The answer is as of this position."""
        self._request.app.state.positions.know(position)
        self._response.headers["Sibi-Position"] = str(position)

    def at(self, revision: int) -> None:
        """The case stands at this revision: its own facts, judgements left out."""
        self._response.headers["ETag"] = f'"{revision}"'

    def created(self, kept: Kept) -> dict[str, object]:
        """201: the new facts' ids, and where the case and the log stand now."""
        self._response.headers["Location"] = f"/api/v1/cases/{kept.case}"
        self.at(kept.revision)
        self.known(kept.position)
        return {"facts": list(kept.facts), "position": kept.position}

    def listed(
        self,
        items: Sequence[object],
        position: int,
        moment: Moment,
        following: object | None = None,
    ) -> dict[str, object]:
        """A list as the contract has it; `following` is where the next page begins."""
        self.known(position)
        if following is not None:
            asked = dict(self._request.query_params) | {"cursor": _cursor(following)}
            link = f'<{self._request.url.path}?{urlencode(asked)}>; rel="next"'
            self._response.headers["Link"] = link
        return {"items": items, "position": position, "as_of": moment.at}


TheReply = Annotated[Reply, Depends()]


def once(command: Callable[[], Kept]) -> Kept:
    """What a command kept. Where the same was asked at the same moment, what that one kept."""
    try:
        return command()
    except KeyTaken:
        return command()


def _cursor(place: object) -> str:
    return urlsafe_b64encode(msgspec.json.encode(place)).decode().rstrip("=")


def place_of(cursor: str, type_: Any) -> Any:
    """Where a cursor of ours points; None without one. Raises: BadInput."""
    if not cursor:
        return None
    try:
        text = urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))
        return msgspec.json.decode(text, type=type_)
    except (ValueError, msgspec.MsgspecError) as wrong:
        raise BadInput("cursor: not one of ours") from wrong
