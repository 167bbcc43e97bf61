"""Whatever anybody asks of a case, in whatever order: a refusal changes nothing, facts tell all."""

from collections.abc import Callable
from datetime import timedelta
from itertools import pairwise

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from domain.acts import OVER, Closed, Patch, Severity, State, Verified
from domain.case import Case
from domain.kinds import KINDS, rebuild
from domain.refusals import Refusal
from tests.scenario import CASE, CAST, TEN, said, sealed

PEOPLE = st.sampled_from([*CAST])
UNITS = {"li": "grid", "wang": "grid", "zhang": "chengguan", "liu": "zhujian"}
REASONS = st.sampled_from([None, sealed()])
PATCHES = st.sampled_from(
    [
        Patch(),
        Patch(grid="340822100001002"),
        Patch(severity=Severity.MAJOR),
        Patch(channel="phone"),
        Patch(passed=False),
        Patch(occurred_at=TEN - timedelta(hours=1)),
    ]
)


def seen(case: Case) -> dict[str, object]:
    """All that a case is, but what is unsaved; a set has no order of its own."""
    told = {name: value for name, value in vars(case).items() if name != "_unsaved"}
    return {
        name: sorted(value) if isinstance(value, frozenset) else repr(value)
        for name, value in told.items()
    }


class Histories(RuleBasedStateMachine):
    """Anybody asks anything of one case."""

    @initialize(
        kind=st.sampled_from([*KINDS]),
        by=st.sampled_from(["qian", "zhou", "li"]),
        steps=st.integers(0, 5),
    )
    def begin(self, kind: str, by: str, steps: int) -> None:
        case, registered = KINDS[kind]
        self.case, self.minutes = case(CASE), 0
        self.case.record(registered(said(by), category="EM.02", grid="340822100001001"))
        life: list[Callable[[], None]] = [
            lambda: self.case.accept(said("zhou")),
            lambda: self.case.dispatch(said("zhou"), "chengguan"),
            lambda: self.case.sign(said("zhang"), "chengguan"),
            lambda: self.case.submit_result(said("zhang"), "chengguan", sealed()),
            lambda: self.case.verify(said("lixy"), passed=True),
        ]
        for step in life[:steps]:
            step()

    @rule(by=PEOPLE)
    def accept(self, by: str) -> None:
        self.ask(lambda: self.case.accept(said(by, self.minutes)))

    @rule(by=PEOPLE, unit=st.sampled_from(["chengguan", "zhujian"]), named=st.booleans())
    def dispatch(self, by: str, unit: str, named: bool) -> None:  # noqa: FBT001 - drawn
        officer = {"chengguan": "zhang", "zhujian": "liu"}[unit] if named else ""
        self.ask(lambda: self.case.dispatch(said(by, self.minutes), unit, officer))

    @rule(by=PEOPLE)
    def sign(self, by: str) -> None:
        self.ask(lambda: self.case.sign(said(by, self.minutes), UNITS.get(by, "")))

    @rule(by=PEOPLE, reason=REASONS)
    def hand_back(self, by: str, reason: None) -> None:
        unit = UNITS.get(by, "")
        self.ask(lambda: self.case.hand_back(said(by, self.minutes), unit, reason))

    @rule(by=PEOPLE)
    def contact(self, by: str) -> None:
        self.ask(lambda: self.case.record_contact(said(by, self.minutes)))

    @rule(by=PEOPLE)
    def arrive(self, by: str) -> None:
        unit = UNITS.get(by, "")
        self.ask(lambda: self.case.record_arrival(said(by, self.minutes), unit))

    @rule(by=PEOPLE, text=REASONS)
    def submit_result(self, by: str, text: None) -> None:
        unit = UNITS.get(by, "")
        self.ask(lambda: self.case.submit_result(said(by, self.minutes), unit, text))

    @rule(by=PEOPLE, passed=st.booleans(), reason=REASONS)
    def verify(self, by: str, passed: bool, reason: None) -> None:  # noqa: FBT001 - drawn
        self.ask(lambda: self.case.verify(said(by, self.minutes), passed=passed, reason=reason))

    @rule(by=PEOPLE, reason=REASONS, due=st.sampled_from([None, TEN + timedelta(minutes=10)]))
    def withdraw(self, by: str, reason: None, due: None) -> None:
        self.ask(lambda: self.case.withdraw(said(by, self.minutes), reason, due_at=due))

    @rule(by=PEOPLE, number=st.integers(0, 30), patch=PATCHES, reason=REASONS)
    def correct(self, by: str, number: int, patch: Patch, reason: None) -> None:
        of = f"{CASE}-{number}"
        self.ask(lambda: self.case.correct(said(by, self.minutes), of, patch, reason))

    @rule(by=PEOPLE, number=st.integers(0, 30), reason=REASONS)
    def retract(self, by: str, number: int, reason: None) -> None:
        self.ask(lambda: self.case.retract(said(by, self.minutes), f"{CASE}-{number}", reason))

    def ask(self, command: Callable[[], None]) -> None:
        """A command, and what must hold whether it is refused or not."""
        self.minutes += 1
        before, over = seen(self.case), self.case.state in OVER
        try:
            command()
        except Refusal:
            assert seen(self.case) == before
        if over:
            assert self.case.state in OVER

    @invariant()
    def its_facts_tell_all_of_it(self) -> None:
        if hasattr(self, "case"):
            again = rebuild(CASE, self.case.facts.values())

            assert type(again) is type(self.case)
            assert seen(again) == seen(self.case)

    @invariant()
    def what_is_unsaved_has_every_version_once(self) -> None:
        if hasattr(self, "case"):
            unsaved = [version for version, _ in self.case.unsaved()]

            assert unsaved == list(range(1, self.case.version + 1))

    @invariant()
    def nobody_verifies_what_they_handled(self) -> None:
        if hasattr(self, "case"):
            told = list(self.case.facts.values())
            for index, fact in enumerate(told):
                if isinstance(fact, Verified):
                    assert fact.said.by not in rebuild(CASE, told[:index]).handlers

    @invariant()
    def a_closing_follows_a_passed_verification(self) -> None:
        if hasattr(self, "case"):
            told = list(self.case.facts.values())
            for before, fact in pairwise(told):
                if isinstance(fact, Closed):
                    assert isinstance(before, Verified)
                    assert before.passed
            assert (self.case.state == State.CLOSED) <= any(isinstance(o, Closed) for o in told)


TestHistories = Histories.TestCase
TestHistories.settings = settings(max_examples=150, stateful_step_count=30, deadline=None)
