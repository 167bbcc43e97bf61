"""Who may do what, through the doors: the same as the one policy table says."""

from itertools import product

import pytest

from domain.people import MAY, Role, may
from tests.services.web_house import API, Town, must_be_problem, report

ROLES = sorted(set(Role) - {Role.SYSTEM})
AT = "2026-03-02T10:00:00+08:00"
ACTS: dict[str, tuple[str, str, dict[str, object]]] = {
    "accept": ("reported", "acceptance", {}),
    "dispatch": ("accepted", "dispatch", {"unit": "chengguan"}),
    "sign": ("dispatched", "signature", {}),
    "return": ("dispatched", "return", {"reason": "不归我们管"}),
    "contact": ("dispatched", "contact", {"contacted_at": AT}),
    "arrive": ("dispatched", "arrival", {"arrived_at": AT}),
    "submit_result": ("handling", "result", {"text": "已清理"}),
    "verify": ("result_in", "verification", {"passed": True}),
    "withdraw": ("dispatched", "withdrawal", {"reason": "报错了"}),
    "correct": ("dispatched", "correction", {"set": {"summary": "更清楚"}, "reason": "写错"}),
    "retract": ("dispatched", "retraction", {"reason": "没有这事"}),
}
"""Act of the table: the state in which it can be done, its address, its words."""
ELSEWHERE = {"register", "see_cases", "open_text", "audit", "adopt_rules", "approve_rules"}
NEVER = {"not_yours", "no_such_case"}


def _about(case: str, act: str) -> dict[str, str]:
    return {"fact": f"{case}-1"} if act in {"correct", "retract"} else {}


def test_every_act_of_the_table_is_tried_here() -> None:
    assert ACTS.keys() | ELSEWHERE == MAY.keys()


@pytest.mark.parametrize(("role", "act"), list(product(ROLES, ACTS)))
def test_an_act_is_refused_exactly_to_those_who_may_not(town: Town, role: Role, act: str) -> None:
    # given
    state, path, words = ACTS[act]
    by = "resident" if role == Role.RESIDENT else "dispatcher"
    case = town.brought_to(state, by=by)
    # when
    answer = town.act(role.value, case, path, **_about(case, act), **words)
    # then
    refused = answer.status_code != 201 and answer.json()["code"] in NEVER
    assert refused == (not may(role, act)), answer.text


@pytest.mark.parametrize("role", ROLES)
def test_whoever_may_report_reports(town: Town, role: Role) -> None:
    answer = town.client(role.value).post(f"{API}/cases", json=report())
    assert (answer.status_code == 201) == may(role, "register")


@pytest.mark.parametrize("role", ROLES)
def test_lists_are_for_those_who_see_cases_and_the_trail_for_auditors(
    town: Town, role: Role
) -> None:
    client = town.client(role.value)
    for act, path in (
        ("see_cases", "cases"),
        ("see_cases", "obligations"),
        ("audit", "audit/facts"),
    ):
        expected = 200 if may(role, act) else 403
        assert client.get(f"{API}/{path}").status_code == expected


@pytest.mark.parametrize(
    ("stranger", "grid"),
    [
        ("officer2", "340822100001001"),
        ("resident", "340822100001001"),
        ("worker", "340822100001002"),
        ("leader", "340822100002001"),
    ],
)
def test_a_case_out_of_scope_is_not_there(town: Town, stranger: str, grid: str) -> None:
    # given
    case = town.brought_to("dispatched", place={"grid": grid})
    town.fed()
    owed = town.client("auditor").get(f"{API}/cases/{case}/obligations").json()["items"]
    client = town.client(stranger)
    # then
    for path in ("", "/facts", "/obligations"):
        must_be_problem(client.get(f"{API}/cases/{case}{path}"), 404, "no_such_case")
    for one in owed:
        for path in ("", "/explanation"):
            answer = client.get(f"{API}/obligations/{one['obligation']}{path}")
            must_be_problem(answer, 404, "no_such_obligation")
    for act, (_, path, words) in ACTS.items():
        answer = town.act(stranger, case, path, **_about(case, act), **words)
        must_be_problem(answer, 404, "no_such_case")
    assert case not in [one["id"] for one in client.get(f"{API}/cases?limit=200").json()["items"]]


def test_texts_open_for_who_is_in_scope_and_not_for_auditors(town: Town) -> None:
    case = town.reported(summary="家中被盗", reporter="王小明 13800000000")["id"]
    shown = town.client("leader").get(f"{API}/cases/{case}").json()
    assert (shown["summary"], shown["reporter"]) == ("家中被盗", "王小明 13800000000")
    for path in ("", "/facts"):
        seen = town.client("auditor").get(f"{API}/cases/{case}{path}").text
        assert "家中被盗" not in seen
        assert "138" + "00000000" not in seen


def test_auditors_read_every_fact_with_its_texts_sealed(town: Town) -> None:
    # given
    case = town.brought_to("accepted", summary="家中被盗")
    town.fed()
    # when
    found = town.client("auditor").get(f"{API}/audit/facts", params={"subject": case}).json()
    # then
    assert [one["type"] for one in found["items"]] == ["incident.registered", "case.accepted"]
    assert found["items"][0]["summary"].keys() == {"a", "k", "n", "c"}
    assert {one["case_number"] for one in found["items"]} != {""}
    since = {"from": found["items"][1]["recorded_at"], "subject": case, "by": "dispatcher"}
    later = town.client("auditor").get(f"{API}/audit/facts", params=since).json()["items"]
    assert [one["type"] for one in later] == ["case.accepted"]
