"""The application: API under /api/v1, pages under /, health beside them."""

from fastapi import FastAPI

from services.web import audit, cases, events, health, obligations, reports, sessions
from services.web.doors import House
from services.web.gate import Figures, Gate, Positions
from services.web.listening import Broadcast
from services.web.pages import add_pages
from services.web.problems import add_problems


def create_app(house: House) -> FastAPI:
    """Pages and API of a house."""
    app = FastAPI(title="Sibi 四必", version="0.1.0", docs_url=None, redoc_url=None)
    app.state.house = house
    app.state.positions = Positions(house)
    app.state.figures = Figures()
    app.state.broadcast = Broadcast(house)
    app.add_middleware(Gate)
    add_problems(app)
    for family in (sessions, cases, obligations, audit, events, reports):
        app.include_router(family.router, prefix="/api/v1")
    app.include_router(health.router)
    add_pages(app)
    return app
