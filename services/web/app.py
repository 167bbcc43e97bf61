"""The application: API under /api/v1, pages under /, health beside them."""

from secrets import token_hex

from fastapi import FastAPI, Request
from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from domain.refusals import TooLarge
from services.web import audit, cases, events, health, obligations, reports, sessions
from services.web.doors import House
from services.web.pages import add_pages
from services.web.answers import Positions
from services.web.problems import add_problems, problem

API = "/api/v1"
BODY = 256 * 1024
"""Units: bytes of a request's body."""
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(self), geolocation=(self)",
}
STRICT = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'; base-uri 'none'",
}


def create_app(house: House) -> FastAPI:
    """Pages and API of a house."""
    app = FastAPI(title="Sibi 四必", version="0.1.0", docs_url=None, redoc_url=None)
    app.state.house = house
    app.state.positions = Positions()
    app.add_middleware(Frame)
    add_problems(app)
    for family in (sessions, cases, obligations, audit, events, reports):
        app.include_router(family.router, prefix=API)
    app.include_router(health.router)
    add_pages(app)
    return app


class Frame:
    """Limits and headers that every answer has; plain ASGI, so that streams stay streams."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, with our headers on it."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request = Request(scope)
        request.state.correlation = token_hex(8)
        length = request.headers.get("content-length", "0")
        too_large = not length.isdigit() or int(length) > BODY
        answer = _too_large(request) if too_large else self._app
        await answer(scope, receive, _with_headers(request, send))


def _too_large(request: Request) -> ASGIApp:
    return problem(request, TooLarge.code, 413, TooLarge.title(), f"{BODY} bytes at most")


def _with_headers(request: Request, send: Send) -> Send:
    async def sent(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            api = request.url.path.startswith(f"{API}/")
            known = request.app.state.positions if api else None
            for name, value in (HEADERS | (STRICT if api else {})).items():
                headers.setdefault(name, value)
            if known:
                headers.setdefault("Sibi-Position", str(known.last))
        await send(message)

    return sent
