"""Who is at the door: the signed-in person, what they looked at, with which key."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from hashlib import sha256
from threading import Event
from typing import Annotated, Any, Protocol
from urllib.parse import urlsplit

from fastapi import Depends, Request

from domain.claims import Claim
from domain.facts import Entry, Sealed
from domain.people import Person, may
from domain.places import Register
from domain.refusals import BadInput, NotYours, SignInFirst
from projections.audit_trail import AuditTrail
from projections.case_list import CaseList
from projections.case_page import CasePage
from projections.duty_board import DutyBoard
from projections.view import View
from services.beats import Beats
from services.cases import Asked, Cases
from services.rules import RulesInForce
from services.settings import Settings
from services.web.throttle import Throttle

COOKIE = "sibi_session"
SAFE = {"GET", "HEAD", "OPTIONS"}
KEY_LENGTH = 200


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
    logins: Throttle = field(default_factory=lambda: Throttle(10, timedelta(minutes=5)))
    codes: Throttle = field(default_factory=lambda: Throttle(10, timedelta(minutes=5)))
    writes: dict[int, Throttle] = field(default_factory=dict)

    @property
    def views(self) -> Sequence[View]:
        """Every read model."""
        return (self.case_list, self.case_page, self.board, self.trail)

    def sign_in(self, login: str, password: str, now: datetime, address: str) -> str | None:
        """A session's token, or None. Raises: TooMany after ten failures in five minutes."""
        key = f"{login}@{address}"
        self.logins.must_be_free(key, now)
        token = self.accounts.sign_in(login, password, now)
        if token is None:
            self.logins.count(key, now)
        return token

    def count_write(self, person: Person, now: datetime) -> None:
        """One more command of this account. Raises: TooMany."""
        at_most = self.settings.writes_a_minute
        throttle = self.writes.setdefault(at_most, Throttle(at_most, timedelta(minutes=1)))
        throttle.count(person.login, now)


def house_of(request: Request) -> House:
    """The house that this door belongs to."""
    house: House = request.app.state.house
    return house


TheHouse = Annotated[House, Depends(house_of)]


def token_of(request: Request) -> str:
    """The token that was shown: a bearer's, or the browser's cookie. Raises: NotYours.

    A cookie goes along with what other sites ask for, so a change by cookie must come from our own pages.
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


async def asked_by(request: Request, house: TheHouse, person: Somebody) -> Asked:
    """A command: by whom, when, what they looked at, and with which key. Raises: BadInput, TooMany."""
    now = house.now()
    house.count_write(person, now)
    key = request.headers.get("idempotency-key", "").strip().strip('"')
    claim = None
    if key:
        if len(key) > KEY_LENGTH or not key.isprintable():
            raise BadInput("Idempotency-Key: 1 to 200 printable characters")
        body = sha256(await request.body()).hexdigest()
        claim = Claim(person.login, request.url.path, key, body)
    return Asked(person, now, _seen(request), claim, request.state.correlation)


def _seen(request: Request) -> int | None:
    stated = request.headers.get("if-match", "").strip()
    if stated in {"", "*"}:
        return None
    digits = stated.removeprefix("W/").strip('"')
    if not (digits.isascii() and digits.isdigit()):
        raise BadInput(f"If-Match: {stated!r} is not an ETag of ours")
    return int(digits)


Command = Annotated[Asked, Depends(asked_by)]
