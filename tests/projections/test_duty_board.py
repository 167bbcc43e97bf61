"""The board says what is owed as if every fact so far were judged at once (L5)."""

from collections.abc import Iterator
from datetime import timedelta
from random import Random
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine

from domain.acts import Arrived, Retracted
from domain.duties.adopted import RULES_ID
from domain.duties.belief import line_of
from domain.duties.instants import ms
from domain.duties.judge import judge
from domain.duties.judged import Judged, news, next_at
from domain.duties.obligation import Obligation, Status
from domain.facts import Said
from domain.incident import IncidentRegistered
from domain.people import Role
from infra.engines import engine as connect
from projections.case_list import CaseList, Wanted
from projections.duty_board import DutyBoard
from projections.duty_rows import OPEN, Owing
from projections.progress import book
from tests.projections.stories import START, Story, pack, page, pages, story

SEEDS = st.integers(0, 100_000)
LAWS = settings(
    max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    """One store for the module."""
    made = connect(f"sqlite:///{tmp_path_factory.mktemp('views') / 'views.db'}")
    yield made
    made.dispose()


def board_of(engine: Engine, told: Story, random: Random | None = None) -> DutyBoard:
    """A new board that was told the story, paged at random."""
    board = DutyBoard(engine, told.histories, told.rules_at)
    with engine.begin() as db:
        board.TABLES.drop_all(db)
        book.drop_all(db)
    board.create()
    for some in pages(told.entries, random) if random else [page(told.entries)]:
        board.take(some)
    return board


def owed_at(told: Story, position: int) -> list[Obligation]:
    """All that is owed by what was known at a position, judged at once."""
    known = [entry for entry in told.entries if entry.position <= position]
    now = ms(known[-1].recorded_at)
    rules = told.rules_at(position)
    owed = []
    for case in {entry.subject for entry in known} - {RULES_ID}:
        lines = [line_of(entry) for entry in known if entry.subject == case]
        owed += [one for one in judge(rules, lines, now) if one.since <= now]
    return owed


@given(seed=SEEDS)
@LAWS
def test_the_board_is_at_every_position_what_judging_at_once_gives(
    engine: Engine, seed: int
) -> None:
    told = story(seed)
    board = board_of(engine, told, Random(seed))

    for entry in told.entries[::3]:
        now, upto = entry.recorded_at, entry.position
        found = board.owed(Owing(), now, as_of=upto, at_most=1_000).items
        stands = {one.obligation.id: one.obligation.status(ms(now)) for one in found}
        assert stands == {one.id: one.status(ms(now)) for one in owed_at(told, upto)}


@given(seed=SEEDS)
@LAWS
def test_a_sweep_by_the_board_leaves_nothing_unsaid_and_comes_to_rest(
    engine: Engine, seed: int
) -> None:
    told = story(seed, editions=seed % 2 == 0)
    board = board_of(engine, told)
    for _ in range(30):
        told.now += timedelta(minutes=20)
        _sweep(told, board)
    for case in told.subjects():
        first = told.of(case)[0]
        late = Said(first.fact.said.at + timedelta(minutes=1), "li", Role.WORKER)
        told.now += timedelta(minutes=1)
        fact = Arrived(late) if seed % 3 else Retracted(late, first.id)
        board.take(page([told.tell(case, fact)]))
        _sweep(told, board)

    assert board.due(told.now) == []
    for case in told.subjects():
        _must_be_at_rest(told, board, case)


def _must_be_at_rest(told: Story, board: DutyBoard, case: UUID) -> None:
    lines = [line_of(entry) for entry in told.of(case)]
    owed = judge(told.rules_at(told.position()), lines, ms(told.now))
    before = [entry.fact for entry in told.of(case) if isinstance(entry.fact, Judged)]
    assert news(owed, before, told.now, Said(told.now, "sweep", Role.SYSTEM)) == []
    for row in board.of_subject(case, told.now):
        said = [one for one in before if one.obligation == row.obligation.id]
        last = (said[-1].status, said[-1].step) if said else ("", "")
        assert (row.judged_status, row.judged_step) == last


def _sweep(told: Story, board: DutyBoard) -> None:
    """One round, as the sweep does it."""
    for case, seen in board.due(told.now):
        assert seen == len(told.of(case))
        lines = [line_of(entry) for entry in told.of(case)]
        owed = judge(told.rules_at(told.position()), lines, ms(told.now))
        before = [entry.fact for entry in told.of(case) if isinstance(entry.fact, Judged)]
        new = news(owed, before, told.now, Said(told.now, "sweep", Role.SYSTEM), lines)
        assert new
        board.take(page([told.tell(case, one) for one in new]))


def test_an_adoption_judges_again_whatever_partition_it_came_through(engine: Engine) -> None:
    told = story(7, editions=False)
    told.tell(RULES_ID, pack("short", minutes=1))
    after = told.position()
    board = board_of(engine, told)

    short = board.owed(Owing(duty="R-ARR-1"), told.now, at_most=1_000).items
    long = board.owed(Owing(duty="R-ARR-1"), told.now, as_of=after - 1, at_most=1_000).items

    assert {one.obligation.edition for one in short} == {"short"}
    assert {one.obligation.edition for one in long} == {"1"}
    assert {one.obligation.due - one.obligation.anchor for one in short} == {60_000}


def test_counts_are_those_of_the_list_and_a_case_goes_with_what_it_owes(engine: Engine) -> None:
    told = story(8, 60)
    board, cases = board_of(engine, told), CaseList(engine)
    cases.create()
    cases.take(page(told.entries))
    now, day_ends = told.now - timedelta(minutes=90), START + timedelta(hours=14)

    counts = board.counts(Owing(), now, day_ends)
    open_ = board.owed(Owing(status=OPEN), now, at_most=1_000).items
    late = board.owed(Owing(status=(Status.BREACHED,)), now).items
    owing = board.subjects(Owing(status=(Status.BREACHED,)), now)

    assert sum(counts) == len(open_)
    assert counts.overdue == len(late)
    found = cases.listed(Wanted(), among=owing).items
    assert {row.subject for row in found} == {one.subject for one in late}
    assert [one.obligation.due for one in open_] == sorted(one.obligation.due for one in open_)


def test_a_board_goes_on_behind_a_cursor_and_narrows_by_due_instant(engine: Engine) -> None:
    told = story(9, 80)
    board = board_of(engine, told)
    whole = board.owed(Owing(), told.now, at_most=1_000).items
    some = board.owed(Owing(), told.now, at_most=1)
    rest = board.owed(Owing(), told.now, after=some.next, at_most=1_000)
    middle = whole[len(whole) // 2].obligation

    assert [*some.items, *rest.items] == whole
    before = board.owed(Owing(due_before=middle.due_at), told.now, at_most=1_000).items
    from_ = board.owed(Owing(due_from=middle.due_at), told.now, at_most=1_000).items
    assert [*before, *from_] == whole
    assert board.one(middle.id) == whole[len(whole) // 2]


def test_an_arrival_ahead_of_the_clock_counts_from_its_own_instant(engine: Engine) -> None:
    told = Story()
    told.tell(RULES_ID, pack())
    case = story(1).subjects()[0]
    said = Said(START, "li", Role.WORKER)
    told.tell(case, IncidentRegistered(said, "EM.02"))
    ahead = START + timedelta(minutes=20)
    told.tell(case, Arrived(Said(ahead, "li", Role.WORKER)))
    board = board_of(engine, told)

    wanted = Owing(duty="R-ARR-1")
    now = board.owed(wanted, START + timedelta(minutes=19)).items[0]
    then = board.owed(Owing(duty="R-ARR-1", status=(Status.MET,)), ahead).items[0]

    assert now.obligation.status(ms(START)) == Status.PENDING
    assert then == now
    assert next_at([now.obligation], [], ms(START)) is None
