"""The log as others read it: no personal text, and the same verdicts."""

import json
from typing import Any
from zoneinfo import ZoneInfo

from domain.acts import Patch
from domain.duties.instants import ms, utc
from projections.duty_rows import Owing
from services.exporting import facts
from services.judging import judge_log, told
from tests.services.bureau import Bureau

GAOHE = ZoneInfo("Asia/Shanghai")


def a_day(bureau: Bureau) -> None:
    """Cases in time, too late, corrected, retracted, withdrawn, swept and proved late."""
    late, proved, kept, gone, void = (bureau.reported() for _ in range(5))
    bureau.later(5)
    for case in (late, proved, kept, gone, void):
        bureau.cases.record_contact(bureau.asked("dispatcher"), case, bureau.now)
    bureau.cases.withdraw(bureau.asked("centre"), gone, "误报")
    bureau.cases.retract(bureau.asked("leader"), void, f"{void}-1", "重复")
    bureau.later(10)
    bureau.cases.record_arrival(bureau.asked("worker"), kept, bureau.now)
    bureau.later(60)
    bureau.swept()
    bureau.cases.record_arrival(bureau.asked("worker"), late, bureau.now)
    moved = Patch(occurred_at=utc(ms(bureau.now) - 60 * 60_000))
    (arrival,) = bureau.cases.record_arrival(bureau.asked("worker"), proved, bureau.now).facts
    bureau.cases.correct(bureau.asked("leader"), proved, arrival, moved, "当时已到")
    bureau.later(1)
    bureau.swept()


def exported(bureau: Bureau) -> list[dict[str, Any]]:
    """The lines, read."""
    return [json.loads(line) for line in facts(bureau.log, GAOHE)]


def test_the_export_is_judged_as_the_board_shows_it(bureau: Bureau) -> None:
    a_day(bureau)

    log = told(facts(bureau.log, GAOHE))
    judged = judge_log(bureau.rules.at(), log, ms(bureau.now)).owed

    shown = bureau.board.owed(Owing(), bureau.now, at_most=1_000).items
    rows = {json.dumps(one.shown(bureau.now), default=str) for one in judged}
    assert rows == {json.dumps(row.obligation.shown(bureau.now), default=str) for row in shown}
    assert {one.status(ms(bureau.now)) for one in judged} == {"met", "met_late", "void"}


def test_every_fact_is_exported_in_the_logs_order(bureau: Bureau) -> None:
    a_day(bureau)

    lines = exported(bureau)

    assert [line["id"] for line in lines] == [one.id for one in bureau.log.page(0, 1_000)]
    assert [line["recorded_at"] for line in lines] == sorted(line["recorded_at"] for line in lines)
    assert {"correct", "retract", "duty.judged", "pack.adopted"} <= {one["type"] for one in lines}


def test_personal_text_stays_where_it_is(bureau: Bureau) -> None:
    case = bureau.reported()
    text = Patch(summary=bureau.vault.seal(case, "summary", "李四摔伤"), channel="电话")
    bureau.cases.correct(bureau.asked("dispatcher"), case, f"{case}-1", text, "写错")

    lines = exported(bureau)

    registered, corrected = lines[-2], lines[-1]
    assert registered.keys().isdisjoint({"summary", "place", "reporter"})
    assert (registered["category"], registered["number"][:6]) == ("EM.02", "260302")
    assert corrected["set"] == {"channel": "电话"}
    assert "reason" not in corrected
    assert '"c":' not in json.dumps(lines)


def test_a_line_says_who_and_when_with_a_zone(bureau: Bureau) -> None:
    bureau.reported()

    line = exported(bureau)[-1]

    assert (line["by"], line["account"]) == ("dispatcher", "dispatcher")
    assert line["occurred_at"] == line["recorded_at"] == "2026-03-02T10:00:00+08:00"
