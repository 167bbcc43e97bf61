"""What a form says, and as which command it is asked: the page's key makes it happen once."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from enum import StrEnum
from hashlib import sha256
from secrets import token_urlsafe
from typing import Any, TypeVar
from urllib.parse import urlencode

from fastapi import Request

from domain.claims import Claim
from domain.refusals import BadInput
from services.asking import Asked
from services.web.pages.frame import Visit
from services.web.pages.moment import read
from services.web.values import LARGEST, writable

E = TypeVar("E", bound=StrEnum)


class Form(Mapping[str, str]):
    """表单. A field that is not there is empty."""

    def __init__(self, said: Mapping[str, str]) -> None:
        self._said = dict(said)

    def __getitem__(self, name: str) -> str:
        return self._said.get(name, "").strip()

    def __iter__(self) -> Iterator[str]:
        return iter(self._said)

    def __len__(self) -> int:
        return len(self._said)

    def one_of(self, name: str, values: type[E]) -> E | None:
        """One of the values, or None where the field is empty. Raises: BadInput."""
        if not self[name]:
            return None
        try:
            return values(self[name])
        except ValueError as wrong:
            raise BadInput(f"{name}: {self[name]!r}") from wrong

    def instant(self, name: str, seen: Visit) -> datetime | None:
        """The instant typed into a field, or None where it is empty. Raises: BadInput."""
        return read(self[name], seen.zone) if self[name] else None

    def number(self, name: str) -> int | None:
        """A whole number, or None. Raises: BadInput."""
        if not self[name]:
            return None
        if not (self[name].isascii() and self[name].isdigit()):
            raise BadInput(f"{name}: {self[name]!r}")
        return min(int(self[name]), LARGEST)


async def form(request: Request) -> Form:
    """The form that was sent; a dependency. Raises: BadInput."""
    sent = await request.form()
    said = {name: value for name, value in sent.items() if isinstance(value, str)}
    try:
        return Form({name: writable(value) for name, value in said.items()})
    except ValueError as wrong:
        raise BadInput(str(wrong)) from wrong


def new_key() -> str:
    """A key for one form: sending it twice does it once."""
    return token_urlsafe(16)


def asked(seen: Visit, said: Form) -> Asked:
    """The command that a form stands for. Raises: BadInput, TooMany."""
    person, path = seen.somebody, seen.request.url.path
    body = urlencode(sorted(said.items()))
    key = said["key"] or new_key()
    claim = Claim(person.login, path, key, sha256(body.encode()).hexdigest())
    seen.house.count_write(person, seen.now)
    correlation = getattr(seen.request.state, "correlation", "")
    return Asked(person, seen.now, said.number("revision"), claim, correlation)


def words_for(seen: Visit, codes: Mapping[Any, str]) -> list[tuple[str, str]]:
    """Codes with their words in the language of the visit, for a choice."""
    return [(str(code), seen.say(words)) for code, words in codes.items()]
