"""What every page shares: who visits, in which language, and how refusals look."""

from collections.abc import Callable, Coroutine, Mapping
from datetime import datetime
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import quote, urlsplit
from zoneinfo import ZoneInfo

import sqlalchemy as sa
import structlog
from fastapi import Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from fastapi.routing import APIRoute
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from domain.people import Person, may
from domain.refusals import LogAway, NotYours, Refusal, SignInFirst
from services.web.doors import COOKIE, House, house_of
from services.web.pages import words
from services.web.pages.language import chosen, translations
from services.web.vendoring import vendored

log = structlog.get_logger("sibi")
AWAY = (sa.exc.OperationalError, sa.exc.InterfaceError, sa.exc.TimeoutError)
WEB = Path(__file__).parent.parent
HEADERS = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; "
    "img-src 'self'; connect-src 'self'; form-action 'self'; frame-ancestors 'none'; "
    "base-uri 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cache-Control": "no-store",
}
PLACES = (
    ("/board", words.BOARD, "board"),
    ("/cases", words.CASES, "see_cases"),
    ("/cases/new", words.REPORT, "register"),
    ("/audit", words.AUDIT, "audit"),
)


class Visit(NamedTuple):
    """来访: who looks at a page, when, in which language."""

    request: Request
    house: House
    person: Person | None
    language: str
    now: datetime

    @property
    def zone(self) -> ZoneInfo:
        """The zone in which people see instants."""
        return ZoneInfo(self.house.settings.zone)

    @property
    def somebody(self) -> Person:
        """The signed-in person. Raises: SignInFirst."""
        if self.person is None:
            raise SignInFirst
        return self.person

    def say(self, words: str) -> str:
        """Chinese words in the language of the visit."""
        return translations(self.language).gettext(words)


def visit(request: Request) -> Visit:
    """Who visits; a dependency of every page."""
    house = house_of(request)
    now = house.now()
    token = request.cookies.get(COOKIE)
    person = house.accounts.who(token, now) if token else None
    accepted = request.headers.get("accept-language", "")
    return Visit(request, house, person, chosen(request.cookies, accepted), now)


def places(person: Person | None) -> list[tuple[str, str]]:
    """The pages somebody may go to, each with its words."""
    if person is None:
        return []
    return [(path, title) for path, title, act in PLACES if _may_go(person, act)]


def _may_go(person: Person, act: str) -> bool:
    if act == "board":
        return may(person.role, "see_cases") and person.role != "resident"
    return may(person.role, act)


@cache
def asset(name: str) -> str:
    """The address of one of our static files, changed whenever the file is."""
    return f"/static/{name}?{sha256((WEB / 'static' / name).read_bytes()).hexdigest()[:10]}"


def vendor(name: str) -> str:
    """The address of a vendored file; its name carries its hash."""
    return f"/static/vendor/{vendored()[name]}"


@cache
def environment(language: str) -> Environment:
    """The templates in a language."""
    made = Environment(
        loader=FileSystemLoader(WEB / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n"],
    )
    made.install_gettext_translations(translations(language), newstyle=True)  # type: ignore[attr-defined]
    made.globals |= {
        "asset": asset,
        "vendor": vendor,
        "language": language,
        "role_words": words.ROLES,
        "section_words": words.SECTIONS,
        "act_words": words.ACTS,
    }
    return made


def fragment(template: str, language: str, **context: object) -> str:
    """A piece of a page, the same as the page itself shows."""
    return environment(language).get_template(template).render(context)


def show(seen: Visit, template: str, *, status: int = 200, **context: object) -> HTMLResponse:
    """A page."""
    asked = seen.request.url
    frame = {
        "person": seen.person,
        "places": places(seen.person),
        "here": asked.path,
        "url": asked.path + (f"?{asked.query}" if asked.query else ""),
        "now": seen.now,
    }
    return HTMLResponse(fragment(template, seen.language, **frame, **context), status)


def go(path: str) -> RedirectResponse:
    """Look there next. Only within this site."""
    return RedirectResponse(inside(path), 303)


def inside(path: str) -> str:
    """The path if it stays within this site, otherwise the front page."""
    parts = urlsplit(path)
    outside = parts.scheme or parts.netloc or not path.startswith("/")
    return "/" if outside or path.startswith(("//", "/\\")) else path


def said_by(refusal: Refusal, language: str) -> str:
    """A refusal in words: the half of its title that the language asks for, and its detail."""
    chinese, _, english = refusal.title().partition(": ")
    title = english[:1].upper() + english[1:] if language == "en" else chinese
    return f"{title.rstrip('.')} ({refusal.detail})" if refusal.detail else title.rstrip(".")


def from_elsewhere(method: str, headers: Mapping[str, str]) -> bool:
    """Whether another site's page asked for a change."""
    if method in {"GET", "HEAD"}:
        return False
    site = headers.get("sec-fetch-site")
    if site is not None:
        return site not in {"same-origin", "none"}
    return urlsplit(headers.get("origin", "")).netloc != headers.get("host")


class PageRoute(APIRoute):
    """A page: refusals become pages, strangers are asked to sign in, headers are strict."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """The handler, with what all pages share around it."""
        handle = super().get_route_handler()

        async def answer(request: Request) -> Response:
            try:
                if from_elsewhere(request.method, request.headers):
                    raise NotYours
                response = await handle(request)
            except SignInFirst:
                response = _to_sign_in(request)
            except Refusal as refusal:
                response = await run_in_threadpool(_refused, request, refusal)
            except AWAY:
                response = _away(request)
            response.headers.update(HEADERS)
            return response

        return answer


def _to_sign_in(request: Request) -> Response:
    back = request.url.path if request.method == "GET" else "/"
    return RedirectResponse(f"/sessions/new?next={quote(back)}", 303)


def _refused(request: Request, refusal: Refusal) -> Response:
    seen = visit(request)
    note(seen, refusal)
    words = said_by(refusal, seen.language)
    return show(seen, "refused.html", status=refusal.status, refused=words)


def _away(request: Request) -> Response:
    """The database is not there: nobody can be known, everybody is told to come back."""
    house = house_of(request)
    seen = Visit(request, house, None, chosen(request.cookies), house.now())
    words = said_by(LogAway(), seen.language)
    response = show(seen, "refused.html", status=LogAway.status, refused=words)
    response.headers["Retry-After"] = "5"
    return response


def note(seen: Visit, refusal: Refusal) -> None:
    """A refusal records no fact, but it is logged as an attempt."""
    request, who = seen.request, seen.person.login if seen.person else ""
    log.info("refused", by=who, method=request.method, path=request.url.path, code=refusal.code)
