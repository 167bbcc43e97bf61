"""Corrections and retractions through the doors."""

from typing import Any

import httpx2
import pytest

from tests.services.web_house import API, Town, must_be_problem


def correct(town: Town, by: str, case: str, fact: int, **said: Any) -> httpx2.Response:
    words = {"fact": f"{case}-{fact}", "set": said, "reason": "记录有误"}
    return town.act(by, case, "correction", **words)


def test_a_text_is_corrected_by_the_desk_and_both_stay_on_file(town: Town) -> None:
    # given
    case = town.reported()["id"]
    # when
    answer = correct(town, "dispatcher", case, 1, summary="招牌脱落", place=None)
    # then
    assert answer.status_code == 201, answer.text
    client = town.client("leader")
    shown = client.get(f"{API}/cases/{case}").json()
    assert (shown["summary"], shown["place"]["text"]) == ("招牌脱落", "")
    facts = client.get(f"{API}/cases/{case}/facts").json()["items"]
    assert facts[0]["summary"] == "外墙脱落，砸坏一辆车"
    assert facts[0]["corrected_by"] == [facts[1]["id"]]
    assert facts[1]["set"] == {"summary": "招牌脱落", "place": None}
    assert facts[1]["reason"] == "记录有误"


def test_what_a_clock_goes_by_is_corrected_by_the_leader_alone(town: Town) -> None:
    # given
    case, at = town.reported()["id"], "2026-01-01T10:00:00+08:00"
    # when
    must_be_problem(correct(town, "dispatcher", case, 1, occurred_at=at), 403, "not_yours")
    answer = correct(town, "leader", case, 1, occurred_at=at, severity="major", lon=117.283456789)
    # then
    assert answer.status_code == 201, answer.text
    shown = town.client("leader").get(f"{API}/cases/{case}").json()
    assert (shown["occurred_at"], shown["severity"]) == ("2026-01-01T02:00:00Z", "major")
    assert shown["place"]["lon"] == 117.2834568
    assert "breached" in [one["status"] for one in shown["obligations"]]


def test_an_arrival_that_was_not_is_retracted(town: Town) -> None:
    # given
    case = town.brought_to("handling")
    at = town.now().isoformat()
    arrived = town.act("officer", case, "arrival", arrived_at=at).json()["facts"][0]
    # when
    words = {"fact": arrived, "reason": "没有到场"}
    must_be_problem(town.act("officer", case, "retraction", **words), 403, "not_yours")
    gone = town.act("leader", case, "retraction", **words)
    # then
    assert gone.status_code == 201
    facts = town.client("leader").get(f"{API}/cases/{case}/facts").json()["items"]
    struck = {one["id"]: one.get("struck_by") for one in facts}
    assert struck[arrived] == gone.json()["facts"][0]


@pytest.mark.parametrize(
    ("said", "status", "code"),
    [
        ({"occurred_at": None}, 422, "invalid"),
        ({"occurred_at": "2026-01-01T10:00:00"}, 422, "invalid"),
        ({"target_at": "9999-12-31T23:59:59Z"}, 422, "invalid"),
        ({"passed": "yes"}, 422, "invalid"),
        ({"said": {}}, 422, "invalid"),
        ({"unit": "王小明 13800000000"}, 422, "invalid"),
        ({"category": "EM.77"}, 422, "unknown_category"),
        ({"grid": "110101001001001"}, 422, "foreign_grid"),
        ({"passed": True}, 409, "not_to_correct"),
        ({}, 409, "not_to_correct"),
    ],
)
def test_a_correction_is_refused_that_sets(
    town: Town, said: dict[str, object], status: int, code: str
) -> None:
    case = town.reported()["id"]
    must_be_problem(correct(town, "leader", case, 1, **said), status, code)


def test_a_fact_that_is_not_there_is_not_corrected(town: Town) -> None:
    case = town.reported()["id"]
    must_be_problem(correct(town, "leader", case, 9, severity="major"), 422, "no_such_fact")
