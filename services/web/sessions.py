"""Sessions of programs: a login for a token, and the end of it."""

from typing import Annotated

from fastapi import APIRouter, Request, Response, status
from pydantic import Field

from domain.refusals import SignInFirst
from services.web.bodies import Body
from services.web.doors import Somebody, TheHouse, token_of
from services.web.values import Word, Writable

router = APIRouter(prefix="/sessions", tags=["sessions"])


class SignIn(Body):
    """登录."""

    login: Word
    password: Annotated[str, Field(max_length=128), Writable]


@router.post("", status_code=status.HTTP_201_CREATED)
def sign_in(signing: SignIn, request: Request, house: TheHouse) -> dict[str, str]:
    """登录: a token to be shown as `Authorization: Bearer`."""
    address = request.client.host if request.client else ""
    token = house.sign_in(signing.login, signing.password, house.now(), address)
    if token is None:
        raise SignInFirst("login or password is wrong")
    return {"token": token}


@router.delete("", status_code=status.HTTP_204_NO_CONTENT)
def sign_out(request: Request, house: TheHouse, _: Somebody) -> Response:
    """退出: this session ends now."""
    house.accounts.sign_out(token_of(request))
    return Response(status_code=status.HTTP_204_NO_CONTENT)
