"""What somebody may do with a case now: the case itself is asked, nothing is kept."""

from collections.abc import Callable, Mapping
from contextlib import suppress
from copy import deepcopy
from datetime import datetime

from domain.acts import State
from domain.case import Case
from domain.facts import Said, Sealed
from domain.people import Person, may
from domain.refusals import Refusal

ANY_TEXT = Sealed(1, "", "", "")

Try = Callable[[Case, Said, str], None]

TRIES: Mapping[str, Try] = {
    "accept": lambda case, said, _: case.accept(said),
    "dispatch": lambda case, said, _: case.dispatch(said, "any"),
    "sign": lambda case, said, unit: case.sign(said, unit),
    "arrive": lambda case, said, unit: case.record_arrival(said, unit),
    "contact": lambda case, said, _: case.record_contact(said),
    "submit_result": lambda case, said, unit: case.submit_result(said, unit, ANY_TEXT),
    "verify": lambda case, said, _: case.verify(said, passed=True),
    "hand_back": lambda case, said, unit: case.hand_back(said, unit, ANY_TEXT),
    "withdraw": lambda case, said, _: case.withdraw(said, ANY_TEXT, due_at=None),
}
"""Act to how the case is asked. Order: as the page offers them."""


def offers(case: Case, person: Person, now: datetime) -> list[str]:
    """The acts that would change something and would not be refused."""
    said = Said(now, person.login, person.role)
    return [act for act, ask in TRIES.items() if _changes(case, ask, said, person.unit)]


def _changes(case: Case, ask: Try, said: Said, unit: str) -> bool:
    trial = deepcopy(case)
    with suppress(Refusal):
        ask(trial, said, unit)
    return trial.version > case.version


def next_act(person: Person, state: str, unit: str, officer: str) -> str:
    """The one act that a row of the board offers; empty where it is somebody else's turn."""
    mine = officer == person.login or (not officer and bool(unit) and unit == person.unit)
    turn = {
        State.REPORTED: ("accept", may(person.role, "accept")),
        State.ACCEPTED: ("dispatch", may(person.role, "dispatch")),
        State.FILED: ("dispatch", may(person.role, "dispatch")),
        State.DISPATCHED: ("sign", mine and may(person.role, "sign")),
        State.HANDLING: ("submit_result", mine and may(person.role, "submit_result")),
        State.RESULT_IN: ("verify", not mine and may(person.role, "verify")),
    }
    act, yes = turn.get(State(state), ("", False)) if state else ("", False)
    return act if yes else ""
