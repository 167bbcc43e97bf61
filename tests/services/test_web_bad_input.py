"""What bad input gets: an error naming the place, in the contract's form, and nothing stored."""

from collections.abc import Iterator

import pytest

from tests.services.web_house import API, Town, must_be_problem, report

NAIVE = "2026-03-02T10:00:00"
NEW_CASE: dict[str, tuple[dict[str, object], int, str, str]] = {
    "an unknown field": ({"colour": "red"}, 422, "invalid", "body.colour"),
    "a number for a text": ({"summary": 7}, 422, "invalid", "body.summary"),
    "an empty summary": ({"summary": "  "}, 422, "invalid", "body.summary"),
    "a time without zone": ({"occurred_at": NAIVE}, 422, "invalid", "body.occurred_at"),
    "a number for a time": ({"occurred_at": 1767225600}, 422, "invalid", "body.occurred_at"),
    "a day that is not": (
        {"discovered_at": "2026-02-30T10:00:00Z"}, 422, "invalid", "body.discovered_at",
    ),
    "a time before clocks": (
        {"occurred_at": "0001-01-01T00:00:00+14:00"}, 422, "invalid", "body.occurred_at",
    ),
    "a time to come": ({"occurred_at": "2199-01-01T00:00:00Z"}, 422, "from_the_future", ""),
    "an unknown category": ({"category": "EM.77"}, 422, "unknown_category", "category"),
    "the retired item": ({"category": "FP.01"}, 422, "retired_item", "2021"),
    "a foreign grid": ({"place": {"grid": "110101001001001"}}, 422, "foreign_grid", "place.grid"),
    "an unknown kind": ({"kind": "rumour"}, 422, "invalid", "body.kind"),
    "an unknown severity": ({"severity": "mild"}, 422, "invalid", "body.severity"),
    "a place beyond the earth": ({"place": {"lon": 181}}, 422, "invalid", "body.place.lon"),
    "a longitude of letters": ({"place": {"lon": "east"}}, 422, "invalid", "body.place.lon"),
    "the author in the body": ({"by": "leader"}, 422, "invalid", "body.by"),
    "too long a summary": ({"summary": "长" * 5000}, 422, "invalid", "body.summary"),
}  # fmt: skip


@pytest.fixture(autouse=True)
def _nothing_is_stored(town: Town) -> Iterator[None]:
    town.client("dispatcher")
    before = town.sibi.log.position()
    yield
    assert town.sibi.log.position() == before


@pytest.mark.parametrize("name", NEW_CASE)
def test_a_report_is_refused_for(town: Town, name: str) -> None:
    said, status, code, place = NEW_CASE[name]
    answer = town.client("dispatcher").post(f"{API}/cases", json=report(**said))
    problem = must_be_problem(answer, status, code)
    assert place in problem["detail"]
    if code == "invalid":
        assert place in [one["loc"] for one in problem["errors"]]


BODIES: dict[str, tuple[bytes, int, str]] = {
    "nothing": (b"", 422, "invalid"),
    "no JSON": (b"{", 422, "invalid"),
    "no text": (b"\xff\xfe", 422, "invalid"),
    "a list": (b"[]", 422, "invalid"),
    "a number without end": (b"1" * 10_000, 400, "unreadable"),
    "brackets without end": (b"[" * 100_000, 400, "unreadable"),
    "half a character": (b'{"summary": "\\ud800"}', 422, "invalid"),
    "a name that cannot be written": (b'{"\\ud800": 1}', 422, "invalid"),
    "what is not a number": (b'{"kind":"incident","place":{"lon":NaN}}', 422, "invalid"),
    "more than 256 kB": (b" " * 300_000, 413, "too_large"),
}


@pytest.mark.parametrize("name", BODIES)
def test_a_body_is_refused_that_is(town: Town, name: str) -> None:
    body, status, code = BODIES[name]
    client = town.client("dispatcher")
    json = {"Content-Type": "application/json"}
    must_be_problem(client.post(f"{API}/cases", content=body, headers=json), status, code)


def test_a_body_that_does_not_say_how_long_it_is_may_not_be_longer(town: Town) -> None:
    answer = town.client("dispatcher").post(
        f"{API}/cases",
        content=(b" " * 64_000 for _ in range(6)),
        headers={"Content-Type": "application/json"},
    )
    must_be_problem(answer, 413, "too_large")


@pytest.mark.parametrize("key", ["", "k" * 201, "tab\there"])
def test_an_idempotency_key_is_1_to_200_printable_characters(town: Town, key: str) -> None:
    headers = {"Idempotency-Key": key}
    answer = town.client("dispatcher").post(f"{API}/cases", json=report(), headers=headers)
    must_be_problem(answer, 422, "bad_input")


QUESTIONS = {
    "cases?as_of=yesterday": "as_of",
    f"cases?as_of={NAIVE}": "as_of",
    "cases?as_of=2199-01-01T00:00:00Z": "as_of",
    "cases?cursor=!": "cursor",
    "cases?cursor=OTk5OTk5OTk5OTk5OTk5OTk5OTk5OTk5": "cursor",
    "cases?kind=rumour": "query.kind",
    "cases?state=lost": "query.state",
    "cases?q=%00": "query.q",
    "cases?limit=0": "query.limit",
    "cases?wait=-1": "query.wait",
    "cases/none": "path.case_id",
    "obligations?status=maybe": "query.status",
    f"obligations?due_before={NAIVE}": "query.due_before",
    "obligations?cursor=WzEsIlx1MDAwMCJd": "cursor",
    "obligations/%00": "path.obligation",
}


@pytest.mark.parametrize("question", QUESTIONS)
def test_a_question_is_refused_that_asks(town: Town, question: str) -> None:
    answer = town.client("dispatcher").get(f"{API}/{question}")
    assert answer.status_code == 422
    problem = must_be_problem(answer, 422, answer.json()["code"])
    assert QUESTIONS[question] in problem["detail"]


@pytest.mark.parametrize("question", [f"from={NAIVE}", "to=late", "subject=none", "by=%00"])
def test_an_auditors_question_is_refused_that_asks(town: Town, question: str) -> None:
    answer = town.client("auditor").get(f"{API}/audit/facts?{question}")
    must_be_problem(answer, 422, "invalid")


def test_a_method_that_is_not_there_says_which_are(town: Town) -> None:
    answer = town.client("dispatcher").put(f"{API}/cases", json={})
    must_be_problem(answer, 405, "method_not_allowed")
    assert answer.headers["allow"] == "GET, POST"


@pytest.mark.parametrize("act", ["suspension", "reopening", "merge", "voiding", "explanation"])
def test_acts_to_come_are_not_there_yet(town: Town, act: str) -> None:
    path = f"{API}/cases/00000000-0000-4000-8000-000000000000/{act}"
    must_be_problem(town.client("leader").post(path, json={}), 404, "not_found")
