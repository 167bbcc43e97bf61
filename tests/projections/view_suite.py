"""What every view must do, whichever database it is on."""

from random import Random

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine

from domain.facts import Page
from projections.answers import Snapshot
from projections.case_list import case_list
from projections.duty_board import DutyBoard
from tests.projections.stores import broken, empty, made, names, rows, subjects, tables
from tests.projections.stories import Story, page, pages, story

VIEWS = ("case_list", "case_page", "duty_board", "audit_trail")
LAWS = settings(
    max_examples=12,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


class ViewSuite:
    """Subclassed for each database; `engine` is a fixture of the subclass."""

    @pytest.mark.parametrize("name", VIEWS)
    @given(seed=st.integers(0, 10_000))
    @LAWS
    def test_rows_and_history_do_not_depend_on_how_facts_were_paged(
        self, name: str, engine: Engine, seed: int
    ) -> None:
        told = story(seed)
        view = empty(name, engine, told)
        view.take(page(told.entries))
        once = rows(view, engine)

        view = empty(name, engine, told)
        for some in pages(told.entries, Random(seed)):
            view.take(some)

        assert not view.parked()
        assert rows(view, engine) == once
        assert view.position() == told.position()

    @pytest.mark.parametrize("name", VIEWS)
    def test_a_fact_that_comes_again_changes_nothing(self, name: str, engine: Engine) -> None:
        told = story(1)
        view = empty(name, engine, told)
        view.take(page(told.entries))
        before = rows(view, engine)

        view.take(page(told.entries))
        made(name, engine, told).take(page(told.entries[:7]))

        assert rows(view, engine) == before
        assert view.position() == told.position()

    @pytest.mark.parametrize("name", VIEWS)
    def test_two_workers_of_one_view_see_what_the_other_wrote(
        self, name: str, engine: Engine
    ) -> None:
        told = story(2)
        one = empty(name, engine, told)
        one.take(page(told.entries))
        once = rows(one, engine)

        one, other = empty(name, engine, told), made(name, engine, told)
        for number, entry in enumerate(told.entries):
            (one, other)[number % 2].take(page([entry]))

        assert rows(one, engine) == once

    @pytest.mark.parametrize("name", VIEWS)
    def test_the_position_of_a_view_is_the_least_of_its_partitions(
        self, name: str, engine: Engine
    ) -> None:
        view = empty(name, engine, Story())

        view.take(Page([], {0: 9, 1: 7, 2: 8}))

        assert view.reached() == {0: 9, 1: 7, 2: 8, 3: 0}
        assert view.position() == 0

    @pytest.mark.parametrize("name", VIEWS)
    def test_a_subject_that_cannot_be_read_waits_and_the_others_go_on(
        self, name: str, engine: Engine
    ) -> None:
        told = story(3)
        case = told.subjects()[0]
        first = next(n for n, entry in enumerate(told.entries) if entry.subject == case) + 1
        bad, position = broken(told, first)
        view = empty(name, engine, told)

        view.take(page(bad.entries[: first + 2]))
        view.take(page(bad.entries))

        assert [(one.subject, one.position) for one in view.parked()] == [(case, position)]
        assert "case.shrugged" in view.parked()[0].why
        assert view.position() == bad.position()
        assert len(subjects(view, engine)) > 1

    @pytest.mark.parametrize("name", VIEWS)
    def test_a_repaired_subject_is_folded_anew_from_its_own_facts(
        self, name: str, engine: Engine
    ) -> None:
        told = story(3)
        view = empty(name, engine, told)
        view.take(page(told.entries))
        whole = rows(view, engine)
        case = told.subjects()[0]
        first = next(n for n, entry in enumerate(told.entries) if entry.subject == case) + 1
        bad, position = broken(told, first)
        view = empty(name, engine, told)
        view.take(page(bad.entries))

        view.release(case, bad.of(case))
        still = view.parked()
        view.release(case, told.of(case))

        assert [one.position for one in still] == [position]
        assert view.parked() == []
        assert rows(view, engine) == whole

    @pytest.mark.parametrize("name", VIEWS)
    def test_a_view_is_rebuilt_beside_the_live_one_and_switched(
        self, name: str, engine: Engine
    ) -> None:
        told = story(4)
        live = empty(name, engine, told)
        live.take(page(told.entries[:30]))

        new = live.beside()
        new.take(page(told.entries[:20]))
        early = new.switch()
        again = live.beside()
        again.take(page(told.entries[:35]))
        switched = again.switch()

        assert (early, switched) == (False, True)
        assert live.position() == again.position() == told.entries[34].position
        assert tables(view=live, engine=engine) == {f"{table}_g2" for table in names(live)}
        live.take(page(told.entries))
        rebuilt = rows(live, engine)
        fresh = empty(name, engine, told)
        fresh.take(page(told.entries))
        assert rebuilt == rows(fresh, engine)

    def test_rows_and_position_move_together_or_not_at_all(self, engine: Engine) -> None:
        told = story(5)
        board = empty("duty_board", engine, told)
        board.take(page(told.entries[:10]))
        before = rows(board, engine)
        failing = DutyBoard(engine, told.histories, _fails)

        with pytest.raises(ConnectionError):
            failing.take(page(told.entries))

        assert rows(board, engine) == before
        assert board.position() == told.entries[9].position

    def test_a_question_that_meets_a_switch_is_answered_all_the_same(self, engine: Engine) -> None:
        told = story(6)
        live = empty("case_list", engine, told)
        live.take(page(told.entries))
        asked: list[int] = []

        def question(seen: Snapshot) -> int:
            asked.append(seen.position)
            if len(asked) == 1:
                new = live.beside()
                new.take(page(told.entries))
                new.switch()
            return len(seen.db.execute(sa.select(seen.shelf[case_list])).all())

        assert live.ask(question) == len(told.subjects())


def _fails(position: int) -> None:
    raise ConnectionError
