"""A week of fire calls gives what plain arithmetic gives, by both roads."""

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from domain.duties.judged import Judged
from domain.people import Person, Role
from infra.feed import Feed, LogSource, least
from services.checking import pages
from services.exporting import facts
from services.imports.result import Result
from services.judging import judge_log, read_log
from services.wiring import rulefiles
from services.wiring.importing import bring_in, write_log
from services.wiring.parts import Sibi, opened, settings
from services.wiring.processes import sweeper
from services.wiring.upkeep import check_all
from tests.services.imports.fire import LIMITS, PROFILE, SAMPLE, by_arithmetic, pack

ADMIN = Person("root", "root", Role.ADMIN)
LATE = {"met_late", "breached"}


@pytest.fixture(scope="module")
def log(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample as a fact log."""
    out = tmp_path_factory.mktemp("log") / "log.jsonl"
    write_log(PROFILE, SAMPLE, out)
    return out


@pytest.fixture(scope="module")
def imported(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Sibi, Result]]:
    """The sample in a store, with a pack for each limit in force, fed and swept."""
    folder = tmp_path_factory.mktemp("store")
    with opened(settings(data=folder)) as sibi:
        for minutes in LIMITS:
            rulefiles.bring_in(sibi, pack(folder, minutes), ADMIN)
        result = bring_in(sibi, PROFILE, SAMPLE)
        run(sibi)
        yield sibi, result


def run(sibi: Sibi) -> None:
    """Feed and sweep until nothing moves any more."""
    feed = Feed(LogSource(sibi.log, least(sibi.views)), sibi.views)
    sweep = sweeper(sibi)
    while feed.step(0) or sweep.step(sibi.now()):
        pass


def judgements(sibi: Sibi) -> list[Judged]:
    """Every judgement in the log."""
    every = (entry.fact for page in pages(sibi.log) for entry in page)
    return [fact for fact in every if isinstance(fact, Judged)]


@pytest.mark.parametrize("minutes", LIMITS)
def test_a_fact_log_is_judged_as_arithmetic_has_it(log: Path, tmp_path: Path, minutes: int) -> None:
    rules = rulefiles.rules_from(pack(tmp_path, minutes), [])

    found = judge_log(rules, read_log(log))

    assert Counter(one.status(found.as_of) for one in found.owed) == by_arithmetic(minutes)


@pytest.mark.parametrize("minutes", LIMITS)
def test_the_running_system_judges_as_arithmetic_has_it(
    imported: tuple[Sibi, Result], minutes: int
) -> None:
    expected = by_arithmetic(minutes)
    late = {status: number for status, number in expected.items() if status in LATE}

    told = [one for one in judgements(imported[0]) if one.duty == f"FIRE-{minutes}"]

    assert Counter(one.status for one in told if one.status in LATE) == late
    assert sum(late.values()) > 10


def test_the_store_exports_what_a_fact_log_says(
    imported: tuple[Sibi, Result], log: Path, tmp_path: Path
) -> None:
    sibi, _ = imported
    out = tmp_path / "export.jsonl"
    out.write_bytes(b"\n".join(facts(sibi.log, ZoneInfo("UTC"))))
    now = int(datetime(2030, 1, 1, tzinfo=UTC).timestamp() * 1000)

    def owed(path: Path) -> Counter[tuple[int, int, int | None, int | None]]:
        by = rulefiles.rules_from(pack(tmp_path, 10), [])
        found = judge_log(by, read_log(path), now).owed
        return Counter((one.anchor, one.due, one.met, one.void) for one in found)

    assert owed(out) == owed(log)


def test_every_row_has_a_result(imported: tuple[Sibi, Result]) -> None:
    _, result = imported

    assert result.rows == 498
    assert {one.row for one in result.told} == set(range(1, 499))
    assert sum(1 for one in result.told if one.type == "incident.registered") == 245
    assert result.facts == sum(1 for one in result.told if one.id)
    assert result.refusals == {}


def test_imported_judgements_are_marked(imported: tuple[Sibi, Result]) -> None:
    assert all(one.imported for one in judgements(imported[0]))


def test_nothing_is_left_to_judge_and_every_invariant_holds(
    imported: tuple[Sibi, Result],
) -> None:
    sibi, _ = imported

    assert sibi.board.due(sibi.now()) == []
    assert [finding.wrong for finding in check_all(sibi) if finding.wrong] == []
