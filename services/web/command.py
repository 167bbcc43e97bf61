"""A command at the door: by whom, when, what they looked at, and with which key."""

from hashlib import sha256
from typing import Annotated

from fastapi import Depends, Request

from domain.claims import Claim
from domain.people import Person
from domain.refusals import BadInput
from services.asking import Asked
from services.web.doors import Somebody, TheHouse
from services.web.values import LARGEST

KEY_LENGTH = 200


async def asked_by(request: Request, house: TheHouse, person: Somebody) -> Asked:
    """The command. Raises: BadInput, TooMany."""
    now = house.now()
    house.count_write(person, now)
    claim = await _claim(request, person)
    return Asked(person, now, _seen(request), claim, request.state.correlation)


async def _claim(request: Request, person: Person) -> Claim | None:
    key = request.headers.get("idempotency-key")
    if key is None:
        return None
    if not (0 < len(key) <= KEY_LENGTH and key.isascii() and key.isprintable()):
        raise BadInput(f"Idempotency-Key: 1 to {KEY_LENGTH} printable characters")
    body = sha256(await request.body()).hexdigest()
    return Claim(person.login, request.url.path, key, body)


def _seen(request: Request) -> int | None:
    """The revision that was looked at; a star, or no word of it, is any."""
    stated = request.headers.get("if-match", "*").strip()
    if stated == "*":
        return None
    digits = stated.removeprefix("W/").strip('"')
    if not (digits.isascii() and digits.isdigit()) or len(digits) >= len(str(LARGEST)):
        raise BadInput('If-Match: one ETag of ours, like "3"')
    return int(digits)


Command = Annotated[Asked, Depends(asked_by)]
