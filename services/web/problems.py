"""Refusals and bad input as RFC 9457 problems: made here and nowhere else."""

from collections.abc import Mapping

import sqlalchemy as sa
import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException
from starlette.routing import Match

from domain.refusals import Behind, LogAway, Refusal, SignInFirst
from services.web.throttle import Throttled

PROBLEM = "application/problem+json"
SOON = {"Retry-After": "5"}
CODES = {400: "unreadable", 404: "not_found", 405: "method_not_allowed", 413: "too_large"}
METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE")
NAMED = ("case_id", "obligation")
"""What of an address is noted; a report code is not."""
say = structlog.get_logger("sibi")


def problem(
    request: Request,
    code: str,
    status: int,
    title: str,
    detail: str = "",
    headers: Mapping[str, str] | None = None,
    **more: object,
) -> JSONResponse:
    """One problem. Shape: type, title, status, detail, instance, code, and `errors` for fields."""
    body = {
        "type": f"urn:sibi:problem:{code}",
        "title": title,
        "status": status,
        "detail": detail or title,
        "instance": request.url.path,
        "code": code,
        **more,
    }
    return JSONResponse(body, status, dict(headers or {}), media_type=PROBLEM)


def add_problems(app: FastAPI) -> None:
    """Every way to say no, in one form."""
    app.add_exception_handler(Refusal, _refused)  # type: ignore[arg-type]
    app.add_exception_handler(RequestValidationError, _invalid)  # type: ignore[arg-type]
    app.add_exception_handler(HTTPException, _http)  # type: ignore[arg-type]
    for gone in (sa.exc.OperationalError, sa.exc.InterfaceError, sa.exc.TimeoutError):
        app.add_exception_handler(gone, _database_away)
    app.add_exception_handler(Exception, _fault)


def _refused(request: Request, refusal: Refusal) -> JSONResponse:
    _note(request, refusal.code)
    words = (refusal.title(), refusal.detail)
    return problem(request, refusal.code, refusal.status, *words, _headers(refusal))


def _headers(refusal: Refusal) -> Mapping[str, str]:
    match refusal:
        case Throttled():
            return {"Retry-After": str(refusal.after)}
        case LogAway() | Behind():
            return SOON
        case SignInFirst():
            return {"WWW-Authenticate": "Bearer"}
    return {}


def _note(request: Request, code: str) -> None:
    """A refusal records no fact, but the attempt is noted: who, what, which code; no text."""
    named = {name: str(request.path_params[name]) for name in NAMED if name in request.path_params}
    say.info(
        "refused",
        by=getattr(request.state, "login", ""),
        method=request.method,
        route=route_of(request),
        correlation=getattr(request.state, "correlation", ""),
        code=code,
        **named,
    )


def route_of(request: Request) -> str:
    """The address without what it names, like `/cases/{case_id}`; empty where there is none."""
    if "route" not in request.scope:
        return ""
    steps = request.url.path.split("/")
    names = {str(value): f"{{{name}}}" for name, value in request.path_params.items()}
    return "/".join(names.get(step, step) for step in steps)


def _invalid(request: Request, error: RequestValidationError) -> JSONResponse:
    _note(request, "invalid")
    errors = [{"loc": _place(one["loc"]), "msg": one["msg"]} for one in error.errors()]
    places = "; ".join(f"{one['loc']}: {one['msg']}" for one in errors)
    title = "填写有误: a field is missing, unknown or has a value that cannot be."
    return problem(request, "invalid", 422, title, places, errors=errors)


def _place(steps: tuple[object, ...]) -> str:
    """Like `body.place.lon`; what cannot be written is shown as a question mark."""
    return ".".join(str(step) for step in steps).encode(errors="replace").decode()


def _http(request: Request, error: HTTPException) -> JSONResponse:
    code = CODES.get(error.status_code, "refused")
    _note(request, code)
    headers = dict(error.headers or {})
    if "Allow" in headers:
        headers["Allow"] = ", ".join(_allowed(request))
    detail = str(error.detail)
    return problem(request, code, error.status_code, detail, detail, headers)


def _allowed(request: Request) -> list[str]:
    """All methods of an address; the framework names those of one route."""
    routes = request.app.routes
    asked = [dict(request.scope) | {"method": method} for method in METHODS]
    return [
        one["method"] for one in asked if any(of.matches(one)[0] == Match.FULL for of in routes)
    ]


def _database_away(request: Request, error: Exception) -> JSONResponse:
    say.warning("database_away", what=type(error).__name__)
    return _refused(request, LogAway())


def _fault(request: Request, _: Exception) -> JSONResponse:
    """A fault is not caught: the server notes it; whoever asked learns that it is ours."""
    return problem(request, "fault", 500, "系统故障: something is wrong here; it has been noted.")
