"""Acts on a case: one endpoint for each, one use case behind it."""

from uuid import UUID

from fastapi import APIRouter, status

from domain.acts import Patch
from services.web import bodies
from services.web.answers import TheReply, once
from services.web.command import Command
from services.web.doors import House, TheHouse

router = APIRouter()
NEW = status.HTTP_201_CREATED
TEXTS = ("summary", "place", "reporter", "reason", "text")
Answer = dict[str, object]


@router.post("/{case_id}/acceptance", status_code=NEW)
def accept(
    case_id: UUID,
    asked: Command,
    house: TheHouse,
    reply: TheReply,
    said: bodies.Acceptance | None = None,
) -> Answer:
    """受理."""
    class_ = said.class_ if said else None
    return reply.created(once(lambda: house.cases.accept(asked, case_id, class_)))


@router.post("/{case_id}/contact", status_code=NEW)
def contact(
    case_id: UUID, said: bodies.Contact, asked: Command, house: TheHouse, reply: TheReply
) -> Answer:
    """首次联系."""
    at = said.contacted_at
    return reply.created(once(lambda: house.cases.record_contact(asked, case_id, at)))


@router.post("/{case_id}/dispatch", status_code=NEW)
def dispatch(
    case_id: UUID, said: bodies.Dispatch, asked: Command, house: TheHouse, reply: TheReply
) -> Answer:
    """派单."""
    to = (said.unit, said.officer)
    return reply.created(once(lambda: house.cases.dispatch(asked, case_id, *to)))


@router.post("/{case_id}/signature", status_code=NEW)
def sign(
    case_id: UUID,
    asked: Command,
    house: TheHouse,
    reply: TheReply,
    _: bodies.Nothing | None = None,
) -> Answer:
    """签收."""
    return reply.created(once(lambda: house.cases.sign(asked, case_id)))


@router.post("/{case_id}/return", status_code=NEW)
def hand_back(
    case_id: UUID, said: bodies.Reason, asked: Command, house: TheHouse, reply: TheReply
) -> Answer:
    """退单."""
    return reply.created(once(lambda: house.cases.hand_back(asked, case_id, said.reason)))


@router.post("/{case_id}/arrival", status_code=NEW)
def arrive(
    case_id: UUID, said: bodies.Arrival, asked: Command, house: TheHouse, reply: TheReply
) -> Answer:
    """到场: the signed-in person states when they reached the place."""
    at = said.arrived_at
    return reply.created(once(lambda: house.cases.record_arrival(asked, case_id, at)))


@router.post("/{case_id}/result", status_code=NEW)
def submit_result(
    case_id: UUID, said: bodies.Result, asked: Command, house: TheHouse, reply: TheReply
) -> Answer:
    """处置完毕."""
    return reply.created(once(lambda: house.cases.submit_result(asked, case_id, said.text)))


@router.post("/{case_id}/verification", status_code=NEW)
def verify(
    case_id: UUID, said: bodies.Verification, asked: Command, house: TheHouse, reply: TheReply
) -> Answer:
    """核查."""
    passed, why = said.passed, said.reason
    return reply.created(
        once(lambda: house.cases.verify(asked, case_id, passed=passed, reason=why))
    )


@router.post("/{case_id}/withdrawal", status_code=NEW)
def withdraw(
    case_id: UUID, said: bodies.Reason, asked: Command, house: TheHouse, reply: TheReply
) -> Answer:
    """撤回."""
    return reply.created(once(lambda: house.cases.withdraw(asked, case_id, said.reason)))


@router.post("/{case_id}/correction", status_code=NEW)
def correct(
    case_id: UUID, said: bodies.Correction, asked: Command, house: TheHouse, reply: TheReply
) -> Answer:
    """更正."""
    patch = _patch(house, case_id, said.set)
    return reply.created(
        once(lambda: house.cases.correct(asked, case_id, said.fact, patch, said.reason))
    )


def _patch(house: House, case_id: UUID, said: bodies.Amendment) -> Patch:
    """What is set, texts sealed; what was left out stays."""
    given = said.model_dump(exclude_unset=True)
    texts = {name: given[name] for name in TEXTS if name in given}
    return Patch(**{**given, **house.cases.sealed_patch(case_id, texts)})


@router.post("/{case_id}/retraction", status_code=NEW)
def retract(
    case_id: UUID, said: bodies.Retraction, asked: Command, house: TheHouse, reply: TheReply
) -> Answer:
    """撤销."""
    return reply.created(once(lambda: house.cases.retract(asked, case_id, said.fact, said.reason)))
