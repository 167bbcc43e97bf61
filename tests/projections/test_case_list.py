"""The list says of a case what the case says of itself, now and at any past position."""

from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine

from domain.acts import State
from domain.case import Case
from domain.kinds import rebuild
from domain.people import Person, Role, sees
from infra.engines import engine as connect
from projections.case_fold import CaseRow, follow
from projections.case_list import CaseList, Wanted
from projections.case_page import CasePage, timeline
from tests.projections.stories import Story, page, story

SEEDS = st.integers(0, 100_000)


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    """One store for the module."""
    made = connect(f"sqlite:///{tmp_path_factory.mktemp('views') / 'views.db'}")
    yield made
    made.dispose()


@pytest.fixture(scope="module")
def told() -> Story:
    """One story for the module."""
    return story(11, 80)


@pytest.fixture(scope="module")
def listed(engine: Engine, told: Story) -> CaseList:
    """A list that was told all of it."""
    view = CaseList(engine)
    view.create()
    view.take(page(told.entries))
    return view


def same(row: CaseRow, case: Case) -> bool:
    """Whether row and case agree."""
    return (row.state, row.unit, row.officer, row.returns, row.contacted, row.grid) == (
        case.state,
        case.unit,
        case.officer,
        case.returns,
        case.contacted,
        case.grid,
    ) and (row.version, row.revision, row.reported_by, row.kind) == (
        case.version,
        case.revision,
        case.reported_by,
        case.KIND,
    )


@given(seed=SEEDS)
@settings(max_examples=60, deadline=None)
def test_a_row_says_what_the_case_says(seed: int) -> None:
    told = story(seed, 30, editions=False)
    for case in told.subjects():
        row = None
        for entry in told.of(case):
            row = follow(row, entry)

        assert row is not None
        assert same(row, rebuild(case, [entry.fact for entry in told.of(case)]))


def test_the_list_is_as_it_was_at_every_past_position(listed: CaseList, told: Story) -> None:
    for upto in range(0, told.position() + 1, 3):
        known = [entry for entry in told.entries if entry.position <= upto]
        found = listed.listed(Wanted(), as_of=upto, at_most=100)

        rows = {row.subject: row for row in found.items}
        cases = {entry.subject for entry in known} & set(told.subjects())
        assert rows.keys() == cases
        assert found.position == upto
        for case in cases:
            facts = [entry.fact for entry in known if entry.subject == case]
            assert same(rows[case], rebuild(case, facts))


def test_a_list_goes_on_where_it_stopped(listed: CaseList) -> None:
    whole = listed.listed(Wanted()).items
    some = listed.listed(Wanted(), at_most=2)
    rest = listed.listed(Wanted(), before=some.next)

    assert [*some.items, *rest.items] == whole
    assert rest.next is None
    assert [row.first_position for row in whole] == sorted(
        (row.first_position for row in whole), reverse=True
    )


@pytest.mark.parametrize("field", ["kind", "state", "unit", "grid"])
def test_a_filter_leaves_those_that_have_the_value(listed: CaseList, field: str) -> None:
    whole = listed.listed(Wanted()).items
    value = getattr(whole[0], field) or next(getattr(row, field) for row in whole)

    found = listed.listed(Wanted(**{field: value})).items

    assert found == [row for row in whole if getattr(row, field) == value or not value]


def test_a_number_or_category_is_found_by_its_beginning(listed: CaseList) -> None:
    row = listed.listed(Wanted()).items[-1]

    assert listed.listed(Wanted(q=row.number)).items == [row]
    assert row in listed.listed(Wanted(q=row.category[:2])).items
    assert listed.listed(Wanted(q="%")).items == []


def test_a_code_finds_its_case_and_an_empty_one_none(listed: CaseList) -> None:
    row = listed.listed(Wanted()).items[0]

    assert listed.by_code(row.code) == row == listed.one(row.subject)
    assert listed.by_code("") is None
    assert listed.of([row.subject], 0) == {}


def test_counts_are_those_of_the_list(listed: CaseList, told: Story) -> None:
    for upto in (None, told.position() // 2):
        rows = listed.listed(Wanted(), as_of=upto).items
        counts = listed.counts(Wanted(), as_of=upto)

        assert sum(counts.values()) == len(rows)
        for state in State:
            assert counts.get(state, 0) == sum(row.state == state for row in rows)


@given(seed=SEEDS)
@settings(max_examples=60, deadline=None)
def test_scope_in_sql_is_scope_in_the_domain(listed: CaseList, seed: int) -> None:
    random = Random(seed)
    rows = listed.listed(Wanted()).items
    grids = [row.grid[: random.randint(0, 15)] for row in rows]
    person = Person(
        random.choice(("li", "wang", "%")),
        "",
        random.choice(list(Role)),
        random.choice(("", "fire", "FIRE")),
        tuple(random.sample(grids, random.randint(0, 2))),
    )

    found = listed.listed(Wanted(), person).items

    assert found == [
        row
        for row in rows
        if sees(person, grid=row.grid, unit=row.unit, reported_by=row.reported_by)
    ]


def test_a_page_shows_the_case_and_what_stands_against_each_fact(
    tmp_path: Path, told: Story
) -> None:
    engine = connect(f"sqlite:///{tmp_path / 'views.db'}")
    view = CasePage(engine)
    view.create()
    view.take(page(told.entries))

    for case in told.subjects():
        document, position = view.page(case)
        assert document is not None
        assert position == told.position()
        assert document.lines == timeline(told.of(case))
        assert same(document.header, rebuild(case, [one.fact for one in told.of(case)]))
        against = {one.fact for line in document.lines for one in document.lines if line.struck_by}
        assert {line.struck_by for line in document.lines} - {""} <= against
    engine.dispose()
