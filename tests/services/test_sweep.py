"""The sweep turns what time has decided into facts: once, and only of what it has seen whole."""

from typing import Any
from uuid import UUID

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from domain.acts import Patch
from domain.claims import Claim
from domain.duties.instants import ms, utc
from domain.duties.judged import Judged
from domain.facts import Entry, Subject
from domain.refusals import Overtaken
from services.casework import Casework
from services.duties import Sweep
from tests.scenario import said
from tests.services.bureau import Bureau


def judged(bureau: Bureau, case: UUID) -> list[tuple[str, str, str]]:
    """Duty, step and status of each judgement of a case."""
    told = [entry.fact for entry in bureau.log.history(case)]
    return [(one.duty, one.step, one.status) for one in told if isinstance(one, Judged)]


def test_what_is_due_is_appended_once(bureau: Bureau) -> None:
    case = bureau.reported()
    bureau.later(31)

    first, again = bureau.swept(), bureau.swept()

    verdicts = [one for one in judged(bureau, case) if one[1] == "breach"]
    assert verdicts == [("R-ARR-1", "breach", "breached"), ("R-ARR-1a", "breach", "breached")]
    assert (first, again) == (len(judged(bureau, case)), 0)
    assert len(set(judged(bureau, case))) == first


def test_before_its_instant_nothing_is_said(bureau: Bureau) -> None:
    case = bureau.reported()
    bureau.later(4)

    assert bureau.swept() == 0
    assert judged(bureau, case) == []


def test_a_case_that_moved_on_is_left_to_the_next_round(bureau: Bureau) -> None:
    case, other = bureau.reported(), bureau.reported()
    bureau.later(31)
    bureau.fed()
    bureau.cases.record_arrival(bureau.asked("worker"), case, bureau.now)

    bureau.sweep.step(bureau.now)

    assert judged(bureau, case) == []
    assert judged(bureau, other) != []
    assert bureau.swept() > 0
    assert ("R-ARR-1", "breach", "met_late") in judged(bureau, case)


def test_where_somebody_is_faster_with_one_the_others_are_kept(bureau: Bureau) -> None:
    case, other = bureau.reported(), bureau.reported()
    bureau.later(31)
    bureau.fed()
    crowded = FasterWithOne(bureau, case)

    done = Sweep(crowded, bureau.board, bureau.rules).step(bureau.now)

    assert judged(bureau, case) == []
    assert len(judged(bureau, other)) == done > 0
    assert crowded.refused == 2
    assert bureau.swept() > 0
    assert judged(bureau, case) != []


class FasterWithOne:
    """A log at which somebody changes one case while the sweep judges it."""

    def __init__(self, bureau: Bureau, case: UUID) -> None:
        self._bureau, self._case, self.refused = bureau, case, 0

    def __getattr__(self, name: str) -> Any:
        return getattr(self._bureau.log, name)

    def keep(self, *subjects: Subject, claim: Claim | None = None) -> list[Entry]:
        """Somebody else first."""
        Casework(self._bureau.log).change(self._case, lambda one: one.record_contact(said("zhou")))
        try:
            return self._bureau.log.keep(*subjects, claim=claim)
        except Overtaken:
            self.refused += 1
            raise


def test_late_proof_withdraws_a_breach_and_keeps_it_on_file(bureau: Bureau) -> None:
    case = bureau.reported()
    bureau.later(31)
    bureau.swept()
    (arrival,) = bureau.cases.record_arrival(bureau.asked("worker"), case, bureau.now).facts
    patch = Patch(occurred_at=utc(ms(bureau.now) - 20 * 60_000))
    bureau.cases.correct(bureau.asked("leader"), case, arrival, patch, "当时已到")
    bureau.later(1)

    bureau.swept()

    verdicts = [(step, how) for duty, step, how in judged(bureau, case) if duty == "R-ARR-1"]
    assert ("breach", "breached") in verdicts
    assert verdicts[-1] == ("change", "met")
    assert bureau.swept() == 0


def test_a_sweep_waits_for_the_board_to_see_what_it_wrote(bureau: Bureau) -> None:
    bureau.reported()
    bureau.later(31)
    bureau.fed()
    bureau.sweep.step(bureau.now)

    assert bureau.sweep.step(bureau.now) == 0


ACTS = st.lists(
    st.tuples(st.sampled_from(["report", "arrive", "contact", "move", "void"]), st.integers(0, 40)),
    min_size=1,
    max_size=8,
)


@given(acts=ACTS)
@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_a_sweep_that_appends_nothing_leaves_nothing_due(
    bureau: Bureau, acts: list[tuple[str, int]]
) -> None:
    cases = [bureau.reported()]
    for act, minutes in acts:
        bureau.later(minutes)
        done(bureau, act, cases)
        bureau.fed()

    for _ in range(20):
        if not bureau.swept():
            break

    assert bureau.board.due(bureau.now) == []
    for case in cases:
        told = [one for one in bureau.log.history(case) if isinstance(one.fact, Judged)]
        rungs = [
            (one.fact.obligation, one.fact.number) for one in told if isinstance(one.fact, Judged)
        ]
        assert len(set(rungs)) == len(rungs)


def done(bureau: Bureau, act: str, cases: list[UUID]) -> None:
    """One act on the newest case."""
    case, now = cases[-1], bureau.now
    match act:
        case "report":
            cases.append(bureau.reported())
        case "arrive":
            bureau.cases.record_arrival(bureau.asked("worker"), case, now)
        case "contact":
            bureau.cases.record_contact(bureau.asked("dispatcher"), case, now)
        case "move":
            earlier = Patch(occurred_at=utc(ms(now) - 50 * 60_000))
            bureau.cases.correct(bureau.asked("centre"), case, f"{case}-1", earlier, "更早")
        case "void":
            bureau.cases.retract(bureau.asked("centre"), case, f"{case}-1", "误报")
            cases.append(bureau.reported())
