"""`sibi rules`, `accounts`, `export`, `check`, `replay`, `explain`: the program on a store."""

import json
from pathlib import Path

import pytest
import sqlalchemy as sa

from infra.feed import Feed, LogSource, least
from projections.duty_rows import Owing
from services.wiring.parts import opened, settings
from services.wiring.processes import prepare
from services.wiring.rulefiles import DEFAULT_PACK
from tests.services.bureau import REPORT
from tests.services.terminal import Sibi

CALENDAR = DEFAULT_PACK.with_name("cn.yaml")


@pytest.fixture
def folder(sibi: Sibi, tmp_path: Path) -> Path:
    """The store's folder: rules in force, one case, views that have it."""
    with opened(settings()) as here:
        prepare(here)
        here.cases.register(here.asked(here.register.people["worker"]), REPORT)
        feed = Feed(LogSource(here.log, least(here.views)), here.views)
        while feed.step(0):
            pass
    return tmp_path / "data"


def later(tmp_path: Path, edition: str = "2026-2") -> Path:
    """A later edition of the default pack."""
    path = tmp_path / "later.yaml"
    text = DEFAULT_PACK.read_text(encoding="utf-8").replace(
        "edition: 2026-1", f"edition: {edition}"
    )
    path.write_text(text.replace("within: PT30M", "within: PT20M"), encoding="utf-8")
    return path


def test_the_default_pack_has_nothing_to_find(sibi: Sibi) -> None:
    told = sibi("rules", "lint", DEFAULT_PACK)

    assert (told.code, told.out) == (0, "")
    assert "0 findings" in told.talk


def test_a_lint_finds_each_with_its_line(sibi: Sibi, tmp_path: Path) -> None:
    path = tmp_path / "bad.yaml"
    text = DEFAULT_PACK.read_text(encoding="utf-8")
    path.write_text(text.replace("ladder: L-URG", "ladder: L-UGH", 1), encoding="utf-8")
    line = text[: text.index("ladder: L-URG")].count("\n") + 1

    told, adopted = sibi("rules", "lint", path), sibi("rules", "adopt", path, "--by", "admin")

    assert (told.code, adopted.code) == (1, 1)
    assert told.out.startswith(f"line {line}, ")
    assert "L-UGH" in told.out
    assert f"line {line}, " in adopted.talk


def test_a_pack_is_adopted_then_proposed_then_approved(sibi: Sibi, tmp_path: Path) -> None:
    first = sibi("rules", "adopt", DEFAULT_PACK, "--by", "admin")
    second = sibi("rules", "adopt", later(tmp_path), "--by", "admin")

    own = sibi("rules", "approve", "gaohe", "2026-2", "--by", "admin")
    other = sibi("rules", "approve", "gaohe", "2026-2", "--by", "centre")

    assert (first.out.strip(), second.out.strip()) == ("adopted", "proposed")
    assert (own.code, other.code) == (1, 0)
    assert "不得批准自己的提案" in own.talk


@pytest.mark.parametrize(("by", "why"), [("worker", "worker may not"), ("he", "no such account")])
def test_who_may_not_adopt_is_told(sibi: Sibi, by: str, why: str) -> None:
    told = sibi("rules", "adopt", DEFAULT_PACK, "--by", by)

    assert told.code == 1
    assert why in told.talk


def test_a_calendar_is_adopted(sibi: Sibi) -> None:
    assert sibi("calendar", "adopt", CALENDAR, "--by", "centre").code == 0
    assert sibi("calendar", "adopt", DEFAULT_PACK, "--by", "centre").code == 1


def test_accounts_are_made_listed_and_disabled(sibi: Sibi) -> None:
    put = sibi("accounts", "put", "zhou", "dispatcher", "--grids", "340822100", typed="long word\n")
    disabled = sibi("accounts", "disable", "zhou")

    rows = json.loads(sibi("accounts", "list", "--json").out)
    table = sibi("accounts", "list")

    assert (put.code, disabled.code, table.code) == (0, 0, 0)
    assert rows == [
        {
            "login": "zhou",
            "name": "zhou",
            "role": "dispatcher",
            "unit": "",
            "grids": "340822100",
            "disabled": True,
        }
    ]
    assert "zhou" in table.out


@pytest.mark.parametrize("typed", ["", "short\n", "x" * 129 + "\n"])
def test_a_password_has_a_length(sibi: Sibi, typed: str) -> None:
    assert sibi("accounts", "put", "zhou", "dispatcher", typed=typed).code == 2
    assert json.loads(sibi("accounts", "list", "--json").out) == []


def test_nobody_is_disabled_who_is_not_there(sibi: Sibi) -> None:
    told = sibi("accounts", "disable", "zhou")

    assert told.code == 1
    assert "zhou: no such account" in told.talk


def test_what_is_exported_is_judged(sibi: Sibi, folder: Path, tmp_path: Path) -> None:
    exported = sibi("export", "facts")
    log = tmp_path / "log.jsonl"
    log.write_text(exported.out, encoding="utf-8")

    judged = sibi("judge", log, "--pack", DEFAULT_PACK)

    assert (exported.code, judged.code) == (0, 0)
    assert "外墙脱落" not in exported.out
    duties = [json.loads(line)["duty"] for line in judged.out.splitlines()]
    assert duties == ["R-ARR-1", "R-ARR-1a"]


def test_a_healthy_store_is_said_to_be(sibi: Sibi, folder: Path) -> None:
    table, data = sibi("check"), sibi("check", "--json")

    assert (table.code, data.code) == (0, 0)
    assert "facts in the log: 2 checked, 0 wrong" in table.out
    assert {one["what"] for one in json.loads(data.out)} == {
        "facts in the log",
        "judgements",
        *(f"rows of {view}" for view in ("case_list", "case_page", "duty_board", "audit_trail")),
    }


def test_a_row_that_was_changed_is_found_and_a_replay_mends_it(sibi: Sibi, folder: Path) -> None:
    database = sa.create_engine(f"sqlite:///{folder / 'views.db'}")
    with database.begin() as db:
        db.exec_driver_sql("UPDATE case_list SET state = 'closed'")
    database.dispose()

    found, replayed, mended = sibi("check"), sibi("replay", "--view", "case_list"), sibi("check")

    assert (found.code, replayed.code, mended.code) == (1, 0, 0)
    assert "case_list.case_list: only stored" in found.out
    assert "case_list: rebuilt up to 2" in replayed.talk


def test_everything_is_replayed(sibi: Sibi, folder: Path) -> None:
    assert sibi("replay").code == 0
    assert sibi("check").code == 0


def test_an_obligation_is_explained(sibi: Sibi, folder: Path) -> None:
    with opened(settings()) as here:
        owed = here.board.owed(Owing(), here.now()).items[0].obligation.id

    table, data = sibi("explain", owed), sibi("explain", owed, "--json")

    assert (table.code, data.code) == (0, 0)
    assert all({"at", "zh", "en"} <= one.keys() for one in json.loads(data.out))
    assert "gaohe" in table.out


def test_what_nobody_owes_is_not_explained(sibi: Sibi, folder: Path) -> None:
    assert sibi("explain", "0" * 20).code == 1
