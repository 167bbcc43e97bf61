"""What the doors open on, and who stands there."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cached_property
from threading import Event
from typing import Annotated, Any, Protocol
from urllib.parse import urlsplit

from fastapi import Depends, Request

from domain.facts import Entry, Sealed
from domain.people import Person, may
from domain.places import Register
from domain.refusals import NotYours, SignInFirst
from projections.audit_trail import AuditTrail
from projections.case_list import CaseList
from projections.case_page import CasePage
from projections.duty_board import DutyBoard
from projections.view import View
from services.beats import Beats
from services.cases import Cases
from services.rules import RulesInForce
from services.settings import Settings
from services.web.throttle import Throttle

COOKIE = "sibi_session"
SAFE = {"GET", "HEAD", "OPTIONS"}
FIVE_MINUTES = timedelta(minutes=5)
TRIES = 10
"""In five minutes."""


class Log(Protocol):
    """What the doors need of the log."""

    def history(self, subject: Any) -> list[Entry]:
        """The facts of one subject, oldest first."""

    def position(self) -> int:
        """The last position."""


class Vault(Protocol):
    """What the doors need of the vault."""

    def open(self, subject: Any, field: str, sealed: Sealed) -> str | None:
        """The text; None where its key is gone."""

    def report_code(self, subject: Any) -> str:
        """The code a reporter gets."""

    def fingerprint(self, code: str) -> str:
        """What is stored of a code."""


class Accounts(Protocol):
    """What the doors need of the accounts."""

    def sign_in(self, login: str, password: str, now: datetime) -> str | None:
        """A new session's token, or None."""

    def who(self, token: str, now: datetime) -> Person | None:
        """Whose session that is."""

    def sign_out(self, token: str) -> None:
        """End a session."""


@dataclass(frozen=True)
class House:
    """What the doors open on."""

    settings: Settings
    log: Log
    vault: Vault
    accounts: Accounts
    register: Register
    rules: RulesInForce
    cases: Cases
    case_list: CaseList
    case_page: CasePage
    board: DutyBoard
    trail: AuditTrail
    now: Callable[[], datetime]
    beats: Beats
    stopping: Event
    logins: Throttle = field(default_factory=lambda: Throttle(TRIES, FIVE_MINUTES))
    away: dict[str, datetime] = field(default_factory=dict)
    codes: Throttle = field(default_factory=lambda: Throttle(TRIES, FIVE_MINUTES))

    @property
    def views(self) -> Sequence[View]:
        """Every read model."""
        return (self.case_list, self.case_page, self.board, self.trail)

    @cached_property
    def writes(self) -> Throttle:
        """How many commands an account may give."""
        return Throttle(self.settings.writes_a_minute, timedelta(minutes=1))

    def count_write(self, person: Person, now: datetime) -> None:
        """One more command of this account. Raises: TooMany."""
        self.writes.count(person.login, now)

    def sign_in(self, login: str, password: str, now: datetime, address: str) -> str | None:
        """A session's token, or None. Raises: TooMany after ten failures in five minutes.

        Counted first, so that many at once are no way around it.
        """
        key = f"{login}@{address}"
        self.logins.count(key, now)
        token = self.accounts.sign_in(login, password, now)
        if token is not None:
            self.logins.forgive(key)
        return token


def house_of(request: Request) -> House:
    """The house that this door belongs to."""
    house: House = request.app.state.house
    return house


TheHouse = Annotated[House, Depends(house_of)]


def token_of(request: Request) -> str:
    """The token that was shown: a bearer's, or the browser's cookie. Raises: NotYours.

    A cookie goes along with what other sites ask for: a change must come from our own pages.
    """
    scheme, _, bearer = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() == "bearer" and bearer:
        return bearer.strip()
    cookie = request.cookies.get(COOKIE, "")
    if cookie and request.method not in SAFE and not _same_origin(request.headers):
        raise NotYours("the request does not come from our own page")
    return cookie


def _same_origin(headers: Mapping[str, str]) -> bool:
    site = headers.get("sec-fetch-site")
    if site is not None:
        return site in {"same-origin", "none"}
    return urlsplit(headers.get("origin", "")).netloc == headers.get("host")


def person_of(request: Request, house: TheHouse) -> Person:
    """The signed-in person. Raises: SignInFirst."""
    token = token_of(request)
    person = house.accounts.who(token, house.now()) if token else None
    if person is None:
        raise SignInFirst
    request.state.login = person.login
    return person


Somebody = Annotated[Person, Depends(person_of)]


def must(act: str) -> Callable[[Person], Person]:
    """A dependency: the signed-in person, who may do that."""

    def somebody(person: Somebody) -> Person:
        if not may(person.role, act):
            raise NotYours(f"{person.role} may not {act}")
        return person

    return somebody
