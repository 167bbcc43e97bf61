"""The picture of the README: made by a test, so that it shows what there is."""

import os
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import expect

import services.web
from domain.acts import CaseClass, Severity
from infra import clock
from services.asking import Asked
from services.registering import Report
from services.wiring.parts import Sibi
from tests.journeys.browser.conftest import Visitor

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif("SIBI_PICTURE" not in os.environ, reason="made only when asked for"),
]
REPORTS = [
    # kind, category, severity, grid, minutes ago, how far
    ("incident", "EM.02", Severity.MAJOR, "001007", 48, "dispatch"),
    ("dispute", "DP.04", Severity.URGENT, "002001", 31, "accept"),
    ("incident", "EM.04", Severity.URGENT, "005003", 21, "accept"),
    ("incident", "EM.01", Severity.URGENT, "012002", 4, ""),
    ("hazard", "HZ.06", Severity.URGENT, "006002", 12, ""),
    ("request", "LV.06", Severity.URGENT, "004004", 35, "dispatch"),
    ("request", "LV.10", Severity.ORDINARY, "003003", 1180, "accept"),
    ("family_crisis", "FC.02", Severity.ORDINARY, "009005", 1000, "accept"),
    ("request", "LV.02", Severity.ORDINARY, "008001", 20, ""),
]


def asked(sibi: Sibi) -> Asked:
    """The dispatcher, now."""
    return Asked(sibi.register.people["dispatcher"], clock.now())


def fill(sibi: Sibi) -> None:
    """A morning's work."""
    for kind, category, severity, grid, minutes, far in REPORTS:
        at = clock.now() - timedelta(minutes=minutes)
        told = Report(kind, category, "情况", severity, at, at, grid=f"340822100{grid}")
        case = sibi.cases.register(asked(sibi), told).case
        if far:
            sibi.cases.accept(asked(sibi), case, CaseClass.G)
        if far == "dispatch":
            sibi.cases.dispatch(asked(sibi), case, "chengguan", "officer")


def test_the_picture_of_the_readme(visitor: Visitor, sibi: Sibi) -> None:
    fill(sibi)
    desk = visitor("dispatcher")
    expect(desk.locator("#newcomers")).to_be_hidden()
    desk.reload()
    expect(desk.locator("#live[data-on]")).to_be_visible()

    path = Path(services.web.__file__).parent / "help" / "board.png"
    desk.screenshot(path=path)
    phone = visitor("dispatcher", width=390)
    phone.screenshot(path=path.with_name("board-phone.png"))

    assert path.stat().st_size > 10_000
