"""Why an obligation stands as it does: every step, in both languages."""

import pytest

from domain.duties.explain import explain
from domain.duties.obligation import Status
from tests.domain.duty_scenario import ARRIVE, at, judged, rules

FULL = {**ARRIVE, "ladder": "l", "uncertainty": "PT1M", "grace": "PT5M"}
LADDERS = {"l": {"steps": [{"at": "50%", "to": ["backup"]}]}}
BY = rules(FULL, ladders=LADDERS)


@pytest.mark.parametrize(
    ("words", "seconds", "status", "facts"),
    [
        ("open@0", 60, Status.PENDING, {"f1"}),
        ("open@0 arrive@60", 90, Status.MET, {"f1", "f2"}),
        ("open@0 arrive@1801", 9000, Status.MET_LATE, {"f1", "f2"}),
        ("open@0 cancel@60", 90, Status.VOID, {"f1", "f2"}),
        ("open@0", 9000, Status.BREACHED, {"f1"}),
        ("open@0 arrive@60 correct#2@70=50", 90, Status.MET, {"f1", "f2", "f3"}),
    ],
)
def test_every_step_is_explained_with_its_facts(
    words: str, seconds: int, status: Status, facts: set[str]
) -> None:
    (one,) = judged(words, seconds, BY)

    told = explain(one, at(seconds))

    assert one.status(at(seconds)) == status
    assert {name for reason in told for name in reason.facts} == facts
    assert all(reason.zh and reason.en and reason.zh != reason.en for reason in told)
    steps = [reason.step for reason in told]
    assert steps[:5] == ["opening", "anchor", "limit", "due", "lead"]
    assert steps[-4:] == ["grace", "ladder", "edition", "change"]


def test_a_table_is_named_with_its_row() -> None:
    table = {"t": [{"key": ["urgent"], "value": "PT1H"}, {"key": ["*"], "value": "P1D"}]}
    by = rules({**ARRIVE, "within": {"table": "t", "key": ["severity"]}}, tables=table)
    (one,) = judged("open@0[severity:ordinary]", 0, by)

    (limit,) = [reason for reason in explain(one, at(0)) if reason.step == "limit"]

    assert limit.en == "Limit: t: P1D, row 2."


def test_a_verdict_that_turns_on_less_than_the_clocks_is_disputable() -> None:
    (one,) = judged("open@0 arrive@1801", 9000, BY)

    assert one.disputable(at(9000))
    assert "uncertainty" in [reason.step for reason in explain(one, at(9000))]
