"""Who may read personal text, and what everybody else is shown."""

from uuid import UUID

import msgspec
import pytest

from domain.acts import Registered
from domain.facts import Sealed
from infra.vault import Vault, keys
from services.opening import ERASED, HIDDEN, Reading
from tests.services.bureau import GRID, Bureau


def told(bureau: Bureau, case: UUID) -> Sealed:
    """The sealed summary of a case."""
    fact = bureau.log.history(case)[0].fact
    assert isinstance(fact, Registered)
    assert fact.summary
    return fact.summary


def read(bureau: Bureau, by: str, *, grid: str = GRID, field: str = "summary") -> str:
    """What somebody is shown of a resident's report; nobody where `by` is empty."""
    case = bureau.reported("resident")
    reader = bureau.register.people[by] if by else None
    reading = Reading(bureau.vault, reader)
    token = told(bureau, case)
    return reading.text(case, field, token, grid=grid, unit="chengguan", reported_by="resident")


@pytest.mark.parametrize("by", ["worker", "leader", "dispatcher", "centre", "officer", "resident"])
def test_somebody_in_scope_reads_it(bureau: Bureau, by: str) -> None:
    assert read(bureau, by) == "外墙脱落"


@pytest.mark.parametrize("by", ["auditor", "admin", ""])
def test_the_auditor_the_administrator_and_nobody_do_not(bureau: Bureau, by: str) -> None:
    assert read(bureau, by) == HIDDEN


@pytest.mark.parametrize("by", ["worker", "leader", "dispatcher"])
def test_in_another_grid_it_is_not_theirs(bureau: Bureau, by: str) -> None:
    assert read(bureau, by, grid="110000000000001") == HIDDEN


def test_a_token_opens_only_as_the_field_it_was_sealed_as(bureau: Bureau) -> None:
    assert read(bureau, "worker", field="place") == ERASED


def test_where_there_is_nothing_nothing_is_shown(bureau: Bureau) -> None:
    reading = Reading(bureau.vault, None)

    shown = reading.text(UUID(int=1), "summary", None, grid="", unit="", reported_by="")

    assert shown == ""


def test_what_was_erased_is_shown_as_erased(bureau: Bureau) -> None:
    case = bureau.reported("resident")
    with bureau.keys.begin() as db:
        db.execute(keys.delete().where(keys.c.subject == case))

    reading = Reading(Vault(bureau.keys), bureau.register.people["worker"])

    shown = reading.text(
        case, "summary", told(bureau, case), grid=GRID, unit="", reported_by="resident"
    )
    assert shown == ERASED


def test_a_token_as_a_row_has_it_is_opened_too(bureau: Bureau) -> None:
    case = bureau.reported("resident")
    row = msgspec.json.encode(told(bureau, case)).decode()

    reading = Reading(bureau.vault, bureau.register.people["worker"])

    assert reading.text(case, "summary", row, grid=GRID, unit="", reported_by="") == "外墙脱落"
