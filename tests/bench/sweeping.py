"""How many subjects a second the sweep reads, judges and appends."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter
from uuid import UUID

from domain import acts
from domain.facts import PARTITIONS, Fact, Page, Said, Sealed, Subject
from domain.incident import IncidentRegistered
from domain.people import Role
from infra.stack.postgres import Postgres
from services.settings import Settings
from services.wiring.parts import Sibi, build
from services.wiring.processes import SYSTEM, sweeper
from services.wiring.rulefiles import DEFAULT_PACK, bring_in

SUBJECTS = 4_000
BEGAN = datetime(2026, 3, 2, 2, tzinfo=UTC)
LATER = BEGAN + timedelta(days=2)
TEXT = Sealed(1, "s:1", "A" * 16, "B" * 80)

Measure = tuple[str, float, str]


def run() -> list[Measure]:
    """Name, value and unit of each."""
    with TemporaryDirectory() as folder:
        measured = _on("SQLite", Settings(data=Path(folder)))
    server = Postgres()
    server.start()
    try:
        with TemporaryDirectory() as folder:
            urls = {"log": server.new_database(), "views": server.new_database()}
            return measured + _on("PostgreSQL", Settings(data=Path(folder), **urls))
    finally:
        server.stop()
        server.remove()


def _on(where: str, settings: Settings) -> list[Measure]:
    sibi = build(settings)
    bring_in(sibi, DEFAULT_PACK, SYSTEM)
    _fill(sibi)
    _catch_up(sibi)
    step = sweeper(sibi).step
    bare = _timed(lambda: _append(sibi, [[_contact(2)]] * SUBJECTS, 10**9))
    began, judged = perf_counter(), 0
    while appended := step(LATER):
        judged += appended
        _catch_up(sibi)
    spent = perf_counter() - began
    return [
        (f"sweep, {where}: subjects of ten facts", SUBJECTS / spent, "subjects/s"),
        (f"sweep, {where}: judgements appended and shown", judged / spent, "facts/s"),
        (f"bare append of one fact a subject, {where}", SUBJECTS / bare, "facts/s"),
    ]


def _timed(act: Callable[[], object]) -> float:
    began = perf_counter()
    act()
    return perf_counter() - began


def _fill(sibi: Sibi) -> None:
    _append(sibi, [_case() for _ in range(SUBJECTS)], 1)


def _append(sibi: Sibi, stories: Sequence[Sequence[Fact]], first: int) -> None:
    for start in range(0, len(stories), 500):
        subjects = []
        for number, facts in enumerate(stories[start : start + 500], first + start):
            subject = _Bare(UUID(int=number))
            for fact in facts:
                subject.record(fact)
            subjects.append(subject)
        sibi.log.keep(*subjects)


class _Bare(Subject):
    """Takes facts without their effect."""

    def _take(self, fact: Fact) -> None:
        self.version += 1


def _catch_up(sibi: Sibi) -> None:
    while page := sibi.log.page(sibi.board.position(), 5_000):
        sibi.board.take(Page(page, dict.fromkeys(range(PARTITIONS), page[-1].position)))


def _case() -> list[Fact]:
    """An emergency that nobody reached: ten facts, an obligation that is breached."""
    said = _said(0)
    return [
        IncidentRegistered(said, "EM.02", severity=acts.Severity.URGENT, summary=TEXT),
        acts.Accepted(_said(1)),
        acts.Filed(_said(1)),
        acts.Dispatched(_said(2), "chengguan"),
        acts.Signed(_said(3)),
        acts.Returned(_said(4), TEXT),
        acts.Dispatched(_said(5), "gongan"),
        acts.Signed(_said(6)),
        acts.Returned(_said(7), TEXT),
        acts.Dispatched(_said(8), "xiaofang"),
    ]


def _contact(minute: int) -> Fact:
    return acts.Contacted(_said(minute))


def _said(minute: int) -> Said:
    return Said(BEGAN + timedelta(minutes=minute), "bench", Role.SYSTEM)
