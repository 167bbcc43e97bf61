"""The numbered cases of the design, worked out by hand: response duties on the wall clock."""

from typing import Any

import pytest

from domain.duties.judge import Rules
from domain.duties.pack import Edition
from domain.duties.reading import canonical, pack_edition
from tests.domain.duty_scenario import ARRIVE, LATER, REPORT, judged, raw, rows, rules

ARRIVALS = [
    (1, "open@0 arrive@1800", LATER, "met", 0),
    (2, "open@0 arrive@1801", LATER, "met_late", -1),
    (3, "open@0 arrive@1799", LATER, "met", 1),
    (4, "open@0", 1801, "breached", -1),
    (5, "arrive@0 open@0", LATER, "met", 1800),
    (6, "arrive@-3600 open@0", LATER, "met", 5400),
    (7, "arrive@-3601 open@0", 1801, "breached", -1),
    (8, "open@0 cancel@1799", LATER, "void", None),
    (9, "open@0 cancel@1800", LATER, "void", None),
    (10, "open@0 cancel@1801", LATER, "breached", -1),
    (11, "open@0 arrive@1900 arrive@2000", LATER, "met_late", -100),
    (12, "open@0 arrive@600 arrive@700", LATER, "met", 1200),
    (13, "open@0 cancel@600 arrive@700", LATER, "void", None),
    (14, "open@0", 1800, "pending", None),
    (15, "open@0", 1801, "breached", -1),
    (16, "open@0 arrive@1700/86400", LATER, "met", 100),
    (17, "open@0 arrive@1700/86400", 86_399, "breached", -84_599),
    (18, "open@0 arrive@1801 correct#2@4000=1800", LATER, "met", 0),
    (19, "open@0 arrive@1800 correct#2@4000=1801", LATER, "met_late", -1),
    (20, "open@0 arrive@1800 retract#2@4000", 4000, "breached", -2200),
    (22, "open@0 arrive@1800 arrive@1801", LATER, "met", 0),
    (
        23,
        "open@0 arrive@1801 correct#2@4000=1700 correct#2@3000/4000=1900",
        LATER,
        "met_late",
        -100,
    ),
    (25, "open@0 cancel@1801", LATER, "breached", -1),
    (27, "open@3600/0 arrive@4000", LATER, "met", 1400),
    (35, "open@49500 arrive@51300", LATER, "met", 0),
]
REPORTS = [
    (36, "discover@0 report@7200", LATER, "met", 0),
    (37, "discover@0 report@7201", LATER, "met_late", -1),
    (38, "discover@0", 7201, "breached", -1),
    (39, "report@-86400 discover@0", LATER, "met", 93_600),
    (40, "discover@0 moot@7200", LATER, "void", None),
    (41, "discover@0 moot@7201", LATER, "breached", -1),
    (42, "discover@0 report@7300 report@7400", LATER, "met_late", -100),
    (43, "discover@0 report@7000 correct#1@9000=-600", LATER, "met_late", -400),
    (48, "discover@0/259200 report@60/259200", 4 * LATER, "met", 7140),
]


@pytest.mark.parametrize(("number", "told", "known", "status", "slack"), ARRIVALS + REPORTS)
def test_a_duty_is_judged_as_worked_out_by_hand(
    number: int, told: str, known: int, status: str, slack: float | None
) -> None:
    duty = "arrive" if number < 36 else "report"

    assert rows(judged(told, known), known) == [(duty, status, slack)]


@pytest.mark.parametrize(
    "told",
    [
        pytest.param("open@0 retract#1@4000", id="case 21: retracted after the breach"),
        pytest.param("open@0 correct#1@4000[kind:enquiry]", id="case 29: it was an enquiry"),
        pytest.param("open@0 correct#1@4000[type:other]", id="case 29: it was something else"),
        pytest.param("open@90000/0", id="case 27: it lies ahead"),
    ],
)
def test_nothing_is_owed_for_what_never_was(told: str) -> None:
    assert judged(told) == []


def test_a_kind_corrected_an_hour_later_is_judged_as_if_always_so() -> None:
    request = {**ARRIVE, "id": "request", "opened_by": {"type": "ask"}, "within": "PT2H"}
    told = "ask@0 correct#1@3600[type:open]"

    owed = judged(told, 3600, rules(ARRIVE, request))

    assert rows(owed, 3600) == [("arrive", "breached", -1800)]


@pytest.mark.parametrize(
    ("who", "by", "status"),
    [
        ("grid_worker", "worker", "met"),
        ("owner", "worker", "met"),
        (["grid_worker", "grid_leader"], "leader", "met"),
        ("grid_worker", "officer", "breached"),
        ("grid_worker", "", "breached"),
        ([], "officer", "met"),
    ],
)
def test_only_who_may_do_it_discharges_it(who: Any, by: str, status: str) -> None:
    duty = {**ARRIVE, "met_by": [{"type": "arrive", "by": who}]}

    owed = judged(f"open@0 arrive@60[by:{by}]", LATER, rules(duty))

    assert [row[1] for row in rows(owed, LATER)] == [status]


@pytest.mark.parametrize(
    ("raised", "due", "old"),
    [(5400, 7200, "met"), (600, 2400, "met"), (9000, 10_800, "breached")],
    ids=["case 44", "case 45", "case 46"],
)
def test_a_raised_severity_opens_a_duty_of_its_own(raised: int, due: int, old: str) -> None:
    hazard = {**REPORT, "id": "old", "lead": "PT0S"}
    urgent = {
        **ARRIVE,
        "id": "raised",
        "opened_by": {"type": "raise"},
        "met_by": {"type": "report"},
    }
    report = min(raised + 60, 7200) if old == "met" else 9600
    told = f"discover@0 raise@{raised} report@{report}"

    owed = {one.duty: one for one in judged(told, LATER, rules(hazard, urgent))}

    assert owed["raised"].due - owed["old"].anchor == max(due, raised + 1800) * 1000
    assert owed["old"].due - owed["old"].anchor == 7200 * 1000


def test_two_discoveries_make_two_obligations_and_one_report_serves_both() -> None:
    owed = judged("discover@0 discover@1200 report@7100")

    assert rows(owed, LATER) == [("report", "met", 100), ("report", "met", 1300)]


def test_a_calendar_in_the_pack_changes_nothing_by_the_wall() -> None:
    with_calendar = rules({**REPORT, "calendar": "office"}, calendar="cn")

    assert rows(judged("discover@0 report@7200", LATER, with_calendar), LATER) == [
        ("report", "met", 0)
    ]


def edition(name: str, start: str, within: str, end: str = "2026-12-31") -> Edition:
    span = {"valid_from": f"{start}T00:00:00+08:00", "valid_to": f"{end}T00:00:00+08:00"}
    return pack_edition(canonical(raw({**ARRIVE, "within": within}, edition=name, **span)))


@pytest.mark.parametrize(
    ("opened", "expected"),
    [(0, "1"), (86_400 * 30, "2"), (86_400 * 400, None), (-86_400 * 80, None)],
)
def test_an_obligation_belongs_to_the_edition_in_force_at_its_anchor(
    opened: int, expected: str | None
) -> None:
    both = Rules([edition("1", "2026-01-01", "PT30M"), edition("2", "2026-03-20", "PT10M")])

    owed = judged(f"open@{opened}", opened + 1, both)

    assert [one.edition for one in owed] == ([expected] if expected else [])


def test_the_identity_of_an_obligation_does_not_hang_on_the_edition() -> None:
    old = Rules([edition("1", "2026-01-01", "PT30M")])
    new = Rules([edition("2", "2026-01-01", "PT10M")])

    assert judged("open@0", 1, old)[0].id == judged("open@0", 1, new)[0].id
