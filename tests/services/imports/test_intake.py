"""Rows in the store: facts with ids of their own, and rows that are refused."""

from datetime import UTC, datetime

import pytest

from domain.acts import Registered
from services.imports.profile import profile_of
from tests.services.imports.household import PROFILE, ROWS, Household, with_category


def test_rows_become_facts_with_their_own_ids_marked_as_imported(town: Household) -> None:
    result = town.give(*ROWS)

    assert result.facts == 4
    first, *_ = town.told()
    assert isinstance(first.fact, Registered)
    assert first.fact.said.at == datetime(2026, 2, 28, 23, 59, tzinfo=UTC)
    assert first.fact.said.origin
    assert first.fact.said.origin.known_at == first.fact.said.at
    assert first.id == first.fact.said.origin.id
    assert (first.fact.category, town.summary()) == ("EM.02", "锅炉起火")
    assert [one.outcome for one in result.told if one.row == 3] == ["new"]


@pytest.mark.parametrize(
    ("cell", "reason"), [("FP.01", "retired_item"), ("XX.01", "unknown_category")]
)
def test_a_row_with_a_category_that_may_not_be_is_refused_and_others_go_on(
    town: Household, cell: str, reason: str
) -> None:
    profile = with_category({"column": "class", "map": {"flood": "EM.01"}, "else": cell})

    result = town.give(*ROWS, profile=profile)

    assert result.refusals == {reason: 1, "not_registered": 2}
    assert result.facts == 1
    assert {one.row for one in result.refused()} == {1, 2}


def test_a_fact_that_is_too_large_is_refused_alone(town: Household) -> None:
    large = ROWS[2].replace("水管爆裂", "水" * 40_000)

    result = town.give(*ROWS[:2], large)

    assert result.refusals == {"too_large": 1}
    assert result.facts == 3


def test_a_correction_of_what_no_correction_can_set_is_refused(town: Household) -> None:
    first, second = PROFILE["facts"]
    fields = {**first["set"], "number": {"column": "unit"}}
    profile = profile_of({**PROFILE, "facts": [{**first, "set": fields}, second]})
    town.give(ROWS[0], profile=profile)

    result = town.give(ROWS[0].replace("E1", "E9"), profile=profile)

    assert result.refusals == {"not_to_correct": 1}
    assert town.topics().count("fact.corrected") == 0
