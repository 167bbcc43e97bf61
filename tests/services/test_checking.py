"""`sibi check`: nothing to say of a healthy store; whatever was tampered with is found."""

from uuid import UUID

import pytest
import sqlalchemy as sa
from sqlalchemy.pool import StaticPool

from projections.case_list import CaseList
from projections.duty_board import DutyBoard
from projections.view import View
from services.checking import Finding, check_judgements, check_log, check_view
from tests.services.bureau import Bureau


@pytest.fixture
def case(bureau: Bureau) -> UUID:
    """One of two cases with a life and judgements, all of it in the views."""
    one, _ = bureau.handled(), bureau.reported()
    bureau.later(31)
    bureau.swept()
    bureau.cases.record_arrival(bureau.asked("officer"), one, bureau.now)
    bureau.later(1)
    bureau.swept()
    return one


def fresh(bureau: Bureau) -> list[View]:
    """Views with nothing in them."""
    memory = sa.create_engine(
        "sqlite://", poolclass=StaticPool, connect_args={"check_same_thread": False}
    )
    made: list[View] = [CaseList(memory), DutyBoard(memory, bureau.log.histories, bureau.rules.at)]
    for view in made:
        view.create()
    return made


def check(bureau: Bureau) -> dict[str, Finding]:
    """All findings by what was checked."""
    log, judged = check_log(bureau.log)
    rest = [check_judgements(bureau.log, judged, bureau.rules.at)]
    rest += [
        check_view(bureau.log, live, new)
        for live, new in zip(bureau.views, fresh(bureau), strict=True)
    ]
    return {one.what: one for one in [log, *rest]}


def wrong(bureau: Bureau) -> dict[str, str]:
    """What is wrong, by what was checked."""
    return {what: "; ".join(one.wrong) for what, one in check(bureau).items() if one.wrong}


def test_a_healthy_store_has_no_findings_and_says_how_much_it_saw(
    bureau: Bureau, case: UUID
) -> None:
    found = check(bureau)

    assert {what: list(one.wrong) for what, one in found.items()} == {
        "facts in the log": [],
        "judgements": [],
        "rows of case_list": [],
        "rows of duty_board": [],
    }
    assert found["facts in the log"].checked == bureau.log.position()
    assert all(one.checked for one in found.values())


def test_a_store_that_lags_behind_is_healthy(bureau: Bureau, case: UUID) -> None:
    bureau.cases.record_contact(bureau.asked("dispatcher"), case, bureau.now)

    assert wrong(bureau) == {}


def test_an_empty_store_is_healthy(bureau: Bureau) -> None:
    assert wrong(bureau) == {}


@pytest.mark.parametrize(
    ("statement", "table"),
    [
        ("UPDATE case_list SET state = 'closed' WHERE state = 'handling'", "case_list"),
        ("DELETE FROM case_list WHERE state = 'handling'", "case_list"),
        ("DELETE FROM case_list_history", "case_list_history"),
        ("UPDATE duty_board SET due = due + 1", "duty_board"),
        ("UPDATE deadlines SET next_at = 0", "deadlines"),
    ],
)
def test_a_row_changed_in_a_view_is_found(
    bureau: Bureau, case: UUID, statement: str, table: str
) -> None:
    with bureau.rows.begin() as db:
        assert db.exec_driver_sql(statement).rowcount > 0

    (said,) = wrong(bureau).values()

    assert f".{table}: " in said


def test_an_altered_judgement_is_found(bureau: Bureau, case: UUID) -> None:
    bureau.tamper(
        "UPDATE sibi_events SET state = CAST(replace(CAST(state AS TEXT), 'breached', 'void')"
        " AS BLOB) WHERE topic = 'duty.judged.v1'"
    )

    assert "not what its facts give" in wrong(bureau)["judgements"]


def test_a_fact_altered_under_its_judgement_is_found(bureau: Bureau, case: UUID) -> None:
    bureau.tamper(
        "UPDATE sibi_events SET state = CAST(replace(CAST(state AS TEXT), '2026-03-02T02:00',"
        " '2026-03-02T01:50') AS BLOB) WHERE topic = 'incident.registered.v1'"
    )

    found = wrong(bureau)

    assert {"judgements", "rows of duty_board"} <= found.keys()


def test_a_fact_taken_out_leaves_a_gap(bureau: Bureau, case: UUID) -> None:
    bureau.tamper("DELETE FROM sibi_events WHERE topic = 'case.signed.v1'")

    assert "version 6, not 5" in wrong(bureau)["facts in the log"]


def test_a_fact_taken_off_the_end_is_missed_by_the_views(bureau: Bureau, case: UUID) -> None:
    bureau.cases.withdraw(bureau.asked("centre"), case, "误报")
    bureau.fed()
    bureau.tamper("DELETE FROM sibi_events WHERE topic = 'case.withdrawn.v1'")

    assert "only stored" in wrong(bureau)["rows of case_list"]


def test_a_recording_moved_back_is_found(bureau: Bureau, case: UUID) -> None:
    bureau.tamper(
        "UPDATE sibi_events SET recorded_at = '2026-03-02T01:00:00.000000+00:00'"
        " WHERE topic = 'case.signed.v1'"
    )

    assert "recorded before the one above" in wrong(bureau)["facts in the log"]


@pytest.mark.parametrize(
    ("change", "why"),
    [("topic = 'case.shrugged.v1'", "case.shrugged"), ("state = x'7b'", "case.signed")],
)
def test_a_fact_that_nobody_can_read_is_found(
    bureau: Bureau, case: UUID, change: str, why: str
) -> None:
    bureau.tamper(f"UPDATE sibi_events SET {change} WHERE topic = 'case.signed.v1'")

    assert why in wrong(bureau)["facts in the log"]
