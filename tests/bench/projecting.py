"""How many facts a second views take, one by one and all four, and what bare writing would cost."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from time import perf_counter
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy import Engine

from domain import acts
from domain.duties.adopted import RULES_ID, rules_of
from domain.duties.judge import Rules
from domain.facts import PARTITIONS, Entry, Fact, Page, Said, Sealed
from domain.incident import IncidentRegistered
from domain.people import Role
from infra.engines import engine as connect
from infra.stack.postgres import Postgres
from projections.audit_trail import AuditTrail, audit_trail
from projections.case_list import CaseList
from projections.case_page import CasePage
from projections.duty_board import DutyBoard
from projections.rows import append
from projections.view import View
from tests.projections.stories import pack

FACTS = 50_000
LIVE = 500
"""How many cases go on side by side; each has ten facts."""
PAGE = 5_000
NOW = datetime(2026, 3, 2, tzinfo=UTC)
TEXT = Sealed(1, "s:0190b3a0-0000-7000-8000-000000000001", "A" * 16, "B" * 80)

Measure = tuple[str, float, str]


def run() -> list[Measure]:
    """Name, value and unit of each."""
    entries = list(facts())
    with TemporaryDirectory() as folder:
        measured = _on("SQLite", lambda: f"sqlite:///{Path(folder) / 'views.db'}", entries)
    server = Postgres()
    server.start()
    try:
        return measured + _on("PostgreSQL", server.new_database, entries)
    finally:
        server.stop()
        server.remove()


def _on(where: str, new_database: Callable[[], str], entries: Sequence[Entry]) -> list[Measure]:
    engine = connect(new_database())
    spent = {view.NAME: _taking(view, entries) for view in _views(engine, entries)}
    measured = [(f"{name}, {where}", _rate(time), "facts/s") for name, time in spent.items()]
    measured.append((f"all four views, {where}", _rate(sum(spent.values())), "facts/s"))
    bare = _bare(engine)
    engine.dispose()
    return [
        *measured,
        (f"bare rows of the audit trail, {where}", _rate(bare), "rows/s"),
        (f"audit_trail to bare rows, {where}", bare / spent["audit_trail"], "ratio"),
    ]


def _rate(seconds: float) -> float:
    return FACTS / seconds


def _views(engine: Engine, entries: Sequence[Entry]) -> list[View]:
    log = _Log(entries)
    board = DutyBoard(engine, log.histories, log.rules_at)
    return [AuditTrail(engine), CaseList(engine), CasePage(engine), board]


def _taking(view: View, entries: Sequence[Entry]) -> float:
    view.create()
    pages = list(_pages(entries))
    start = perf_counter()
    for page in pages:
        view.take(page)
    spent = perf_counter() - start
    assert view.position() == entries[-1].position
    assert not view.parked()
    return spent


def _bare(engine: Engine) -> float:
    """The same rows again, into an empty table, with nothing to fold or to encode."""
    with engine.begin() as db:
        rows = [tuple(row) for row in db.execute(sa.select(audit_trail))]
        db.execute(audit_trail.delete())
    start = perf_counter()
    for at in range(0, len(rows), PAGE):
        with engine.begin() as db:
            append(db, audit_trail, rows[at : at + PAGE])
    return perf_counter() - start


def _pages(entries: Sequence[Entry]) -> Iterable[Page]:
    for at in range(0, len(entries), PAGE):
        told = entries[at : at + PAGE]
        yield Page(told, dict.fromkeys(range(PARTITIONS), told[-1].position))


class _Log:
    """The histories that the board asks for."""

    def __init__(self, entries: Sequence[Entry]) -> None:
        self._of: dict[UUID, list[Entry]] = {}
        for entry in entries:
            self._of.setdefault(entry.subject, []).append(entry)
        self._rules = {count: rules_of(self._of[RULES_ID][:count]) for count in (0, 1)}

    def histories(self, subjects: Sequence[UUID], upto: int) -> Mapping[UUID, list[Entry]]:
        return {one: [e for e in self._of[one] if e.position <= upto] for one in subjects}

    def rules_at(self, position: int) -> Rules:
        return self._rules[int(position > 0)]


def facts() -> Iterable[Entry]:
    """The adoption of a pack, then cases that take turns."""
    random = Random(1)
    yield Entry(RULES_ID, 1, pack(), 1, NOW)
    going: list[tuple[UUID, list[Fact]]] = []
    count: dict[UUID, int] = {}
    for position in range(2, FACTS + 1):
        at = NOW + timedelta(seconds=position)
        while len(going) < LIVE:
            going.append((UUID(int=random.getrandbits(128)), _case(at, position + len(going))))
        case, left = random.choice(going)
        count[case] = count.get(case, 0) + 1
        yield Entry(case, count[case], left.pop(0), position, at)
        if not left:
            going.remove((case, left))


def _case(at: datetime, number: int) -> list[Fact]:
    said = Said(at, f"worker{number % 80}", Role.WORKER, correlation=f"request-{number}")
    name, grid = f"20260302-{number:06}", "330482105001001"
    return [
        IncidentRegistered(said, "EM.02", name, grid=grid, code=name, summary=TEXT, place=TEXT),
        acts.Accepted(said),
        acts.Filed(said),
        acts.Dispatched(said, "fire", "zhang"),
        acts.Signed(said),
        acts.Contacted(said),
        acts.Arrived(said, "fire"),
        acts.ResultSubmitted(said, TEXT),
        acts.Verified(said, passed=True),
        acts.Closed(said),
    ]


if __name__ == "__main__":
    for name, value, unit in run():
        print(f"{name:50} {value:12,.2f} {unit}")
