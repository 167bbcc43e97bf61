"""View objects, and all that is in their tables, for the suite of views."""

import sqlalchemy as sa
from sqlalchemy import Engine

from domain.facts import Said, Unreadable
from domain.people import Role
from projections.audit_trail import AuditTrail
from projections.case_list import CaseList
from projections.case_page import CasePage
from projections.duty_board import DutyBoard
from projections.progress import book
from projections.view import View
from tests.projections.stories import START, Story


def made(name: str, engine: Engine, told: Story) -> View:
    """A view object on that database."""
    match name:
        case "case_list":
            return CaseList(engine)
        case "case_page":
            return CasePage(engine)
        case "audit_trail":
            return AuditTrail(engine)
        case _:
            return DutyBoard(engine, told.histories, told.rules_at)


def empty(name: str, engine: Engine, told: Story) -> View:
    """The same, with nothing in it."""
    view = made(name, engine, told)
    with engine.begin() as db:
        view.TABLES.drop_all(db)
        book.drop_all(db)
    view.create()
    return view


def rows(view: View, engine: Engine) -> dict[str, list[tuple[object, ...]]]:
    """All that is in the tables of the live generation."""
    found = {}
    with engine.connect() as db:
        live = db.execute(sa.text("select live from generations")).scalar_one()
        suffix = "" if live == 1 else f"_g{live}"
        for table in view.TABLES.sorted_tables:
            every = db.exec_driver_sql(f"select * from {table.name}{suffix}").all()
            found[table.name] = sorted(map(tuple, every), key=repr)
    return found


def broken(told: Story, number: int) -> tuple[Story, int]:
    """The same story, its fact of that number from the first one's case unreadable."""
    case = told.subjects()[0]
    bad = Story()
    bad.entries = list(told.entries)
    at = next(n for n in range(number, len(bad.entries)) if bad.entries[n].subject == case)
    entry = bad.entries[at]
    said = Said(START, "", Role.SYSTEM)
    unreadable = Unreadable(said, "case.shrugged", "unknown topic")
    bad.entries[at] = type(entry)(
        entry.subject, entry.version, unreadable, entry.position, entry.recorded_at
    )
    return bad, entry.position


def names(view: View) -> set[str]:
    """Its tables as declared."""
    return {table.name for table in view.TABLES.sorted_tables}


def tables(view: View, engine: Engine) -> set[str]:
    """Its tables as they are."""
    there = set(sa.inspect(engine).get_table_names())
    return {one for one in there if one.split("_g")[0] in names(view)}


def subjects(view: View, engine: Engine) -> set[object]:
    """Whose rows there are."""
    first = view.TABLES.sorted_tables[0].name
    with engine.connect() as db:
        return set(db.exec_driver_sql(f"select subject from {first}").scalars())
