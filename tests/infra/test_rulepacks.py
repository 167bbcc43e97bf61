"""Rule packs and calendars as files: what comes out, and which line is wrong."""

from pathlib import Path

import pytest

from domain.duties.lint import lint
from domain.duties.pack import PackError
from domain.duties.reading import pack_edition
from domain.kinds import FACTS
from infra.rulepacks import placed, read_calendar, read_pack

RULES = Path("domain/rules")
DUTY = """\
pack: p
edition: "1"
zone: Asia/Shanghai
valid_from: 2026-01-01T00:00:00+08:00
duties:
  - id: d
    kind: response
    opened_by: {type: open}
    met_by: [{type: done}]
    within: PT30M
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "pack.yaml"


def test_the_default_pack_passes_every_lint() -> None:
    assert lint(read_pack(RULES / "gaohe.yaml").pack, FACTS) == []


def test_the_published_calendar_has_248_working_days() -> None:
    calendar = read_calendar(RULES / "cn.yaml").calendar

    assert isinstance(calendar.years, dict)
    year = calendar.years[2026]
    assert 261 - len(year.rest) + len(year.work) == 248


def test_a_pack_reads_back_from_its_canonical_text() -> None:
    edition = read_pack(RULES / "gaohe.yaml")

    assert pack_edition(edition.text) == edition


def test_the_layout_of_a_file_does_not_change_its_hash(file: Path) -> None:
    file.write_text(DUTY)
    plain = read_pack(file).sha256
    file.write_text("# a remark\n" + DUTY.replace("[{type: done}]", "\n      - type: done"))

    assert read_pack(file).sha256 == plain


@pytest.mark.parametrize(
    ("old", "new", "line", "word"),
    [
        ("zone: Asia/Shanghai", "zone: Asia/Shanghai\nzoen: x", 4, "zoen"),
        ("within: PT30M", "whitin: PT30M", 10, "whitin"),
        ("    within: PT30M\n", "", 6, "within"),
        ("within: PT30M", "within: PT30M\n    budget: P1D", 11, "budget"),
        ("within: PT30M", "within: half an hour", 10, "half an hour"),
        ("within: PT30M", "within: PT30M\n    within: PT30M", 11, "twice"),
        ("kind: response", "kind: staged", 7, "not supported yet"),
        ("{type: done}", "{type: done, wher: {}}", 9, "wher"),
        ("zone: Asia/Shanghai", "zone: Asia/Gaohe", 3, "time zone"),
        ("2026-01-01T00:00:00+08:00", "2026-01-01T00:00:00", 4, "valid_from"),
        ("[{type: done}]", "[{type: done}", 10, "not YAML"),
        ("pack: p", "? [a]\n: p", 1, "a key must be text"),
    ],
)
def test_an_error_names_the_line(file: Path, old: str, new: str, line: int, word: str) -> None:
    file.write_text(DUTY.replace(old, new))

    with pytest.raises(PackError) as refused:
        read_pack(file)

    assert f"line {line}" in str(refused.value)
    assert word in str(refused.value)


@pytest.mark.parametrize("content", [b"", b"\xff\xfe"])
def test_a_file_that_is_no_text_is_refused(file: Path, content: bytes) -> None:
    file.write_bytes(content)

    with pytest.raises(PackError, match="the file is"):
        read_pack(file)


def test_a_lint_names_its_line_too(file: Path) -> None:
    file.write_text(DUTY + "    ladder: none\n")
    found = [placed(one, file) for one in lint(read_pack(file).pack)]

    assert any(one.line == 11 and "no ladder" in one.message for one in found)


def test_a_calendar_names_its_line(file: Path) -> None:
    text = (RULES / "cn.yaml").read_text()
    file.write_text(text.replace("work: [2026-01-04", "work: [2026-01-05"))

    with pytest.raises(PackError, match=r"line \d+, years.2026.work\[0\]"):
        read_calendar(file)
