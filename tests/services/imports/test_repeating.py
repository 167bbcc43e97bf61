"""A file given again: nothing twice, what changed corrected, what is gone left unless whole."""

from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from domain.acts import Corrected, Patch, Retracted, Severity
from domain.duties.belief import believed, line_of
from domain.duties.instants import ms
from domain.facts import Entry, Said, Sealed, Subject
from domain.kinds import rebuild
from domain.people import Role
from domain.refusals import LogAway
from infra.log import FactLog
from infra.vault import keys
from services.imports.result import Result
from tests.services.imports.household import (
    NOW,
    ROWS,
    Household,
    household,
)


def counts(result: Result) -> tuple[int, int, int, int]:
    """New, there, corrected, retracted."""
    return result.facts, result.already_there, result.corrections, result.retractions


def beliefs(town: Household) -> dict[str, tuple[int, dict[str, object]]]:
    """What is believed of every fact now, but for its personal text."""
    by_subject: dict[UUID, list[Entry]] = {}
    for entry in town.told():
        by_subject.setdefault(entry.subject, []).append(entry)
    facts = (one for told in by_subject.values() for one in believed(map(line_of, told), ms(NOW)))
    return {
        one.id: (one.at, {name: value for name, value in one.data.items() if name != "summary"})
        for one in facts
    }


def test_the_same_file_again_changes_nothing(town: Household) -> None:
    town.give(*ROWS)
    before = town.told()

    result = town.give(*ROWS)

    assert counts(result) == (0, 4, 0, 0)
    assert town.told() == before


def test_a_longer_file_adds_just_what_is_new(town: Household) -> None:
    more = [f"{number},2026-03-01T10:00,,x,fire,E1" for number in range(10, 30)]
    town.give(*ROWS)

    result = town.give(*ROWS, *more)

    assert counts(result) == (20, 4, 0, 0)
    assert len(town.told()) == 24


def test_what_changed_is_corrected_once(town: Household) -> None:
    town.give(*ROWS)
    changed = "2,2026-03-01T09:01,,水管爆裂了,fire,"

    result = town.give(*ROWS[:2], changed)
    again = town.give(*ROWS[:2], changed)

    assert (counts(result), counts(again)) == ((0, 3, 1, 0), (0, 4, 0, 0))
    registered, fact = town.told()[3], town.told()[-1].fact
    assert isinstance(fact, Corrected)
    assert fact.target == registered.id
    patch = fact.patch
    assert patch.occurred_at == datetime(2026, 3, 1, 1, 1, tzinfo=UTC)
    assert patch.category == "EM.02"
    assert isinstance(patch.summary, Sealed)
    assert town.vault.open(registered.subject, "summary", patch.summary) == "水管爆裂了"


def test_an_earlier_row_moves_the_first_instant(town: Household) -> None:
    town.give(*ROWS)

    result = town.give("1,2026-03-01T07:00,,锅炉起火,fire,", *ROWS)

    assert counts(result) == (0, 3, 1, 0)


def test_a_change_there_and_back_is_told_each_time(town: Household) -> None:
    there = ROWS[2].replace("09:00", "09:30")
    for row in (ROWS[2], there, ROWS[2], there):
        town.give(row)

    assert town.topics() == ["incident.registered", *["fact.corrected"] * 3]
    assert len({entry.id for entry in town.told()}) == 4
    (at, _), *_ = beliefs(town).values()
    assert at == ms(datetime(2026, 3, 1, 1, 30, tzinfo=UTC))


def test_what_is_gone_stays_unless_the_file_is_whole(town: Household) -> None:
    town.give(*ROWS)

    part, whole, again = town.give(ROWS[0]), *(town.give(ROWS[0], whole=True) for _ in range(2))

    assert counts(part) == (0, 1, 1, 0)
    assert counts(whole) == (0, 2, 0, 2)
    assert counts(again) == (0, 2, 0, 0)
    assert [entry.fact.TOPIC for entry in town.told()].count("fact.retracted") == 2


def test_what_was_retracted_and_is_given_again_is_believed_again(town: Household) -> None:
    town.give(*ROWS)
    before = beliefs(town)
    assert len(before) == 4

    for _ in range(2):
        town.give(ROWS[2], whole=True)
        back = town.give(*ROWS, whole=True)

        assert counts(back) == (3, 1, 0, 0)
        assert beliefs(town) == before


def test_what_people_corrected_or_retracted_is_left_alone(town: Household) -> None:
    town.give(*ROWS)
    registered, arrived, *_ = town.told()
    by = Said(NOW, "wang", Role.LEADER)
    case = rebuild(registered.subject, (one.fact for one in town.log.history(registered.subject)))
    case.record(Corrected(by, registered.id, Patch(severity=Severity.MAJOR, category="EM.01")))
    case.record(Retracted(by, arrived.id))
    town.log.keep(case)

    result = town.give(*ROWS, whole=True)

    assert counts(result) == (0, 4, 0, 0)


def test_text_whose_key_is_gone_is_not_brought_back(town: Household) -> None:
    town.give(*ROWS)
    with sa.create_engine(f"sqlite:///{town.folder / 'vault.db'}").begin() as db:
        db.execute(keys.delete().where(keys.c.subject == town.told()[0].subject))
    with household(town.folder) as later:
        result = later.give(ROWS[0].replace("锅炉", "旧锅炉"), *ROWS[1:])

        assert counts(result) == (0, 4, 0, 0)
        assert later.summary() is None


class Failing(FactLog):
    """A log that goes away after some transactions."""

    left = 2

    def keep(self, *subjects: Subject, claim: object = None) -> list[Entry]:
        """Until it is away."""
        self.left -= 1
        if self.left < 0:
            raise LogAway
        return super().keep(*subjects)


def test_an_import_that_was_cut_off_is_finished_by_the_next(tmp_path: Path) -> None:
    rows = [f"{number},2026-03-01T10:00,2026-03-01T10:05,x,fire,E1" for number in range(20)]
    with household(tmp_path / "cut", Failing) as cut, household(tmp_path / "whole") as whole:
        with pytest.raises(LogAway):
            cut.give(*rows, at_a_time=5)
        with household(cut.folder) as again:
            result = again.give(*rows, at_a_time=5)
            whole.give(*rows, at_a_time=5)

            assert counts(result) == (20, 20, 0, 0)
            assert [(one.id, one.version) for one in again.told()] == [
                (one.id, one.version) for one in whole.told()
            ]


ROW = st.tuples(
    st.sampled_from("12"), st.sampled_from(["08:00", "08:30"]), st.sampled_from(["", "09:00"])
)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(files=st.lists(st.lists(ROW, max_size=2), min_size=3, max_size=3))
def test_the_last_whole_file_is_what_is_believed(
    files: list[list[tuple[str, str, str]]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    written = [
        [f"{a},2026-03-01T{b},{c and '2026-03-01T' + c},,fire,E1" for a, b, c in rows]
        for rows in files
    ]
    folder = tmp_path_factory.mktemp("towns")

    with household(folder / "many") as many, household(folder / "one") as one:
        for rows in written:
            many.give(*rows, whole=True)
        one.give(*written[-1])

        assert beliefs(many) == beliefs(one)
