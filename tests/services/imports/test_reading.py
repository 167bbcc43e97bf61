"""Files that are not as they should be name the place; instants are read as they stand there."""

import gzip
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from domain.duties.pack import PackError
from infra.rulepacks import load
from services.imports.cells import read_instant, read_number
from services.imports.profile import Format, profile_of
from services.imports.rows import BadTable
from services.imports.running import import_to_log
from tests.services.imports.fire import PROFILE as FIRE
from tests.services.imports.household import (
    HEAD,
    PROFILE,
    ROWS,
    Household,
    household,
    with_category,
)

GOOD = "\n".join([HEAD, *ROWS]).encode()
FORM: dict[str, Any] = {"delimiter": ",", "zone": "America/Los_Angeles"}


@pytest.mark.parametrize(
    ("text", "why"),
    [
        (b"", "the file is empty"),
        (GOOD + b"\n3,4", r"row 4 \(line 5\): 2 cells, the head has 6"),
        (GOOD + b"\n3,4,5,6,7,8,9", r"row 4 \(line 5\): 7 cells, the head has 6"),
        (GOOD + b"\n\n3,,,\xff,fire,", r"row 4 \(line 6\), column 'what': bytes that are no text"),
        (GOOD + b'\n3,,,"x', r"row 4 \(line 5\): unexpected end of data"),
        (GOOD + b'\n3,,,"x"y,fire,', r"row 4 \(line 5\): "),
        (GOOD.replace(b"call", b"phone", 1), "column 'call' is not in the head"),
        (GOOD.replace(b"what", b"call", 1), "column 'call' stands twice"),
        (GOOD.replace(b"flood", b"plague"), r"row 3 \(line 4\), column 'class': .*'plague'"),
        (gzip.compress(GOOD)[:-20], r"row \d+ \(line \d+\)|head"),
    ],
)
def test_a_broken_file_names_the_place_and_nothing_is_stored(
    tmp_path: Path, text: bytes, why: str
) -> None:
    with household(tmp_path / "town") as town:
        file = town.file([])
        file.write_bytes(text)

        with pytest.raises(BadTable, match=why):
            town.give_file(file)

        assert town.told() == []


def test_a_broken_file_leaves_no_fact_log(tmp_path: Path) -> None:
    file = tmp_path / "file.csv"
    file.write_bytes(GOOD + b"\n3,4")

    with pytest.raises(BadTable):
        import_to_log(profile_of(PROFILE), file, tmp_path / "out.jsonl")

    assert not (tmp_path / "out.jsonl").exists()


def test_a_mark_blanks_line_ends_and_quotes_are_read_as_they_are_meant(town: Household) -> None:
    file = town.file([])
    row = '1, 2026-03-01T08:00 ,,"one, two\r\nthree",fire,'
    file.write_bytes(gzip.compress(f"\ufeff{HEAD}\r\n{row}\r\n\r\n".encode()))

    result = town.give_file(file)

    assert (result.rows, result.facts, town.summary()) == (1, 1, "one, two\r\nthree")


def test_an_unreadable_instant_gives_no_fact_and_its_row_is_named(town: Household) -> None:
    result = town.give(ROWS[0].replace("08:10", "25:10"), *ROWS[1:])

    assert result.refusals == {"unreadable_instant": 1}
    (refused,) = result.refused()
    assert (refused.row, refused.line) == (1, 2)
    assert "'came'" in refused.detail
    assert town.topics().count("case.arrived") == 1


def test_a_row_without_subject_is_named(town: Household) -> None:
    assert town.give(*ROWS, ",2026-03-01T08:00,,x,fire,").refusals == {"no_subject": 1}


@pytest.mark.parametrize(
    ("cell", "utc"),
    [
        ("2017-01-01T00:00:00", "2017-01-01T08:00:00"),
        ("2017-01-01T00:00:00+01:00", "2016-12-31T23:00:00"),
        ("2017-01-01T00:00:00Z", "2017-01-01T00:00:00"),
        ("2017-11-05T01:30:00", "2017-11-05T08:30:00"),
        ("2017-03-12T02:30:00", "2017-03-12T10:30:00"),
        ("01/02/2017 12:00:01 AM", "2017-01-02T08:00:01"),
    ],
    ids=["in the zone", "with an offset", "in UTC", "there twice", "not there", "second form"],
)
def test_an_instant_is_read_in_the_first_form_that_fits(cell: str, utc: str) -> None:
    form = Format(time=("iso", "%m/%d/%Y %I:%M:%S %p"), zone="America/Los_Angeles")

    assert read_instant(cell, form) == datetime.fromisoformat(utc).replace(tzinfo=UTC)


@pytest.mark.parametrize("cell", ["soon", "9999-12-31", "0001-01-01", "2017-13-01"])
def test_what_is_no_instant_is_refused(cell: str) -> None:
    with pytest.raises(ValueError, match="is not an instant"):
        read_instant(cell, Format(zone="Asia/Shanghai"))


def test_without_zone_an_instant_needs_its_offset() -> None:
    with pytest.raises(ValueError, match="is not an instant"):
        read_instant("2017-01-01T00:00:00", Format())


@pytest.mark.parametrize("cell", ["x", "nan", "Infinity", "1e99", "1,5"])
def test_what_is_no_number_is_refused(cell: str) -> None:
    assert (read_number("12.0"), str(read_number("1.50"))) == (12, "1.50")
    with pytest.raises(ValueError, match="is not a number"):
        read_number(cell)


@pytest.mark.parametrize(
    ("old", "new", "line", "why"),
    [
        ("profile: f", "profil: f", 1, "profil"),
        ("utf-8", "utf-9", 2, "utf-9"),
        ("utf-8", "base64", 2, "base64"),
        ('","', '",,"', 2, "right form"),
        ("America/Los_Angeles", "America/Nowhere", 2, "no such zone"),
        ("%m/%d/%Y", "%Q", 2, "%Q"),
        ("%m/%d/%Y", "%m/%Y", 2, "whole date"),
        ("take: first", "take: all", 7, "all"),
        ("take: first", "takes: first", 7, "takes"),
        ("{value: EM.02}", "{value: EM.02, column: x}", 8, "one of value, column"),
        ("{value: EM.02}", "{value: EM.02, as: number}", 8, "only with a column"),
        ("{value: EM.02}", "{column: x, else: 1}", 8, "else needs a map"),
        ("type: case.withdrawn", "type: incident.registered", 13, "taken twice"),
        ("type: case.withdrawn", "type: correct", 13, "no row states a correct"),
        ("absent: case.arrived", "absent: case.signed", 16, "case.signed"),
        ("absent: case.arrived", "absent: case.withdrawn", 4, "circle"),
        ("unit: {", "by: {", 12, "by is not a field"),
    ],
)
def test_a_profile_that_cannot_be_names_the_line(
    tmp_path: Path, old: str, new: str, line: int, why: str
) -> None:
    path = tmp_path / "profile.yaml"
    path.write_text(FIRE.read_text(encoding="utf-8").replace(old, new, 1), encoding="utf-8")

    with pytest.raises(PackError, match=why) as refused:
        load(path, profile_of)

    assert refused.value.line == line


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({"type": "permit.opened"}, "permit.opened"),
        ({"type": "duty.judged"}, "duty.judged"),
        ({"set": {"colour": {"value": "red"}}}, "colour"),
        ({"set": {}}, "needs category"),
    ],
)
def test_what_the_store_does_not_know_is_refused(
    town: Household, changed: dict[str, Any], why: str
) -> None:
    first, second = PROFILE["facts"]
    profile = profile_of({**PROFILE, "facts": [{**first, **changed}, second]})

    with pytest.raises(PackError, match=why):
        town.give(*ROWS, profile=profile)

    assert town.told() == []


def test_a_fact_log_takes_any_type_but_no_retired_item(tmp_path: Path) -> None:
    file, out = tmp_path / "file.csv", tmp_path / "out.jsonl"
    file.write_bytes(GOOD)
    profile = with_category({"column": "class", "map": {"flood": "anything"}, "else": "FP.01"})

    result = import_to_log(profile, file, out)

    assert result.refusals == {"retired_item": 1}
    assert '"category":"anything"' in out.read_text(encoding="utf-8")
