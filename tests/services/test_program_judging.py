"""`sibi judge`: rows on one side, talk on the other, and what bad files get."""

import json
from pathlib import Path

import pytest

from tests.services.terminal import Answer, Sibi

WALL = Path(__file__).parents[1] / "golden" / "features" / "G1-wall"
KNOWN = (WALL / "k").read_text().split()[0]
LINE = '{"id": "a", "type": "x", "subject": "s", "occurred_at": 1, "recorded_at": 2}\n'


def judge(sibi: Sibi, *more: object) -> Answer:
    """A golden log, judged."""
    return sibi("judge", WALL / "log.jsonl", "--pack", WALL / "pack.yaml", *more)


def test_columns_are_the_golden_rows(sibi: Sibi) -> None:
    told = judge(sibi, "--as-of", KNOWN, "--format", "tsv")

    wanted = (WALL / f"verdicts.{KNOWN}.tsv").read_text().splitlines()
    assert told.code == 0
    assert [row.split("\t")[:4] for row in told.out.splitlines()] == [
        row.split("\t")[:4] for row in wanted
    ]


def test_objects_have_what_columns_have(sibi: Sibi) -> None:
    rows = judge(sibi, "--as-of", KNOWN, "--format", "tsv").out.splitlines()

    told = judge(sibi, "--as-of", KNOWN)

    objects = [json.loads(line) for line in told.out.splitlines()]
    assert [[one[n] for n in ("duty", "subject", "anchor", "status")] for one in objects] == [
        row.split("\t")[:4] for row in rows
    ]
    assert all(
        {"obligation", "final", "decided_by", "pack", "edition"} <= one.keys() for one in objects
    )


def test_left_out_it_is_as_of_the_last_recording(sibi: Sibi) -> None:
    last = json.loads((WALL / "log.jsonl").read_text().splitlines()[-1])["recorded_at"]

    assert judge(sibi).out == judge(sibi, "--as-of", last).out


@pytest.mark.parametrize("as_of", ["yesterday", "2026-03-02T10:00:00", "1e3", "²"])
def test_an_instant_that_is_none_is_used_wrongly(sibi: Sibi, as_of: str) -> None:
    told = judge(sibi, "--as-of", as_of)

    assert told.code == 2
    assert "--as-of" in told.talk


@pytest.mark.parametrize(
    ("log", "why"),
    [
        (LINE + "{\n", "line 2: "),
        (LINE + "[]\n", "line 2: "),
        (LINE + LINE.replace("2}", "1}"), "line 2: recorded_at is before the line above"),
        (LINE.replace('"subject": "s", ', ""), "line 1: subject is missing"),
        (LINE.replace(": 1,", ': "2026-03-02T10:00:00",'), "line 1: "),
        (LINE.replace('"x"', '"correct"'), "line 1: target is missing"),
    ],
)
def test_a_bad_line_is_named_and_nothing_is_judged(
    sibi: Sibi, tmp_path: Path, log: str, why: str
) -> None:
    path = tmp_path / "log.jsonl"
    path.write_text(log)

    told = sibi("judge", path, "--pack", WALL / "pack.yaml")

    assert told.code == 1
    assert told.talk.startswith(f"sibi: {why}")
    assert told.out == ""


@pytest.mark.parametrize(
    ("pack", "why"),
    [
        ("", "line 1: the file is empty"),
        ("pack: [", "not YAML"),
        ("pack: x\nduty: y\n", "line "),
        ("pack: x\npack: y\n", "line 2, pack: the key 'pack' is there twice"),
    ],
)
def test_a_bad_pack_is_refused_with_its_line(
    sibi: Sibi, tmp_path: Path, pack: str, why: str
) -> None:
    path = tmp_path / "pack.yaml"
    path.write_text(pack)

    told = sibi("judge", WALL / "log.jsonl", "--pack", path)

    assert told.code == 1
    assert why in told.talk
    assert told.out == ""


def test_files_that_are_not_there_are_named(sibi: Sibi, tmp_path: Path) -> None:
    told = sibi("judge", tmp_path / "nowhere.jsonl", "--pack", WALL / "pack.yaml")

    assert told.code == 1
    assert "nowhere.jsonl" in told.talk
