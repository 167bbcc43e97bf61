"""Grids, units and the people that a case can go to."""

import pytest

from domain.people import Person, Role
from domain.places import Grid, Register, Unit
from domain.refusals import ForeignGrid, UnknownUnit

REGISTER = Register(
    {"340822100001001": Grid("340822100001001", "第1网格", "高河社区")},
    {"chengguan": Unit("chengguan", "城管中队"), "gongan": Unit("gongan", "派出所")},
    {
        "zhang": Person("zhang", "张", Role.OFFICER, "chengguan"),
        "qian": Person("qian", "钱", Role.RESIDENT),
    },
)


def test_a_grid_is_found_by_its_code() -> None:
    assert REGISTER.grid("340822100001001").community == "高河社区"


@pytest.mark.parametrize("code", ["", "340822100001", "340822100001002"])
def test_a_grid_that_is_not_in_the_register_is_refused(code: str) -> None:
    with pytest.raises(ForeignGrid, match=r"place\.grid"):
        REGISTER.grid(code)


@pytest.mark.parametrize(
    ("unit", "officer", "to"),
    [
        ("chengguan", "", ("chengguan", "")),
        ("", "zhang", ("chengguan", "zhang")),
        ("chengguan", "zhang", ("chengguan", "zhang")),
    ],
)
def test_a_case_goes_to_a_unit_or_to_its_officer(
    unit: str, officer: str, to: tuple[str, str]
) -> None:
    assert REGISTER.handler(unit, officer) == to


@pytest.mark.parametrize(
    ("unit", "officer", "what"),
    [
        ("weishi", "", "unit: 'weishi'"),
        ("", "", "unit: ''"),
        ("gongan", "zhang", "officer: 'zhang'"),
        ("", "sun", "officer: 'sun'"),
        ("", "qian", "unit: ''"),
    ],
)
def test_nobody_else_can_get_a_case(unit: str, officer: str, what: str) -> None:
    with pytest.raises(UnknownUnit, match=what):
        REGISTER.handler(unit, officer)
