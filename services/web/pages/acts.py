"""The forms of the case page: each is one act of the same use cases that programs call."""

from collections.abc import Callable, Mapping
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends
from fastapi.responses import Response

from domain.acts import CaseClass
from domain.refusals import BadInput, NoSuchCase, NotYours, Refusal, SignInFirst, Stale
from services.asking import Asked
from services.cases import Cases
from services.casework import Kept
from services.web.pages.cases import case_of, case_page
from services.web.pages.form import Form, asked, form
from services.web.pages.frame import PageRoute, Visit, go, note, said_by, visit

router = APIRouter(route_class=PageRoute, include_in_schema=False)


def _accept(desk: Cases, ask: Asked, case: UUID, said: Form, _: Visit) -> Kept:
    return desk.accept(ask, case, said.one_of("class", CaseClass))


def _dispatch(desk: Cases, ask: Asked, case: UUID, said: Form, _: Visit) -> Kept:
    return desk.dispatch(ask, case, said["unit"], said["officer"])


def _sign(desk: Cases, ask: Asked, case: UUID, _: Form, __: Visit) -> Kept:
    return desk.sign(ask, case)


def _hand_back(desk: Cases, ask: Asked, case: UUID, said: Form, _: Visit) -> Kept:
    return desk.hand_back(ask, case, said["reason"])


def _contact(desk: Cases, ask: Asked, case: UUID, said: Form, seen: Visit) -> Kept:
    return desk.record_contact(ask, case, said.instant("at", seen) or seen.now)


def _arrive(desk: Cases, ask: Asked, case: UUID, said: Form, seen: Visit) -> Kept:
    return desk.record_arrival(ask, case, said.instant("at", seen) or seen.now)


def _submit(desk: Cases, ask: Asked, case: UUID, said: Form, _: Visit) -> Kept:
    return desk.submit_result(ask, case, said["text"])


def _verify(desk: Cases, ask: Asked, case: UUID, said: Form, _: Visit) -> Kept:
    if said["passed"] not in {"yes", "no"}:
        raise BadInput("passed")
    return desk.verify(ask, case, passed=said["passed"] == "yes", reason=said["reason"])


def _withdraw(desk: Cases, ask: Asked, case: UUID, said: Form, _: Visit) -> Kept:
    return desk.withdraw(ask, case, said["reason"])


ACTS: Mapping[str, Callable[[Cases, Asked, UUID, Form, Visit], Kept]] = {
    "accept": _accept,
    "dispatch": _dispatch,
    "sign": _sign,
    "hand_back": _hand_back,
    "contact": _contact,
    "arrive": _arrive,
    "submit_result": _submit,
    "verify": _verify,
    "withdraw": _withdraw,
}


@router.post("/cases/{case_id}/{act}")
def do(
    case_id: str,
    act: str,
    seen: Annotated[Visit, Depends(visit)],
    said: Annotated[Form, Depends(form)],
) -> Response:
    """One act. Refused, the page comes back with the reason beside the form and what was typed."""
    case = case_of(case_id)
    if act not in ACTS:
        raise NoSuchCase
    try:
        kept = ACTS[act](seen.house.cases, asked(seen, said), case, said, seen)
    except (NoSuchCase, NotYours, SignInFirst):
        raise
    except Refusal as refusal:
        note(seen, refusal)
        return case_page(
            seen, case, refused=_words(seen, refusal), act=act, said=said, status=refusal.status
        )
    back = said["next"] or f"/cases/{case}"
    return go(f"{back}?done={kept.position}")


def _words(seen: Visit, refusal: Refusal) -> str:
    if isinstance(refusal, Stale):
        return seen.say("这件案件刚刚被别人更新过。下面是最新情况，请看过再办。")
    return said_by(refusal, seen.language)
