"""派单台: what is owed, due soonest first, with the act that the signed-in person may do next."""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, time, timedelta
from typing import Annotated, NamedTuple
from uuid import UUID

from fastapi import APIRouter, Depends
from fastapi.responses import Response

from domain.people import Role, may
from domain.refusals import NotYours
from projections.case_fold import CaseRow
from projections.duty_rows import OPEN, Owed, Owing
from services.web.pages import words
from services.web.pages.form import new_key
from services.web.pages.frame import PageRoute, Visit, show, visit
from services.web.pages.instants import SOON
from services.web.pages.moment import Moment, moment
from services.web.pages.names import Names
from services.web.pages.offers import next_act
from services.web.pages.owed import Owed as Shown
from services.web.pages.owed import owed

router = APIRouter(route_class=PageRoute, include_in_schema=False)
EACH = 60
"""How many rows of a section are listed; more than about 200 rows make phones slow."""
FILTERED = 200


class Row(NamedTuple):
    """派单台的一行, as shown."""

    owed: Shown
    case: UUID
    number: str
    category: str
    grid: str
    who: str
    severity: str
    state: str
    act: str
    key: str
    revision: int


class Section(NamedTuple):
    """一段: rows of one urgency, and how many there are in all."""

    code: str
    held: int
    rows: list[Row]


class Page(NamedTuple):
    """派单台, ready to be rendered."""

    within: str
    counts: Mapping[str, int]
    sections: list[Section]
    link: Callable[[str], str]
    stream: str


@router.get("/board")
def index(seen: Annotated[Visit, Depends(visit)]) -> Response:
    """派单台."""
    must_see_board(seen)
    now = moment(seen)
    query = seen.request.query_params
    within = query.get("within", "") if query.get("within") in words.SECTIONS else ""
    position = seen.house.board.position() if now.upto is None else now.upto
    counted = counts(seen, now)
    page = Page(
        within=within,
        counts=counted,
        sections=[
            Section(code, counted[code], _rows(seen, now, code, FILTERED if within else EACH))
            for code in words.SECTIONS
            if counted[code] and within in {"", code}
        ],
        link=lambda code: now.link(within=code),
        stream=f"/board/live?after={position}&within={within}",
    )
    return show(seen, "board/index.html", page=page, moment=now._replace(position=position))


def must_see_board(seen: Visit) -> None:
    """Raises: SignInFirst, NotYours."""
    role = seen.somebody.role
    if role == Role.RESIDENT or not may(role, "see_cases"):
        raise NotYours


def counts(seen: Visit, now: Moment) -> Mapping[str, int]:
    """How many there are in each section."""
    board, ends = seen.house.board, day_ends(now.at, seen)
    counted = board.counts(Owing(), now.at, ends, seen.person, now.upto)
    return dict(zip(words.SECTIONS, counted, strict=True))


def day_ends(now: datetime, seen: Visit) -> datetime:
    """The midnight that ends the day where people are."""
    tomorrow = now.astimezone(seen.zone).date() + timedelta(days=1)
    return datetime.combine(tomorrow, time(), seen.zone)


def _rows(seen: Visit, now: Moment, code: str, at_most: int) -> list[Row]:
    soon, ends = now.at + SOON, max(now.at + SOON, day_ends(now.at, seen))
    start, end = {
        "over": (None, now.at),
        "soon": (now.at, soon),
        "today": (soon, ends),
        "later": (ends, None),
    }[code]
    wanted = Owing(status=OPEN, due_from=start, due_before=end)
    found = seen.house.board.owed(wanted, now.at, seen.person, now.upto, at_most=at_most)
    return rows_of(seen, found.items, now)


def rows_of(seen: Visit, items: Iterable[Owed], now: Moment) -> list[Row]:
    """Obligations as rows, each with its case as it stands."""
    listed = list(items)
    cases = seen.house.case_list.of({one.subject for one in listed}, now.upto)
    rules, names = seen.house.rules.at(now.upto), Names(seen)
    return [
        _row(owed(one.obligation, rules, now.at, seen), cases[one.subject], names, seen)
        for one in listed
        if one.subject in cases
    ]


def _row(due: Shown, case: CaseRow, names: Names, seen: Visit) -> Row:
    act = next_act(seen.somebody, case.state or "", case.unit, case.officer)
    return Row(
        owed=due,
        case=case.subject,
        number=case.number,
        category=names.category(case.category),
        grid=names.grid(case.grid) or seen.say("网格不明"),
        who=names.handler(case.unit, case.officer) or seen.say("未派"),
        severity=case.severity,
        state=seen.say(words.STATES[case.state]) if case.state else "",
        act="" if due.done else act,
        key=new_key(),
        revision=case.revision,
    )
