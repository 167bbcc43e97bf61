"""审计页: every fact in the order we were told, with both times; sealed texts stay sealed."""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, NamedTuple
from uuid import UUID

from fastapi import APIRouter, Depends
from fastapi.responses import Response

from domain.people import may
from domain.refusals import NotYours
from projections.audit_trail import Asked, Told
from projections.case_list import Wanted
from projections.sentences import sentence
from services.web.pages.cases import case_of
from services.web.pages.form import Form
from services.web.pages.frame import PageRoute, Visit, show, visit
from services.web.pages.moment import moment, read
from services.web.pages.names import Names
from services.web.values import LARGEST

router = APIRouter(route_class=PageRoute, include_in_schema=False)
A_PAGE = 100


class Row(NamedTuple):
    """审计的一行, as shown."""

    position: int
    told: datetime
    told_shown: str
    at: datetime
    at_shown: str
    by: str
    sentence: str
    topic: str
    case: UUID | None
    number: str


@router.get("/audit")
def index(seen: Annotated[Visit, Depends(visit)]) -> Response:
    """审计: newest first; filters by when we were told, account and case."""
    if not may(seen.somebody.role, "audit"):
        raise NotYours
    query = seen.request.query_params
    now = moment(seen)
    wanted = {name: query.get(name, "").strip() for name in ("from", "to", "by", "subject")}
    before = Form(query).number("before")
    newest = LARGEST if before is None else before
    found = seen.house.trail.told(_asked(seen, wanted, now.upto), before=newest, at_most=A_PAGE)
    names = Names(seen)
    page = {
        "rows": [_row(one, names, seen) for one in found.items],
        "wanted": wanted,
        "more": now.link(before=str(found.next)) if found.next else "",
    }
    return show(seen, "audit/index.html", page=page, moment=now._replace(position=found.position))


def _asked(seen: Visit, wanted: Mapping[str, str], upto: int | None) -> Asked:
    return Asked(
        subject=_subject(seen, wanted["subject"]) if wanted["subject"] else None,
        by=wanted["by"],
        since=read(wanted["from"], seen.zone) if wanted["from"] else None,
        until=read(wanted["to"], seen.zone) if wanted["to"] else None,
        upto=upto,
    )


def _subject(seen: Visit, text: str) -> UUID:
    """The case with that number or id. Raises: NoSuchCase."""
    found = seen.house.case_list.listed(Wanted(q=text), at_most=1).items
    return found[0].subject if found and found[0].number == text else case_of(text)


def _full(at: datetime, seen: Visit) -> str:
    return at.astimezone(seen.zone).strftime("%Y-%m-%d %H:%M:%S")


def _row(one: Told, names: Names, seen: Visit) -> Row:
    return Row(
        one.position,
        one.recorded_at,
        _full(one.recorded_at, seen),
        one.at,
        _full(one.at, seen),
        names.person(one.by),
        sentence(one, seen.language, names),
        one.topic,
        one.subject if one.number else None,
        one.number,
    )
