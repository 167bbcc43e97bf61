"""What a pack may say, what is refused, and what keeps it out of force."""

from typing import Any

import pytest

from domain.duties.adopted import OtherContent, RuleBook, rules_of
from domain.duties.calendar import CalendarEdition
from domain.duties.instants import utc
from domain.duties.lint import lint
from domain.duties.pack import NotYet, PackError
from domain.duties.reading import calendar_edition, calendar_of, canonical, pack_edition, pack_of
from domain.facts import Entry, Said
from domain.people import Role
from tests.domain.duty_scenario import ARRIVE, TEN, raw

ROWS = [{"key": ["a"], "value": "PT1H"}, {"key": ["*"], "value": "PT2H"}]
TABLE = {"table": "t", "key": ["category"]}
YEAR = {
    "calendar": "cn",
    "edition": "1",
    "zone": "Asia/Shanghai",
    "week": ["mon", "tue"],
    "windows": [["08:30", "12:00"], ["14:00", "17:30"]],
    "years": {"2026": {"rest": ["2026-01-05"], "work": ["2026-01-04"]}},
}


@pytest.mark.parametrize(
    "change",
    [
        {"kind": "periodic"},
        {"kind": "staged"},
        {"clock": "working"},
        {"same": ["unit"]},
        {"horizon": "P7D"},
        {"opened_by": {"breach_of": "arrive"}},
        {"opened_by": [{"type": "open"}, {"breach_of": "arrive"}]},
        {"voided_by": [{"type": "x", "approved_by": {"type": "y"}}]},
    ],
)
def test_what_is_not_supported_yet_is_refused_as_such(change: dict[str, Any]) -> None:
    with pytest.raises(NotYet, match="not supported yet"):
        pack_of(raw({**ARRIVE, **change}))


@pytest.mark.parametrize("ladder", [{"mode": "transfer"}, {"percent_of": "working_days"}])
def test_ladders_that_are_not_supported_yet_are_refused(ladder: dict[str, str]) -> None:
    with pytest.raises(NotYet, match=r"ladders\.l\."):
        pack_of(raw(ladders={"l": {"steps": [], **ladder}}))


@pytest.mark.parametrize(
    ("change", "place"),
    [
        ({"budget": "P5D"}, "duties[0].budget: unknown key"),
        ({"whitin": "PT1H"}, "duties[0].whitin: unknown key"),
        ({"within": "30 minutes"}, "duties[0].within: '30 minutes' is not"),
        ({"within": "P1DT"}, "duties[0].within"),
        ({"within": {"field": "budget_s"}}, "duties[0].within"),
        ({"within": {"table": "none", "key": ["a"]}}, "duties[0].within.table: there is no table"),
        ({"met_by": []}, "duties[0].met_by"),
        ({"met_by": [{"type": "x", "wher": {}}]}, "duties[0].met_by[0].wher: unknown key"),
        ({"met_by": {"type": "x", "where": {"a": {"prefix": "b", "present": True}}}}, "met_by"),
        ({"owner": "mayor"}, "duties[0].owner"),
        ({"end": "ajar"}, "duties[0].end"),
        ({"valid_to": "2026-01-01T00:00:00"}, "duties[0].valid_to"),
    ],
)
def test_a_duty_that_cannot_be_is_refused_with_its_place(
    change: dict[str, Any], place: str
) -> None:
    with pytest.raises(PackError) as refused:
        pack_of(raw({**ARRIVE, **change}))

    assert place in str(refused.value)
    assert not isinstance(refused.value, NotYet)


@pytest.mark.parametrize(
    ("change", "place"),
    [
        ({"horizon": "P7D"}, "horizon: unknown key"),
        ({"zone": "Asia/Gaohe"}, "zone: 'Asia/Gaohe' is not a time zone"),
        ({"valid_to": "2025-01-01T00:00:00+08:00"}, "valid_to: before valid_from"),
        ({"duties": [ARRIVE, ARRIVE]}, "duties[1].id: 'arrive' is there twice"),
        (
            {
                "duties": [{**ARRIVE, "within": TABLE}],
                "tables": {"t": [{"key": [], "value": "P1D"}]},
            },
            "tables.t[0].key",
        ),
        (
            {"duties": [ARRIVE], "tables": {"t": [{"key": ["*"], "value": TABLE}]}},
            "leads back to itself",
        ),
        (
            {"ladders": {"l": {"steps": [{"at": "half", "to": []}]}}},
            "ladders.l.steps[0].at: 'half'",
        ),
        ({"ladders": {"l": {"stepps": []}}}, "ladders.l.stepps: unknown key"),
    ],
)
def test_a_pack_that_cannot_be_is_refused_with_its_place(
    change: dict[str, Any], place: str
) -> None:
    with pytest.raises(PackError) as refused:
        pack_of(raw(**change))

    assert place in str(refused.value)


def test_a_pack_without_fault_passes_every_lint() -> None:
    assert lint(pack_of(raw(ARRIVE)), {"open", "arrive", "cancel"}) == []


@pytest.mark.parametrize(
    ("duty", "pack", "finding"),
    [
        ({"basis": []}, {}, "R1"),
        ({}, {"valid_to": "2028-01-02T00:00:00+08:00"}, "R5"),
        ({}, {"valid_to": None}, "R5"),
        ({"data": ["religion"]}, {}, "R7"),
        ({"opened_by": {"type": "open", "where": {"category": "FP.01"}}}, {}, "R7"),
        ({"opened_by": {"type": "open", "where": {"category": {"prefix": "FP"}}}}, {}, "R7"),
        ({"opened_by": {"type": "open", "where": {"religion": "x"}}}, {}, "R7"),
        ({"ladder": "none"}, {}, "no ladder 'none'"),
        ({"owner": None}, {}, "owner"),
        ({"valid_to": "2025-12-31T00:00:00+08:00"}, {}, "unreachable"),
        ({"met_by": {"type": "never"}}, {}, "unreachable: there is no fact 'never'"),
        ({}, {"tables": {"t": ROWS[::-1]}}, "unreachable: a row above"),
        ({}, {"transition": "restart"}, "not supported yet"),
    ],
)
def test_a_lint_keeps_a_pack_out_of_force(
    duty: dict[str, Any], pack: dict[str, Any], finding: str
) -> None:
    (found,) = lint(pack_of(raw({**ARRIVE, **duty}, **pack)), {"open", "arrive", "cancel"})

    assert finding in str(found)


@pytest.mark.parametrize(
    ("change", "place"),
    [
        ({"years": {"2026": {"rest": ["2025-01-05"]}}}, "years.2026.rest[0]"),
        ({"years": {"2026": {"work": ["2026-01-05"]}}}, "a working day already"),
        ({"years": {"2026": {"rest": ["2026-01-05", "2026-01-05"]}}}, "there twice"),
        ({"years": {"2026": {"off": []}}}, "unknown key 'off'"),
        ({"years": "never"}, "years"),
        ({"windows": [["12:00", "08:30"]]}, "windows[0]: ends before it starts"),
        ({"windows": [["08:30", "12:00"], ["11:00", "17:30"]]}, "windows[1]"),
        ({"week": []}, "week"),
        ({"zone": "nowhere"}, "zone"),
    ],
)
def test_a_calendar_that_cannot_be_is_refused(change: dict[str, Any], place: str) -> None:
    with pytest.raises(PackError) as refused:
        calendar_of({**YEAR, **change})

    assert place in str(refused.value)


SAID = Said(utc(TEN), "admin", Role.ADMIN)


def the_calendar() -> CalendarEdition:
    return calendar_edition(canonical(YEAR))


def test_what_is_adopted_comes_back_from_its_facts() -> None:
    book = RuleBook()
    pack = pack_edition(canonical(raw(ARRIVE)))

    book.adopt_pack(SAID, pack)
    book.adopt_calendar(SAID, the_calendar())

    told = [Entry(book.id, number, fact, number, utc(TEN)) for number, fact in book.unsaved()]
    assert rules_of(told).packs == (pack,)
    assert rules_of(told).calendars == (the_calendar().calendar,)


def test_adopting_the_same_again_records_nothing() -> None:
    book = RuleBook()
    for _ in range(2):
        book.adopt_pack(SAID, pack_edition(canonical(raw(ARRIVE))))
        book.adopt_calendar(SAID, the_calendar())

    assert len(book.unsaved()) == 2


def test_an_edition_never_stands_for_other_content() -> None:
    book = RuleBook()
    book.adopt_pack(SAID, pack_edition(canonical(raw(ARRIVE))))

    with pytest.raises(OtherContent):
        book.adopt_pack(SAID, pack_edition(canonical(raw({**ARRIVE, "within": "PT31M"}))))

    assert len(book.unsaved()) == 1
