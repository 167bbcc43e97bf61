"""`sibi judge` without the command line: the golden rows, and what bad logs get."""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.duties.judge import Rules
from domain.duties.limits import UnreadableFact
from infra.rulepacks import read_pack
from services.judging import BadLog, Told, jsonl, judge_log, read_log, talk, told, tsv

FEATURES = Path("tests/golden/features")
RUNS = [
    (pack.parent, int(known))
    for pack in sorted(FEATURES.glob("*/pack.yaml"))
    for known in (pack.parent / "k").read_text().split()
]


def rows(lines: Iterator[str]) -> Counter[tuple[tuple[str, ...], float | None]]:
    """The five columns, the slack as a number."""
    columns = [line.split("\t") for line in lines if line.strip()]
    return Counter((tuple(row[:4]), float(row[4]) if row[4] else None) for row in columns)


def rules(group: Path) -> Rules:
    return Rules([read_pack(group / "pack.yaml")])


@pytest.mark.parametrize(
    ("group", "known"), RUNS, ids=lambda value: str(getattr(value, "name", value))
)
def test_every_golden_row_is_printed_and_no_other(group: Path, known: int) -> None:
    expected = (group / f"verdicts.{known}.tsv").read_text(encoding="utf-8").splitlines()

    found = judge_log(rules(group), read_log(group / "log.jsonl"), known * 1000)

    assert rows(tsv(found)) == rows(iter(expected))


def test_there_are_golden_rows() -> None:
    assert len(RUNS) == 8


WALL = FEATURES / "G1-wall"
KEYS = [
    "obligation",
    "duty",
    "subject",
    "anchor",
    "due_at",
    "status",
    "final",
    "reason",
    "slack_s",
    "decided_by",
    "pack",
    "edition",
    "calendar",
]


def test_an_object_has_every_field_of_the_contract_in_order() -> None:
    found = judge_log(rules(WALL), read_log(WALL / "log.jsonl"))

    printed = [msgspec.json.decode(line) for line in jsonl(found)]

    assert all(list(one) == KEYS for one in printed)
    order = [(one.duty, one.subject, one.anchor) for one in found.owed]
    assert order == sorted(order)
    assert list(talk(found)) == ["until: 1 opening facts without a limit opened nothing"]


@given(st.data())
def test_a_log_split_by_subject_and_joined_gives_the_same_rows(data: st.DataObject) -> None:
    whole = read_log(WALL / "log.jsonl")
    half = data.draw(st.sets(st.sampled_from(sorted(whole.subjects))))
    parts = [
        Told({name: told for name, told in whole.subjects.items() if (name in half) is one}, 0)
        for one in (True, False)
    ]
    by, known = rules(WALL), whole.last

    joined = sum((rows(tsv(judge_log(by, part, known))) for part in parts), Counter())

    assert joined == rows(tsv(judge_log(by, whole, known)))


GOOD = '{"id":"a","type":"open_l","subject":"s","occurred_at":10,"recorded_at":10}'


def line(**changed: object) -> str:
    """A line that can be read, with something changed; None takes it away."""
    fields = {"id": "b", "type": "x", "subject": "s", "occurred_at": 1, "recorded_at": 10}
    told = {name: value for name, value in {**fields, **changed}.items() if value is not None}
    return msgspec.json.encode(told).decode()


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("{", "truncated"),
        ("[]", "Expected `object`"),
        (line(id=None), "id is missing"),
        (line(id=7), "id is not text"),
        (line(recorded_at=9), "before the line"),
        (line(occurred_at="2026-01-01T00:00:00"), "zone"),
        (line(occurred_at=True), "seconds"),
        (line(occurred_at=1e300), "seconds"),
        (line(type="correct", set={}), "target is missing"),
        (line(type="correct", target="a"), "set is missing"),
        (line(type="correct", target="a", set=[]), "object"),
        (line(type="correct", target="a", set={"subject": "t"}), "set may not name subject"),
        (line(type="correct", target="a", set={"occurred_at": "soon"}), "RFC3339"),
    ],
)
def test_a_line_that_cannot_be_read_is_named_and_nothing_is_judged(text: str, why: str) -> None:
    with pytest.raises(BadLog, match=r"^line 3: ") as refused:
        told([GOOD.encode(), b"", text.encode()])

    assert why in str(refused.value)


@pytest.mark.parametrize(
    ("duty", "field", "value"),
    [("assign", "target_at", "soon"), ("discover", "discovered_at", True)],
)
def test_a_value_that_a_rule_cannot_read_names_the_fact(
    duty: str, field: str, value: object
) -> None:
    at = 1772416800
    log = told([line(type=duty, occurred_at=at, recorded_at=at, **{field: value}).encode()])

    with pytest.raises(UnreadableFact, match=f"fact b: {field}"):
        judge_log(rules(WALL), log)


def test_slack_is_printed_with_three_decimals_at_most() -> None:
    opening = line(type="open_l", occurred_at=1772416800.1234, recorded_at=1772416801)
    log = told([opening.encode()])

    (row,) = tsv(judge_log(rules(WALL), log, 1772419000 * 1000))

    assert row.split("\t")[2:] == ["2026-03-02T10:00:00.123+08:00", "breached", "-399.877"]
