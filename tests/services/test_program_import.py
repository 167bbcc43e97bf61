"""`sibi import`: counts, a result for each row, and what bad files get."""

import json
from pathlib import Path

import pytest

from tests.services.terminal import Sibi

DATA = Path(__file__).parents[1] / "data"
PROFILE, CALLS = DATA / "fire-calls.yaml", DATA / "fire-calls-sample.csv"


def counts(out: str) -> dict[str, int]:
    """The counts by their names."""
    return {name: int(count) for name, _, count in (r.partition(": ") for r in out.splitlines())}


def test_a_file_is_imported_once(sibi: Sibi) -> None:
    first, again = sibi("import", PROFILE, CALLS), sibi("import", PROFILE, CALLS)

    assert (first.code, again.code) == (0, 0)
    told, repeated = counts(first.out), counts(again.out)
    assert told["facts"] > 0
    assert told["already there"] == 0
    assert (repeated["facts"], repeated["already there"]) == (0, told["facts"])
    assert sibi("check").code == 0


def test_each_row_has_its_result(sibi: Sibi) -> None:
    told = sibi("import", PROFILE, CALLS, "--json")

    result = json.loads(told.out)
    assert {one["row"] for one in result["told"]} == set(range(1, result["rows"] + 1))


def test_a_fact_log_is_written_without_a_store(sibi: Sibi, tmp_path: Path) -> None:
    log = tmp_path / "log.jsonl"

    told = sibi("import", PROFILE, CALLS, "--to-log", log)

    judged = sibi("judge", log, "--pack", DATA / "fire-pack.yaml")
    assert (told.code, judged.code) == (0, 0)
    assert len(log.read_text().splitlines()) == counts(told.out)["facts"]
    assert judged.out
    assert not (tmp_path / "data").exists()


@pytest.mark.parametrize("to_log", [False, True])
@pytest.mark.parametrize(
    ("profile", "why"),
    [("", "line 1: the file is empty"), ("profile: x\nfact: []\n", "line "), ("- 1\n", "line 1")],
)
def test_a_bad_profile_is_refused_with_its_line(
    sibi: Sibi, tmp_path: Path, profile: str, why: str, *, to_log: bool
) -> None:
    path = tmp_path / "profile.yaml"
    path.write_text(profile)

    told = sibi("import", path, CALLS, *(["--to-log", tmp_path / "out"] if to_log else []))

    assert told.code == 1
    assert why in told.talk
    assert told.out == ""


def test_a_table_without_a_column_is_refused(sibi: Sibi, tmp_path: Path) -> None:
    table = tmp_path / "calls.csv"
    table.write_text("a,b\n1,2\n")

    told = sibi("import", PROFILE, table)

    assert told.code == 1
    assert "sibi: " in told.talk
    assert counts(sibi("import", PROFILE, CALLS).out)["already there"] == 0
