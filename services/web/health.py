"""Whether it lives, whether it is ready, and its figures."""

from collections.abc import Callable
from datetime import datetime
from ipaddress import ip_address

import sqlalchemy as sa
from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Gauge, generate_latest

from domain.refusals import LogAway, NotYours
from services.web.doors import House, TheHouse

router = APIRouter(tags=["health"])
SOON = {"Retry-After": "5"}
AWAY = (LogAway, sa.exc.OperationalError, sa.exc.InterfaceError, sa.exc.TimeoutError)


@router.get("/health/live")
def live() -> dict[str, str]:
    """The process answers."""
    return {"status": "live"}


@router.get("/health/ready")
def ready(house: TheHouse) -> JSONResponse:
    """The databases answer and no loop has been silent for two minutes; which, and since when."""
    now = house.now()
    late = dict(house.beats.late(now))
    away = _away(house, now)
    body = {
        "ready": not late and not away,
        "late": [{"loop": name, "since": at.isoformat()} for name, at in late.items()],
        "away": [{"store": name, "since": at.isoformat()} for name, at in away.items()],
        "loops": {name: at.isoformat() for name, at in house.beats.last().items()},
        **({} if away else _lag(house)),
    }
    return JSONResponse(body, 200 if body["ready"] else 503, None if body["ready"] else SOON)


def _away(house: House, now: datetime) -> dict[str, datetime]:
    """The stores that do not answer, and since when we know."""
    asked: dict[str, Callable[[], object]] = {
        "log": house.log.position,
        "views": house.board.position,
    }
    for name, ask in asked.items():
        try:
            ask()
        except AWAY:
            house.away.setdefault(name, now)
        else:
            house.away.pop(name, None)
    return dict(house.away)


def _lag(house: House) -> dict[str, object]:
    stuck = {view.NAME: len(view.parked()) for view in house.views}
    return {
        "behind": house.log.position() - min(view.position() for view in house.views),
        "parked": {name: count for name, count in stuck.items() if count},
    }


@router.get("/metrics", include_in_schema=False)
def metrics(request: Request, house: TheHouse) -> Response:
    """Figures for Prometheus, on loopback unless set otherwise."""
    if not (house.settings.metrics_public or _on_loopback(request)):
        raise NotYours("metrics are shown on loopback only")
    figures = generate_latest(request.app.state.figures.registry) + generate_latest(_stand(house))
    return Response(figures, media_type=CONTENT_TYPE_LATEST)


def _on_loopback(request: Request) -> bool:
    try:
        return request.client is not None and ip_address(request.client.host).is_loopback
    except ValueError:
        return False


def _stand(house: House) -> CollectorRegistry:
    """Where log, views and loops stand."""
    figures = CollectorRegistry()
    log = Gauge("sibi_log_position", "Last position of the log", registry=figures)
    log.set(house.log.position())
    reached = Gauge("sibi_view_position", "Position of a view", ["view"], registry=figures)
    parked = Gauge("sibi_view_parked", "Subjects parked in a view", ["view"], registry=figures)
    for view in house.views:
        reached.labels(view.NAME).set(view.position())
        parked.labels(view.NAME).set(len(view.parked()))
    silent = Gauge("sibi_loop_silent_seconds", "Since a loop ran", ["loop"], registry=figures)
    for name, at in house.beats.last().items():
        silent.labels(name).set((house.now() - at).total_seconds())
    return figures
