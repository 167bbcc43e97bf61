"""Find, ask, keep; and what happens where somebody was faster, or asks twice."""

from collections.abc import Callable
from typing import Any
from uuid import UUID, uuid5

import pytest

from domain.case import Case
from domain.claims import Claim
from domain.facts import Entry, Subject
from domain.refusals import KeyReused, NoSuchCase, Overtaken, Stale
from infra.log import FactLog
from services.casework import TRIES, Casework
from tests.scenario import said
from tests.services.bureau import Bureau

Asks = Callable[[Case], None]
OTHERS: list[Asks] = [
    lambda case: case.record_arrival(said("li"), "grid"),
    lambda case: case.record_arrival(said("wang"), "grid"),
    lambda case: case.record_contact(said("lixy")),
]
"""What others state of the same case at the same moment."""


class Crowded:
    """A log at which somebody else is served first, so many times."""

    def __init__(self, log: FactLog, case: UUID, faster: list[Asks]) -> None:
        self._log, self._case, self._faster = log, case, list(faster)
        self.asked = 0

    def __getattr__(self, name: str) -> Any:
        return getattr(self._log, name)

    def keep(self, *subjects: Subject, claim: Claim | None = None) -> list[Entry]:
        """Somebody else first."""
        self.asked += 1
        if self._faster:
            Casework(self._log).change(self._case, self._faster.pop(0), claim=claim)
        return self._log.keep(*subjects, claim=claim)


def claim(body: str = "b") -> Claim:
    """A command under a key."""
    return Claim("zhou", "/cases/x/acceptance", "k", body)


def accept(case: Case) -> None:
    """受理."""
    case.accept(said("zhou"))


def test_a_command_that_was_overtaken_is_asked_again(bureau: Bureau) -> None:
    case = bureau.reported()
    log = Crowded(bureau.log, case, OTHERS[: TRIES - 1])

    kept = Casework(log).change(case, accept)

    assert log.asked == TRIES
    assert kept.facts == [f"{case}-4"]
    assert bureau.topics(case)[1:] == ["case.arrived", "case.arrived", "case.accepted"]


def test_overtaken_three_times_it_says_so_and_keeps_nothing(bureau: Bureau) -> None:
    case = bureau.reported()
    log = Crowded(bureau.log, case, OTHERS)

    with pytest.raises(Overtaken):
        Casework(log).change(case, accept)

    assert log.asked == TRIES
    assert "case.accepted" not in bureau.topics(case)


def test_whoever_says_what_they_looked_at_is_not_asked_again_on_another(bureau: Bureau) -> None:
    case = bureau.reported()
    log = Crowded(bureau.log, case, OTHERS[:1])

    with pytest.raises(Stale):
        Casework(log).change(case, accept, seen=1)

    assert bureau.topics(case)[1:] == ["case.arrived"]


def test_a_key_taken_at_the_same_moment_gets_the_others_answer(bureau: Bureau) -> None:
    case = bureau.reported()
    log = Crowded(bureau.log, case, [accept])

    kept = Casework(log).change(case, accept, claim=claim())

    assert log.asked == 1
    assert bureau.topics(case)[1:] == ["case.accepted"]
    assert kept.facts == [f"{case}-2"]
    assert kept.position == bureau.log.position()


def test_the_same_key_gets_the_same_answer_whatever_has_happened_since(bureau: Bureau) -> None:
    case = bureau.reported()
    desk = Casework(bureau.log)
    first = desk.change(case, accept, claim=claim())
    desk.change(case, OTHERS[0])

    again = desk.change(case, accept, claim=claim())

    assert again == first
    assert bureau.topics(case).count("case.accepted") == 1


def test_the_same_key_with_another_body_is_refused(bureau: Bureau) -> None:
    case = bureau.reported()
    desk = Casework(bureau.log)
    desk.change(case, accept, claim=claim())

    with pytest.raises(KeyReused):
        desk.change(case, OTHERS[0], claim=claim("another"))

    assert bureau.topics(case)[1:] == ["case.accepted"]


def test_what_was_stated_before_is_answered_without_a_fact(bureau: Bureau) -> None:
    case = bureau.reported()
    desk = Casework(bureau.log)
    desk.change(case, OTHERS[0])

    kept = desk.change(case, OTHERS[0], claim=claim())

    assert kept.facts == []
    assert (kept.revision, kept.position) == (2, bureau.log.position())


def test_a_case_that_never_was_is_not_found(bureau: Bureau) -> None:
    with pytest.raises(NoSuchCase):
        Casework(bureau.log).find(uuid5(UUID(int=0), "nobody"))
