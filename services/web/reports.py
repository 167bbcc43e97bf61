"""What a reporter may know of the own report: by its code, nothing personal, few attempts."""

from typing import Annotated

from fastapi import APIRouter, Depends, Path, Request

from domain.refusals import NoSuchCase
from services.web.answers import TheReply, waited
from services.web.doors import TheHouse

router = APIRouter(prefix="/reports", tags=["reports"])
Code = Annotated[str, Path(max_length=100)]
WORDS = {
    "reported": ("已收到，等待受理", "received, waiting to be accepted"),
    "accepted": ("已受理，等待派出", "accepted, waiting to be sent to somebody"),
    "filed": ("已立案，等待派出", "on file, waiting to be sent to somebody"),
    "dispatched": ("已派出，等待承办人签收", "sent, waiting to be signed for"),
    "handling": ("正在处理", "being handled"),
    "result_in": ("已处理，正在核查", "handled, being checked"),
    "closed": ("已办结", "closed"),
    "withdrawn": ("已撤回", "withdrawn"),
    "voided": ("已作废", "void"),
}


@router.get("/{code}", dependencies=[Depends(waited(lambda house: house.case_list))])
def show(code: Code, request: Request, house: TheHouse, reply: TheReply) -> dict[str, object]:
    """报事查询."""
    address = request.client.host if request.client else ""
    house.codes.count(address, house.now())
    reply.known(house.case_list.position())
    row = house.case_list.by_code(house.vault.fingerprint(code))
    if row is None or row.state is None:
        raise NoSuchCase("no report has this code")
    house.codes.forgive(address)
    zh, en = WORDS[row.state]
    return {"number": row.number, "state": row.state, "zh": zh, "en": en}
