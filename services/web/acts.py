"""Acts on a case: one endpoint for each, one use case behind it."""

from uuid import UUID

import msgspec
from fastapi import APIRouter, Request, Response, status

from domain.acts import Patch
from domain.facts import Sealed
from services.web import bodies
from services.web.answers import created
from services.web.doors import Command, TheHouse

router = APIRouter()
NEW = status.HTTP_201_CREATED
TEXTS = ("summary", "place", "reporter", "text")
Answer = dict[str, object]


@router.post("/{case_id}/acceptance", status_code=NEW)
def accept(
    case_id: UUID,
    said: bodies.Acceptance,
    asked: Command,
    house: TheHouse,
    request: Request,
    response: Response,
) -> Answer:
    """受理."""
    return created(request, response, house.cases.accept(asked, case_id, said.class_))


@router.post("/{case_id}/contact", status_code=NEW)
def contact(
    case_id: UUID,
    said: bodies.Contact,
    asked: Command,
    house: TheHouse,
    request: Request,
    response: Response,
) -> Answer:
    """首次联系."""
    kept = house.cases.record_contact(asked, case_id, said.contacted_at)
    return created(request, response, kept)


@router.post("/{case_id}/dispatch", status_code=NEW)
def dispatch(
    case_id: UUID,
    said: bodies.Dispatch,
    asked: Command,
    house: TheHouse,
    request: Request,
    response: Response,
) -> Answer:
    """派单."""
    kept = house.cases.dispatch(asked, case_id, said.unit, said.officer)
    return created(request, response, kept)


@router.post("/{case_id}/signature", status_code=NEW)
def sign(
    case_id: UUID,
    asked: Command,
    house: TheHouse,
    request: Request,
    response: Response,
    said: bodies.Nothing | None = None,
) -> Answer:
    """签收."""
    return created(request, response, house.cases.sign(asked, case_id))


@router.post("/{case_id}/return", status_code=NEW)
def hand_back(
    case_id: UUID,
    said: bodies.Reason,
    asked: Command,
    house: TheHouse,
    request: Request,
    response: Response,
) -> Answer:
    """退单."""
    return created(request, response, house.cases.hand_back(asked, case_id, said.reason))


@router.post("/{case_id}/arrival", status_code=NEW)
def arrive(
    case_id: UUID,
    said: bodies.Arrival,
    asked: Command,
    house: TheHouse,
    request: Request,
    response: Response,
) -> Answer:
    """到场: the signed-in person states when they reached the place."""
    kept = house.cases.record_arrival(asked, case_id, said.arrived_at)
    return created(request, response, kept)


@router.post("/{case_id}/result", status_code=NEW)
def submit_result(
    case_id: UUID,
    said: bodies.Result,
    asked: Command,
    house: TheHouse,
    request: Request,
    response: Response,
) -> Answer:
    """处置完毕."""
    return created(request, response, house.cases.submit_result(asked, case_id, said.text))


@router.post("/{case_id}/verification", status_code=NEW)
def verify(
    case_id: UUID,
    said: bodies.Verification,
    asked: Command,
    house: TheHouse,
    request: Request,
    response: Response,
) -> Answer:
    """核查."""
    kept = house.cases.verify(asked, case_id, passed=said.passed, reason=said.reason)
    return created(request, response, kept)


@router.post("/{case_id}/withdrawal", status_code=NEW)
def withdraw(
    case_id: UUID,
    said: bodies.Reason,
    asked: Command,
    house: TheHouse,
    request: Request,
    response: Response,
) -> Answer:
    """撤回."""
    return created(request, response, house.cases.withdraw(asked, case_id, said.reason))


@router.post("/{case_id}/correction", status_code=NEW)
def correct(
    case_id: UUID,
    said: bodies.Correction,
    asked: Command,
    house: TheHouse,
    request: Request,
    response: Response,
) -> Answer:
    """更正."""
    given = said.set.model_dump(by_alias=True, exclude_unset=True, mode="json")
    texts = {name: given.pop(name) for name in TEXTS if name in given}
    sealed = house.cases.sealed_patch(case_id, texts)
    patch = msgspec.convert(given | _tokens(sealed), Patch)
    kept = house.cases.correct(asked, case_id, said.fact, patch, said.reason)
    return created(request, response, kept)


def _tokens(sealed: dict[str, Sealed | None]) -> dict[str, object]:
    return {name: msgspec.to_builtins(one) if one else None for name, one in sealed.items()}


@router.post("/{case_id}/retraction", status_code=NEW)
def retract(
    case_id: UUID,
    said: bodies.Retraction,
    asked: Command,
    house: TheHouse,
    request: Request,
    response: Response,
) -> Answer:
    """撤销."""
    kept = house.cases.retract(asked, case_id, said.fact, said.reason)
    return created(request, response, kept)
