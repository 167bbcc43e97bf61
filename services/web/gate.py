"""What every request comes through: a limit on bodies, headers and figures for all."""

from secrets import token_hex
from time import perf_counter

from fastapi import Request
from prometheus_client import CollectorRegistry, Counter, Histogram
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import MutableHeaders
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from domain.refusals import LogAway, TooLarge
from services.web.doors import House
from services.web.problems import problem, route_of

API = "/api/v1/"
BODY = 256 * 1024
"""Units: bytes of a request's body."""
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(self), geolocation=(self)",
    "Strict-Transport-Security": "max-age=31536000",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; "
    "form-action 'none'",
}


class Positions:
    """位置: the last position that any answer of this process knew."""

    def __init__(self, house: House) -> None:
        self._house = house
        self.last = 0

    def know(self, position: int) -> None:
        """An answer knows this one."""
        self.last = max(self.last, position)

    def latest(self) -> int:
        """For answers that know none of their own; the log is asked once."""
        if not self.last:
            try:
                self.know(self._house.log.position())
            except LogAway:
                return 0
        return self.last


class Figures:
    """请求计数: how many requests there were and how long they took, by route."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self._count = Counter(
            "sibi_requests", "Answers", ["method", "route", "status"], registry=self.registry
        )
        self._took = Histogram(
            "sibi_request_seconds", "Until the answer began", ["route"], registry=self.registry
        )

    def note(self, request: Request, status: int, took: float) -> None:
        """An answer begins. Units: seconds."""
        route = route_of(request) or "none"
        self._count.labels(request.method, route, status).inc()
        self._took.labels(route).observe(took)


class Gate:
    """门禁: plain ASGI, so that streams stay streams."""

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
        await answer(scope, _limited(receive), _with_headers(request, send))


def _too_large(request: Request) -> ASGIApp:
    return problem(request, TooLarge.code, 413, TooLarge.title(), f"{BODY} bytes at most")


def _limited(receive: Receive) -> Receive:
    """Bodies that do not say how long they are may not be longer either."""
    left = BODY

    async def received() -> Message:
        nonlocal left
        message = await receive()
        left -= len(message.get("body", b""))
        if left < 0:
            raise HTTPException(413, f"{BODY} bytes at most")
        return message

    return received


def _with_headers(request: Request, send: Send) -> Send:
    began = perf_counter()

    async def sent(message: Message) -> None:
        if message["type"] == "http.response.start":
            request.app.state.figures.note(request, message["status"], perf_counter() - began)
            headers = MutableHeaders(scope=message)
            for name, value in HEADERS.items():
                headers.setdefault(name, value)
            if request.url.path.startswith(API):
                headers.setdefault("Cache-Control", "no-store")
                if "Sibi-Position" not in headers:
                    position = await run_in_threadpool(request.app.state.positions.latest)
                    headers["Sibi-Position"] = str(position)
        await send(message)

    return sent
