"""What a reporter may know of the own report: by its code, nothing personal, few attempts."""

from fastapi import APIRouter, Request

from domain.refusals import NoSuchCase
from services.web.doors import TheHouse

router = APIRouter(prefix="/reports", tags=["reports"])
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


@router.get("/{code}")
def show(code: str, request: Request, house: TheHouse) -> dict[str, object]:
    """报事查询."""
    address = request.client.host if request.client else ""
    house.codes.must_be_free(address, house.now())
    row = house.case_list.by_code(house.vault.fingerprint(code))
    if row is None or row.state is None:
        house.codes.count(address, house.now())
        raise NoSuchCase("no report has this code")
    zh, en = WORDS[row.state]
    return {
        "number": row.number,
        "state": row.state,
        "zh": zh,
        "en": en,
        "registered_at": row.registered_at,
        "contacted": row.contacted,
    }
