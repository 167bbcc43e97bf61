"""What answers share: positions, ETags, as-of, waiting, and lists with a link to their next page."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from threading import Event
from typing import Annotated, Any, NamedTuple, Protocol
from urllib.parse import urlencode

import msgspec
from fastapi import Depends, Query, Request, Response

from domain.refusals import BadInput, Behind
from services.casework import Kept
from services.web.doors import House, TheHouse

PATIENCE = 100
"""How often `?wait=` looks, 50 ms apart: five seconds."""
AT_MOST = 200
NEVER = datetime(1970, 1, 1, tzinfo=UTC)


class Positions:
    """The last position that any answer knew."""

    def __init__(self) -> None:
        self.last = 0

    def know(self, position: int) -> int:
        """An answer knows this one."""
        self.last = max(self.last, position)
        return position


class View(Protocol):
    """Something that has read up to a position."""

    def position(self) -> int:
        """How far."""


class Moment(NamedTuple):
    """As of when a read is asked. Shape: `upto` None means as of now."""

    upto: int | None
    at: datetime


def moment_of(house: TheHouse, as_of: Annotated[str, Query()] = "") -> Moment:
    """A position, an instant with a zone, or now. Raises: BadInput."""
    if not as_of:
        return Moment(None, house.now())
    if as_of.isascii() and as_of.isdigit() and len(as_of) < 19:  # noqa: PLR2004 - fits a bigint
        return Moment(int(as_of), house.trail.told_at(int(as_of)) or NEVER)
    at = instant("as_of", as_of)
    return Moment(house.trail.position_at(at), at)


def instant(name: str, text: str) -> datetime:
    """An instant of a query, in UTC. Raises: BadInput without a zone."""
    try:
        stated = datetime.fromisoformat(text.replace(" ", "+"))
    except ValueError as wrong:
        raise BadInput(f"{name}: {text!r} is neither a position nor RFC 3339") from wrong
    if stated.tzinfo is None:
        raise BadInput(f"{name}: {text!r} has no zone")
    return stated.astimezone(UTC)


AsOf = Annotated[Moment, Depends(moment_of)]


def waited(view: Callable[[House], View]) -> Callable[..., None]:
    """A dependency: a read that asks to wait until its view has reached a position. Raises: Behind."""

    def wait_for(house: TheHouse, wait: Annotated[int | None, Query(ge=0)] = None) -> None:
        pause = Event()
        for _ in range(PATIENCE if wait else 0):
            if view(house).position() >= (wait or 0):
                return
            pause.wait(0.05)
        if wait and view(house).position() < wait:
            raise Behind(f"position {view(house).position()}, asked for {wait}")

    return wait_for


def created(request: Request, response: Response, kept: Kept) -> dict[str, object]:
    """201: the new facts' ids, and where the case and the log stand now."""
    response.headers["Location"] = f"/api/v1/cases/{kept.case}"
    response.headers["ETag"] = f'"{kept.revision}"'
    known(request, response, kept.position)
    return {"case": str(kept.case), "facts": list(kept.facts), "position": kept.position}


def known(request: Request, response: Response, position: int) -> None:
    """Say which position the answer is as of."""
    request.app.state.positions.know(position)
    response.headers["Sibi-Position"] = str(position)


def listed(
    request: Request,
    response: Response,
    items: Sequence[object],
    position: int,
    moment: Moment,
    following: object | None,
) -> dict[str, object]:
    """A list as the contract has it; `following` is where the next page begins."""
    known(request, response, position)
    if following is not None:
        asked = dict(request.query_params) | {"cursor": _cursor(following)}
        response.headers["Link"] = f'<{request.url.path}?{urlencode(asked)}>; rel="next"'
    at = moment.at.isoformat().replace("+00:00", "Z")
    return {"items": items, "position": position, "as_of": at}


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
