"""`sibi import`: a file of a foreign system, into the store or into a fact log."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from msgspec import Struct

from domain.refusals import RetiredItem
from services.imports.fact_log import lines
from services.imports.planning import Texts
from services.imports.profile import Profile
from services.imports.result import Outcome, Result, Told
from services.imports.rows import read_rows
from services.imports.statements import Statement, Statements
from services.imports.stating import check_store_form, must_not_be_retired
from services.imports.store import Intake, Log, by_subject

AT_A_TIME = 500
"""How many subjects are told in one transaction."""


class Store(Struct, frozen=True):
    """Where facts go: the log, the vault of personal text, and what time it is."""

    log: Log
    texts: Texts
    now: datetime


def import_to_log(profile: Profile, path: Path, out: Path) -> Result:
    """The file's facts as a fact log. Raises: BadTable; nothing is written then."""
    result, told = _read(profile, path)
    every = [one for given in told.values() for one in given if _may_be_told(one, result)]
    with out.open("wb") as log:
        for line in lines(every, ZoneInfo(profile.format.zone or "UTC")):
            log.write(line + b"\n")
    result.tell(
        *(Told(one.row.number, one.row.line, Outcome.NEW, one.type, one.id) for one in every)
    )
    return result.sorted()


def import_to_store(
    profile: Profile,
    path: Path,
    store: Store,
    *,
    whole: bool = False,
    at_a_time: int = AT_A_TIME,
    progress: Callable[[int, int], None] = lambda done, of: None,
) -> Result:
    """The file's facts in the store; `whole`: what it no longer gives is retracted.

    Shape: `progress` is told how many subjects of how many are done.
    Raises: BadProfile, BadTable; nothing is stored then. LogAway: ask again.
    """
    check_store_form(profile)
    result, told = _read(profile, path)
    intake = Intake(store.log, store.texts, profile, store.now, result)
    given = by_subject(profile.profile, told)
    if whole:
        given += intake.missing([subject for subject, _ in given])
    for start in range(0, len(given), at_a_time):
        intake.take(given[start : start + at_a_time], whole=whole)
        progress(min(start + at_a_time, len(given)), len(given))
    return result.sorted()


def _may_be_told(one: Statement, result: Result) -> bool:
    """A retired item is told in no form."""
    try:
        must_not_be_retired(one)
    except RetiredItem as no:
        result.refuse(one.row, no.code, no.detail, one.type)
        return False
    return True


def _read(profile: Profile, path: Path) -> tuple[Result, dict[str, list[Statement]]]:
    """Every statement of the file: nothing is told before the last row has been read."""
    rows = list(read_rows(path, profile.format, dict.fromkeys(profile.columns())))
    result = Result(profile.profile, rows=len(rows))
    told = Statements(profile, result).of(rows)
    stating = {one.row.number for given in told.values() for one in given}
    stating |= {one.row for one in result.told}
    silent = (row for row in rows if row.number not in stating)
    result.tell(*(Told(row.number, row.line, Outcome.NOTHING) for row in silent))
    return result, told
