"""Refusals and bad input as RFC 9457 problems: made here and nowhere else."""

from collections.abc import Mapping

import sqlalchemy as sa
import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from domain.refusals import Behind, LogAway, Refusal, TooMany

PROBLEM = "application/problem+json"
SOON = {"Retry-After": "5"}
CODES = {404: "not_found", 405: "method_not_allowed", 413: "too_large"}
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


def _refused(request: Request, refusal: Refusal) -> JSONResponse:
    """A refusal records no fact, but it is logged as an attempt: who, what, which code."""
    who = getattr(request.state, "login", "")
    say.info("refused", by=who, method=request.method, path=request.url.path, code=refusal.code)
    headers = SOON if isinstance(refusal, LogAway | Behind | TooMany) else None
    return problem(request, refusal.code, refusal.status, refusal.title(), refusal.detail, headers)


def _invalid(request: Request, error: RequestValidationError) -> JSONResponse:
    errors = [
        {"loc": ".".join(str(step) for step in one["loc"]), "msg": one["msg"]}
        for one in error.errors()
    ]
    places = "; ".join(f"{one['loc']}: {one['msg']}" for one in errors)
    title = "填写有误: a field is missing, unknown or has a value that cannot be."
    return problem(request, "invalid", 422, title, places, errors=errors)


def _http(request: Request, error: HTTPException) -> JSONResponse:
    code = CODES.get(error.status_code, "refused")
    detail = str(error.detail)
    return problem(request, code, error.status_code, detail, detail, error.headers)


def _database_away(request: Request, error: Exception) -> JSONResponse:
    say.warning("database_away", path=request.url.path, what=type(error).__name__)
    return _refused(request, LogAway())
