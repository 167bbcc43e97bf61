"""What may be done with a case, and why not."""

from collections.abc import Callable

import pytest
from msgspec import UNSET

from domain.acts import (
    Accepted,
    Arrived,
    CaseClass,
    Closed,
    Contacted,
    Corrected,
    Dispatched,
    Filed,
    Patch,
    ResultSubmitted,
    Retracted,
    Returned,
    Signed,
    State,
    Verified,
    Withdrawn,
)
from domain.case import Case
from domain.facts import Fact
from domain.incident import Incident, IncidentRegistered
from domain.refusals import (
    AlreadyAccepted,
    AlreadyDispatched,
    AlreadyOver,
    AlreadySigned,
    NoResult,
    NoSuchFact,
    NotAccepted,
    NotDispatched,
    NotSigned,
    NotToCorrect,
    NotToRetract,
    NotYours,
    OwnWork,
    ReasonNeeded,
    Refusal,
    Stale,
    TooLateToWithdraw,
    WrongOfficer,
)
from tests.scenario import CASE, TEN, given, of, said, sealed, then

REGISTERED = IncidentRegistered(said("qian"), "EM.02", grid="340822100001001")
ACCEPTED = Accepted(said("zhou", 2))
DISPATCHED = Dispatched(said("zhou", 5), "chengguan", "zhang")
TO_UNIT = Dispatched(said("zhou", 5), "chengguan")
SIGNED = Signed(said("zhang", 8))
ARRIVED = Arrived(said("zhang", 20), "chengguan")
RESULT = ResultSubmitted(said("zhang", 40), sealed())
CLOSED = Closed(said("zhou", 50))
HANDLED = (REGISTERED, ACCEPTED, DISPATCHED, SIGNED)
FIRST = f"{CASE}-1"


def test_a_case_goes_from_its_registration_to_its_closing() -> None:
    case = given(REGISTERED)

    case.accept(said("zhou", 2), CaseClass.G)
    case.dispatch(said("zhou", 5), "chengguan", "zhang")
    case.sign(said("zhang", 8), "chengguan")
    case.record_contact(said("zhang", 9))
    case.record_arrival(said("zhang", 20), "chengguan")
    case.submit_result(said("zhang", 40), "chengguan", sealed())
    case.verify(said("zhou", 50), passed=True)

    assert of(then(case)) == [
        "case.accepted",
        "case.filed",
        "case.dispatched",
        "case.signed",
        "case.contacted",
        "case.arrived",
        "case.result_submitted",
        "case.verified",
        "case.closed",
    ]
    assert case.state == State.CLOSED
    assert isinstance(case, Incident)


def test_a_failed_verification_sends_it_back_to_its_handler() -> None:
    case = given(*HANDLED, RESULT)

    case.verify(said("zhou", 50), passed=False, reason=sealed())

    assert then(case) == [Verified(said("zhou", 50), passed=False, reason=sealed())]
    assert case.state == State.HANDLING


def test_a_returned_case_waits_for_another_dispatch() -> None:
    case = given(REGISTERED, ACCEPTED, TO_UNIT)

    case.hand_back(said("liu", 9), "chengguan", sealed())
    case.dispatch(said("zhou", 12), "zhujian")

    assert of(then(case)) == ["case.returned", "case.dispatched"]
    assert case.returns == 1


@pytest.mark.parametrize("by", ["li", "wang"])
def test_the_staff_of_the_grid_may_arrive_without_a_dispatch(by: str) -> None:
    case = given(REGISTERED)

    case.record_arrival(said(by, 10), "grid")

    assert then(case) == [Arrived(said(by, 10), "grid")]


def test_what_is_stated_again_records_nothing() -> None:
    case = given(REGISTERED, Arrived(said("li", 10), "grid"), Contacted(said("li", 11)))

    case.record_arrival(said("li", 12), "grid")
    case.record_contact(said("zhou", 13))

    assert then(case) == []


def test_the_reporter_may_withdraw_until_the_first_duty_is_due() -> None:
    case = given(REGISTERED)

    case.withdraw(said("qian", 30), sealed(), due_at=said("qian", 30).at)

    assert then(case) == [Withdrawn(said("qian", 30), sealed())]


REFUSED: list[tuple[list[Fact], Callable[[Case], None], type[Refusal]]] = [
    ([REGISTERED, ACCEPTED], lambda case: case.accept(said("zhou", 3)), AlreadyAccepted),
    ([REGISTERED], lambda case: case.accept(said("li", 3)), NotYours),
    ([REGISTERED], lambda case: case.accept(said("chen", 3)), NotYours),
    ([REGISTERED], lambda case: case.dispatch(said("zhou", 3), "chengguan"), NotAccepted),
    (
        [REGISTERED, ACCEPTED, TO_UNIT],
        lambda case: case.dispatch(said("zhou", 6), "x"),
        AlreadyDispatched,
    ),
    ([REGISTERED, ACCEPTED], lambda case: case.sign(said("zhang", 6), "chengguan"), NotDispatched),
    (
        [REGISTERED, ACCEPTED, TO_UNIT],
        lambda case: case.sign(said("liu", 6), "xiaofang"),
        WrongOfficer,
    ),
    (
        [REGISTERED, ACCEPTED, DISPATCHED],
        lambda case: case.sign(said("liu", 6), "chengguan"),
        WrongOfficer,
    ),
    ([*HANDLED], lambda case: case.sign(said("zhang", 9), "chengguan"), AlreadySigned),
    ([REGISTERED], lambda case: case.record_arrival(said("zhang", 9), "chengguan"), NotDispatched),
    ([*HANDLED], lambda case: case.record_arrival(said("liu", 9), "xiaofang"), WrongOfficer),
    (
        [*HANDLED, RESULT, CLOSED],
        lambda case: case.record_arrival(said("zhang", 60), ""),
        AlreadyOver,
    ),
    (
        [REGISTERED, ACCEPTED, DISPATCHED],
        lambda case: case.submit_result(said("zhang", 9), "", sealed()),
        NotSigned,
    ),
    ([*HANDLED], lambda case: case.submit_result(said("zhang", 9), "", None), ReasonNeeded),
    ([*HANDLED], lambda case: case.verify(said("zhou", 9), passed=True), NoResult),
    ([*HANDLED, RESULT], lambda case: case.verify(said("zhou", 50), passed=False), ReasonNeeded),
    ([*HANDLED, RESULT], lambda case: case.verify(said("li", 50), passed=True), NotYours),
    (
        [REGISTERED, ACCEPTED, DISPATCHED],
        lambda case: case.hand_back(said("zhang", 9), "", None),
        ReasonNeeded,
    ),
    ([REGISTERED], lambda case: case.withdraw(said("sun", 9), sealed(), due_at=None), NotYours),
    (
        [REGISTERED],
        lambda case: case.withdraw(said("qian", 31), sealed(), due_at=said("qian", 30).at),
        TooLateToWithdraw,
    ),
    ([REGISTERED], lambda case: case.withdraw(said("zhou", 9), sealed(), due_at=None), NotYours),
    ([REGISTERED], lambda case: case.withdraw(said("wang", 9), None, due_at=None), ReasonNeeded),
    (
        [*HANDLED, ARRIVED],
        lambda case: case.correct(said("zhou", 60), f"{CASE}-5", Patch(occurred_at=TEN), sealed()),
        NotYours,
    ),
    (
        [REGISTERED],
        lambda case: case.correct(said("wang", 60), "nobody", Patch(occurred_at=TEN), sealed()),
        NoSuchFact,
    ),
    (
        [REGISTERED],
        lambda case: case.correct(said("wang", 60), FIRST, Patch(unit="x"), sealed()),
        NotToCorrect,
    ),
    (
        [REGISTERED],
        lambda case: case.correct(said("wang", 60), FIRST, Patch(), sealed()),
        NotToCorrect,
    ),
    (
        [REGISTERED],
        lambda case: case.correct(said("wang", 60), FIRST, Patch(grid="x"), None),
        ReasonNeeded,
    ),
    (
        [REGISTERED, ACCEPTED],
        lambda case: case.retract(said("wang", 60), f"{CASE}-2", sealed()),
        NotToRetract,
    ),
    ([REGISTERED], lambda case: case.retract(said("zhou", 60), FIRST, sealed()), NotYours),
    ([REGISTERED], lambda case: case.must_be_at(7), Stale),
]


@pytest.mark.parametrize(("history", "ask", "refusal"), REFUSED)
def test_it_is_refused(
    history: list[Fact], ask: Callable[[Case], None], refusal: type[Refusal]
) -> None:
    case = given(*history)

    with pytest.raises(refusal):
        ask(case)

    assert then(case) == []


def test_a_handler_never_verifies_nor_touches_the_clock_of_a_case() -> None:
    arrived = Arrived(said("wang", 20), "grid")
    case = given(*HANDLED, arrived, RESULT)

    with pytest.raises(OwnWork):
        case.verify(said("wang", 50), passed=True)
    with pytest.raises(NotYours):
        case.correct(said("wang", 60), f"{CASE}-5", Patch(occurred_at=TEN), sealed())
    with pytest.raises(NotYours):
        case.withdraw(said("wang", 60), sealed(), due_at=None)

    assert then(case) == []


def test_the_leader_corrects_an_instant_and_the_log_keeps_both() -> None:
    case = given(*HANDLED, ARRIVED)
    patch = Patch(occurred_at=said("zhang", 15).at)

    case.correct(said("lixy", 60), f"{CASE}-5", patch, sealed())

    assert then(case) == [Corrected(said("lixy", 60), f"{CASE}-5", patch, sealed())]
    assert patch.grid is UNSET


def test_the_desk_corrects_what_no_clock_depends_on() -> None:
    case = given(REGISTERED)

    case.correct(said("zhou", 60), FIRST, Patch(channel="12345"), sealed())

    assert of(then(case)) == ["fact.corrected"]


def test_a_corrected_grid_is_the_cases_grid_until_the_correction_is_retracted() -> None:
    moved = Corrected(said("wang", 9), FIRST, Patch(grid="340822100001002"), sealed())
    case = given(REGISTERED, moved)
    assert case.grid == "340822100001002"

    case.retract(said("wang", 10), f"{CASE}-2", sealed())

    assert case.grid == "340822100001001"


def test_a_retracted_arrival_may_be_stated_again() -> None:
    case = given(REGISTERED, Arrived(said("li", 10), "grid"))

    case.retract(said("wang", 12), f"{CASE}-2", sealed())
    case.record_arrival(said("li", 14), "grid")

    assert of(then(case)) == ["fact.retracted", "case.arrived"]


def test_a_retracted_registration_ends_the_case() -> None:
    case = given(REGISTERED)

    case.retract(said("lixy", 12), FIRST, sealed())

    assert case.state == State.VOIDED
    with pytest.raises(AlreadyOver):
        case.accept(said("zhou", 13))


def test_only_its_own_facts_move_the_revision() -> None:
    case = given(*HANDLED, Returned(said("zhang", 9), sealed()), Filed(said("zhou", 9)))

    assert case.revision == case.version == 6


def test_nobody_retracts_twice() -> None:
    case = given(
        REGISTERED, Arrived(said("li", 1)), Retracted(said("wang", 2), f"{CASE}-2", sealed())
    )

    with pytest.raises(NoSuchFact):
        case.retract(said("wang", 3), f"{CASE}-2", sealed())
