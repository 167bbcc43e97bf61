"""Signing in and out with a cookie, and choosing the language."""

from typing import Annotated

from fastapi import APIRouter, Depends
from fastapi.responses import Response

from domain.people import Role, may
from domain.refusals import Refusal
from services.web.doors import COOKIE
from services.web.pages.form import Form, form
from services.web.pages.frame import PageRoute, Visit, go, said_by, show, visit
from services.web.pages.language import COOKIE as LANGUAGE
from services.web.pages.language import LANGUAGES

router = APIRouter(route_class=PageRoute, include_in_schema=False)
Seen = Annotated[Visit, Depends(visit)]
Said = Annotated[Form, Depends(form)]
YEAR = 365 * 24 * 3600


@router.get("/")
def front(seen: Seen) -> Response:
    """首页: the page that answers what this person must do next."""
    role = seen.somebody.role
    if role == Role.RESIDENT:
        return go("/cases")
    if may(role, "audit"):
        return go("/audit")
    return go("/board") if may(role, "see_cases") else show(seen, "nothing.html")


@router.get("/sessions/new")
def ask_to_sign_in(seen: Seen, next: str = "/") -> Response:  # noqa: A002 - the name in the address
    """登录页."""
    return _page(seen, next)


@router.post("/sessions")
def sign_in(seen: Seen, said: Said) -> Response:
    """登录: the cookie is for this browser's session only, and no script can read it."""
    house, login = seen.house, said["login"]
    try:
        token = house.sign_in(login, said["password"], seen.now, _address(seen))
    except Refusal as refusal:
        return _page(seen, said["next"], login, said_by(refusal, seen.language), refusal.status)
    if token is None:
        words = seen.say("账号或密码不对，或账号已停用。")
        return _page(seen, said["next"], login, words, 401)
    response = go(said["next"])
    secure = seen.request.url.scheme == "https"
    response.set_cookie(COOKIE, token, httponly=True, samesite="lax", secure=secure)
    return response


@router.post("/sessions/end")
def sign_out(seen: Seen) -> Response:
    """退出: the session ends here and now."""
    token = seen.request.cookies.get(COOKIE)
    if token:
        seen.house.accounts.sign_out(token)
    response = go("/sessions/new")
    response.delete_cookie(COOKIE)
    return response


@router.post("/language")
def choose_language(said: Said) -> Response:
    """换语言."""
    response = go(said["next"])
    language = said["language"]
    if language in LANGUAGES:
        response.set_cookie(LANGUAGE, language, max_age=YEAR, samesite="lax", httponly=True)
    return response


def _address(seen: Visit) -> str:
    return seen.request.client.host if seen.request.client else ""


def _page(
    seen: Visit, back: str, login: str = "", refused: str = "", status: int = 200
) -> Response:
    demo = seen.house.settings.demo
    return show(
        seen, "sessions/new.html", status=status, next=back, login=login, refused=refused, demo=demo
    )
