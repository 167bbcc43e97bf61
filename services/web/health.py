"""Whether it lives, whether it is ready, and its figures."""

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Gauge, generate_latest

from domain.refusals import NotYours
from services.web.doors import House, TheHouse

router = APIRouter(tags=["health"])
LOOPBACK = {"127.0.0.1", "::1", "testclient"}


@router.get("/health/live")
def live() -> dict[str, str]:
    """The process answers."""
    return {"status": "live"}


@router.get("/health/ready")
def ready(house: TheHouse) -> JSONResponse:
    """The databases answer and no loop has been silent for two minutes; which, and since when."""
    now = house.now()
    late = [{"loop": name, "since": at.isoformat()} for name, at in house.beats.late(now)]
    behind = house.log.position() - house.board.position()
    stuck = {view.NAME: len(view.parked()) for view in house.views}
    body = {
        "status": "late" if late else "ready",
        "late": late,
        "loops": {name: at.isoformat() for name, at in house.beats.last().items()},
        "behind": behind,
        "parked": {name: count for name, count in stuck.items() if count},
    }
    return JSONResponse(body, 503 if late else 200, {"Retry-After": "5"} if late else None)


@router.get("/metrics", include_in_schema=False)
def metrics(request: Request, house: TheHouse) -> Response:
    """Figures for Prometheus, on loopback unless set otherwise."""
    address = request.client.host if request.client else ""
    if address not in LOOPBACK and not house.settings.metrics_public:
        raise NotYours("metrics are shown on loopback only")
    return Response(generate_latest(_figures(house)), media_type=CONTENT_TYPE_LATEST)


def _figures(house: House) -> CollectorRegistry:
    figures = CollectorRegistry()
    now = house.now()
    Gauge("sibi_log_position", "Last position of the log", registry=figures).set(
        house.log.position()
    )
    reached = Gauge("sibi_view_position", "Position of a view", ["view"], registry=figures)
    parked = Gauge("sibi_view_parked", "Subjects parked in a view", ["view"], registry=figures)
    for view in house.views:
        reached.labels(view.NAME).set(view.position())
        parked.labels(view.NAME).set(len(view.parked()))
    silent = Gauge("sibi_loop_silent_seconds", "Since a loop ran", ["loop"], registry=figures)
    for name, at in house.beats.last().items():
        silent.labels(name).set((now - at).total_seconds())
    return figures
