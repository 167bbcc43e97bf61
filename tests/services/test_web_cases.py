"""Cases through the doors: their life, what is answered, and what was known when."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

from tests.services.web_house import API, LIFE, Town, must_be_problem, report


def test_a_case_lives_from_report_to_verification(town: Town) -> None:
    # given
    new = town.client("dispatcher").post(f"{API}/cases", json=report())
    case = new.json()["id"]
    assert new.status_code == 201
    assert new.headers["location"] == f"{API}/cases/{case}"
    assert new.headers["etag"] == '"1"'
    assert int(new.headers["sibi-position"]) == new.json()["position"]
    assert len(new.json()["report_code"]) == 10
    assert {one["duty"] for one in new.json()["obligations"]} >= {"R-ARR-1"}
    # when
    answers = [town.act(by, case, act, **words) for _, by, act, words in LIFE]
    # then
    assert [one.status_code for one in answers] == [201] * len(LIFE)
    assert [one.headers["etag"] for one in answers] == ['"2"', '"4"', '"5"', '"6"', '"8"']
    shown = town.client("dispatcher").get(f"{API}/cases/{case}").json()
    assert (shown["state"], shown["officer"]) == ("closed", "officer")
    facts = town.client("dispatcher").get(f"{API}/cases/{case}/facts").json()["items"]
    assert [one["type"] for one in facts] == [
        "incident.registered", "case.accepted", "case.filed", "case.dispatched", "case.signed",
        "case.result_submitted", "case.verified", "case.closed",
    ]  # fmt: skip
    assert [one["id"] for one in facts][1:] == [id_ for a in answers for id_ in a.json()["facts"]]


def test_an_obligation_looks_the_same_wherever_it_is_shown(town: Town) -> None:
    # given
    case = town.reported()["id"]
    town.fed()
    client = town.client("leader")
    at = {"as_of": client.get(f"{API}/obligations").json()["as_of"]}
    # when
    listed = client.get(f"{API}/obligations", params={"limit": 200, **at}).json()["items"]
    mine = {one["obligation"]: one for one in listed if one["subject"] == case}
    of_case = client.get(f"{API}/cases/{case}/obligations", params=at).json()["items"]
    inside = client.get(f"{API}/cases/{case}", params=at).json()["obligations"]
    alone = [client.get(f"{API}/obligations/{one}", params=at).json() for one in mine]
    why = [client.get(f"{API}/obligations/{one}/explanation", params=at).json() for one in mine]
    # then
    assert mine
    assert mine == {one["obligation"]: one for one in of_case}
    assert of_case == inside
    assert mine == {one["obligation"]: one for one in alone}
    assert all(one.pop("steps") for one in why)
    assert mine == {one["obligation"]: one for one in why}


def test_a_case_is_shown_as_it_was_known_at_a_position_or_an_instant(town: Town) -> None:
    # given
    case = town.brought_to("accepted")
    client = town.client("dispatcher")
    told = client.get(f"{API}/cases/{case}/facts").json()["items"]
    # when
    for when in (told[0]["position"], told[0]["recorded_at"]):
        then = client.get(f"{API}/cases/{case}", params={"as_of": when}).json()
        # then
        assert (then["state"], then["revision"]) == ("reported", 1)
    before = told[0]["position"] - 1
    must_be_problem(client.get(f"{API}/cases/{case}?as_of={before}"), 404, "no_such_case")


def test_the_list_is_chosen_from_and_shown_as_it_was(town: Town) -> None:
    # given
    other = "340822100002001"
    case = town.brought_to("accepted", kind="hazard", category="HZ.01", place={"grid": other})
    town.fed()
    client = town.client("auditor")

    def listed(**asked: object) -> list[str]:
        answer = client.get(f"{API}/cases", params={"limit": 200, **asked})
        return [one["id"] for one in answer.json()["items"]]

    # when
    wanted = {"kind": "hazard", "state": "accepted", "grid": other, "q": "HZ"}
    # then
    assert listed(**wanted) == [case]
    assert case not in listed(state="closed")
    told = client.get(f"{API}/audit/facts", params={"subject": case}).json()["items"]
    assert case not in listed(state="accepted", as_of=told[0]["position"])
    assert case in listed(state="reported", as_of=told[0]["position"])


def test_a_list_goes_on_where_its_link_says(town: Town) -> None:
    # given
    made = [town.reported()["id"] for _ in range(5)]
    town.fed()
    client, seen, link = town.client("dispatcher"), [], f"{API}/cases?limit=2"
    # when
    while link:
        answer = client.get(link)
        assert answer.json().keys() == {"items", "position", "as_of"}
        seen += [one["id"] for one in answer.json()["items"]]
        link = answer.links.get("next", {}).get("url", "")
    # then
    assert seen[:5] == made[::-1]
    assert len(seen) == len(set(seen))


def test_what_is_overdue_is_found_by_duty(town: Town) -> None:
    # given
    case = town.reported()["id"]
    town.ahead = timedelta(hours=1)
    try:
        assert town.swept() > 0
        client = town.client("leader")
        # when
        late = client.get(f"{API}/cases", params={"duty": "R-ARR-1", "overdue": True}).json()
        owed = client.get(f"{API}/obligations", params={"status": "breached"}).json()["items"]
        # then
        assert case in [one["id"] for one in late["items"]]
        assert (case, "R-ARR-1") in [(one["subject"], one["duty"]) for one in owed]
    finally:
        town.ahead = timedelta()


def test_the_same_key_is_answered_with_the_same_bytes_and_happens_once(town: Town) -> None:
    # given
    client = town.client("dispatcher")
    key = {"Idempotency-Key": "lost-answer"}
    first = client.post(f"{API}/cases", json=report(), headers=key)
    # when
    again = client.post(f"{API}/cases", json=report(), headers=key)
    # then
    assert again.content == first.content
    headers = ("etag", "location", "sibi-position")
    assert [again.headers[one] for one in headers] == [first.headers[one] for one in headers]
    other = client.post(f"{API}/cases", json=report(summary="另一件"), headers=key)
    must_be_problem(other, 422, "key_reused")
    elsewhere = town.client("leader").post(f"{API}/cases", json=report(), headers=key)
    assert elsewhere.json()["id"] != first.json()["id"]


def test_a_key_that_arrives_many_times_at_once_happens_once(town: Town) -> None:
    # given
    client = town.client("dispatcher")
    key = {"Idempotency-Key": "impatient"}
    # when
    with ThreadPoolExecutor(8) as crowd:
        asked = [
            crowd.submit(client.post, f"{API}/cases", json=report(), headers=key) for _ in range(8)
        ]
    # then
    assert {one.result().status_code for one in asked} == {201}
    assert len({one.result().content for one in asked}) == 1


def test_who_looked_at_another_revision_is_refused(town: Town) -> None:
    # given
    case = town.brought_to("accepted")
    client, path = town.client("dispatcher"), f"{API}/cases/{case}/contact"
    said = {"contacted_at": "2026-01-01T10:00:00+08:00"}
    # when
    stale = client.post(path, json=said, headers={"If-Match": '"1"'})
    must_be_problem(stale, 412, "stale")
    must_be_problem(client.post(path, json=said, headers={"If-Match": "new"}), 422, "bad_input")
    fresh = client.post(path, json=said, headers={"If-Match": '"2"'})
    # then
    assert fresh.status_code == 201
    assert fresh.headers["etag"] == '"3"'


def test_a_judgement_leaves_the_etag_alone(town: Town) -> None:
    # given
    case = town.reported()["id"]
    before = town.client("leader").get(f"{API}/cases/{case}").headers["etag"]
    town.ahead = timedelta(hours=1)
    try:
        town.swept()
        # then
        after = town.client("leader").get(f"{API}/cases/{case}")
        assert after.headers["etag"] == before
        assert "breached" in [one["status"] for one in after.json()["obligations"]]
    finally:
        town.ahead = timedelta()
