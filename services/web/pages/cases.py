"""Pages of cases: the list, a new one, one with its time line and what may be done."""

from typing import Annotated, NamedTuple
from uuid import UUID

from fastapi import APIRouter, Depends
from fastapi.responses import Response

from domain.acts import Severity
from domain.kinds import KINDS
from domain.people import may
from domain.refusals import BadInput, NoSuchCase, NotYours, Refusal
from projections.case_fold import CaseRow
from projections.case_list import Wanted
from services.registering import Report
from services.web.pages import words
from services.web.pages.case_view import seen_case
from services.web.pages.form import Form, asked, form, new_key
from services.web.pages.frame import PageRoute, Visit, go, note, said_by, show, visit
from services.web.pages.instants import shown
from services.web.pages.moment import moment
from services.web.pages.names import Names

router = APIRouter(route_class=PageRoute, include_in_schema=False)
Seen = Annotated[Visit, Depends(visit)]
Said = Annotated[Form, Depends(form)]
NOTHING = Form({})


class Listed(NamedTuple):
    """案件列表的一行, as shown."""

    case: UUID
    number: str
    category: str
    grid: str
    who: str
    severity: str
    state: str
    at_shown: str


@router.get("/cases")
def index(seen: Seen) -> Response:
    """案件列表."""
    person = seen.somebody
    if not may(person.role, "see_cases"):
        raise NotYours
    now = moment(seen)
    asked_for = Form(seen.request.query_params)
    wanted = Wanted(asked_for["kind"], asked_for["state"], asked_for["grid"], "", asked_for["q"])
    found = seen.house.case_list.listed(wanted, person, now.upto, asked_for.number("before"))
    names = Names(seen)
    page = {
        "rows": [_listed(row, names, seen) for row in found.items],
        "wanted": wanted,
        "more": now.link(before=str(found.next)) if found.next else "",
        "kinds": names.choice("KINDS"),
        "states": names.choice("STATES"),
        "may_register": may(person.role, "register"),
    }
    return show(seen, "cases/index.html", page=page, moment=now._replace(position=found.position))


def _listed(row: CaseRow, names: Names, seen: Visit) -> Listed:
    return Listed(
        row.subject,
        row.number or str(row.subject)[:8],
        names.category(row.category),
        names.grid(row.grid),
        names.handler(row.unit, row.officer),
        row.severity,
        seen.say(words.STATES[row.state]) if row.state else "",
        shown(row.registered_at, seen.now, seen.zone),
    )


@router.get("/cases/new")
def ask_new(seen: Seen) -> Response:
    """上报: the empty form."""
    if not may(seen.somebody.role, "register"):
        raise NotYours
    return _form(seen, NOTHING)


@router.post("/cases")
def create(seen: Seen, said: Said) -> Response:
    """上报: the same use case as the API's; refused, the form comes back as it was filled in."""
    try:
        kept = seen.house.cases.register(asked(seen, said), _report(seen, said))
    except Refusal as refusal:
        note(seen, refusal)
        return _form(seen, said, said_by(refusal, seen.language), refusal.status)
    return go(f"/cases/{kept.case}?done={kept.position}")


def _report(seen: Visit, said: Form) -> Report:
    if said["kind"] not in KINDS or not said["summary"]:
        raise BadInput("kind" if said["kind"] not in KINDS else "summary")
    return Report(
        kind=said["kind"],
        category=said["category"],
        summary=said["summary"],
        severity=said.one_of("severity", Severity) or Severity.ORDINARY,
        occurred_at=said.instant("occurred_at", seen),
        grid=said["grid"],
        place=said["place"],
        reporter=said["reporter"],
        channel="desk",
    )


def _form(seen: Visit, said: Form, refused: str = "", status: int = 200) -> Response:
    names = Names(seen)
    page = {
        "said": said,
        "refused": refused,
        "key": new_key() if not refused else said["key"],
        "kinds": names.choice("KINDS"),
        "severities": names.choice("SEVERITIES"),
        "categories": names.categories(),
        "grids": names.grids(seen.somebody),
    }
    return show(seen, "cases/new.html", status=status, page=page)


@router.get("/cases/{case_id}")
def one(case_id: str, seen: Seen) -> Response:
    """案件页."""
    return case_page(seen, case_of(case_id))


def case_of(text: str) -> UUID:
    """The case an address names. Raises: NoSuchCase."""
    try:
        return UUID(text)
    except ValueError as wrong:
        raise NoSuchCase from wrong


def case_page(
    seen: Visit,
    case: UUID,
    *,
    refused: str = "",
    act: str = "",
    said: Form = NOTHING,
    status: int = 200,
) -> Response:
    """A case with its time line, what is owed, and what this person may do now."""
    now = moment(seen)
    view = seen_case(seen, case, now, said=said, refused=refused, act=act)
    return show(
        seen,
        "cases/show.html",
        status=status,
        page=view,
        moment=now._replace(position=view.position),
    )
