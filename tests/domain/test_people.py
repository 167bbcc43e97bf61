"""Who may ask for what, and whose cases each sees."""

from itertools import product

import pytest

from domain.people import CLOCK_KEEPERS, MAY, Person, Role, may, sees

GRID = "340822100001001"
OTHER = "340822200001001"
WORKER = Person("li", "李", Role.WORKER, "grid", (GRID,))
LEADER = Person("wang", "王", Role.LEADER, "grid", ("340822100001",))
DESK = Person("zhou", "周", Role.DISPATCHER, "centre", ("340822100",))
OFFICER = Person("zhang", "张", Role.OFFICER, "chengguan")
RESIDENT = Person("qian", "钱", Role.RESIDENT)
AUDITOR = Person("chen", "陈", Role.AUDITOR)
ADMIN = Person("root", "管", Role.ADMIN)


def test_nobody_may_do_what_the_table_does_not_name() -> None:
    assert not any(may(role, "delete") for role in Role)


@pytest.mark.parametrize("role", [Role.ADMIN, Role.AUDITOR, Role.SYSTEM])
def test_whoever_runs_or_audits_the_system_touches_no_case(role: Role) -> None:
    on_cases = MAY.keys() - {"adopt_rules", "approve_rules", "audit", "see_cases"}

    assert not [act for act in on_cases if may(role, act)]


def test_only_the_keepers_of_clocks_retract() -> None:
    assert {role for role in Role if may(role, "retract")} == set(CLOCK_KEEPERS)


def test_whoever_proposes_rules_at_the_desk_of_a_unit_does_not_approve_them() -> None:
    assert may(Role.OFFICER, "adopt_rules")
    assert not may(Role.OFFICER, "approve_rules")


@pytest.mark.parametrize(
    ("person", "grid", "unit", "reported_by", "seen"),
    [
        (WORKER, GRID, "", "qian", True),
        (WORKER, OTHER, "", "qian", False),
        (WORKER, OTHER, "", "li", True),
        (WORKER, "", "", "qian", True),
        (LEADER, "340822100001009", "", "qian", True),
        (LEADER, "340822100002001", "", "qian", False),
        (DESK, "340822100002001", "chengguan", "qian", True),
        (DESK, OTHER, "", "qian", False),
        (OFFICER, OTHER, "chengguan", "qian", True),
        (OFFICER, GRID, "gongan", "qian", False),
        (OFFICER, GRID, "", "zhang", True),
        (RESIDENT, GRID, "", "qian", True),
        (RESIDENT, GRID, "", "li", False),
        (AUDITOR, OTHER, "gongan", "li", True),
    ],
)
def test_a_case_is_seen_by_those_in_scope(
    person: Person, grid: str, unit: str, reported_by: str, *, seen: bool
) -> None:
    assert sees(person, grid=grid, unit=unit, reported_by=reported_by) == seen


def test_the_administrator_sees_no_case_at_all() -> None:
    places = product(["", GRID], ["", "chengguan"], ["", "qian", "root"])

    assert not any(sees(ADMIN, grid=g, unit=u, reported_by=by) for g, u, by in places)
