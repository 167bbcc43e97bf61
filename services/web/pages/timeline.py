"""The time line of a case: a sentence for each fact, with the texts this person may read."""

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import NamedTuple

import msgspec

from domain.facts import Entry, Sealed
from domain.people import may
from projections.case_fold import CaseRow
from projections.case_page import Line
from projections.case_page import timeline as lines_of
from projections.sentences import sentence
from services.opening import Reading
from services.web.pages.frame import Visit
from services.web.pages.instants import shown
from services.web.pages.names import Names


class Shown(NamedTuple):
    """时间线的一行."""

    sentence: str
    at: datetime
    at_shown: str
    told_shown: str
    judged: bool
    struck: bool
    corrected: bool
    imported: bool


class Texts:
    """Opens the sealed texts of one case for one visit."""

    def __init__(self, seen: Visit, case: CaseRow) -> None:
        self._vault = seen.house.vault
        self._role = seen.somebody.role
        self._reading = Reading(seen.house.vault, seen.person)
        self._case = case

    def of(self, field: str, sealed: Sealed | None) -> str:
        """The text, or a mark where it is erased or not theirs."""
        case = self._case
        return self._reading.text(
            case.subject,
            field,
            sealed,
            grid=case.grid,
            unit=case.unit,
            reported_by=case.reported_by,
        )

    def report_code(self) -> str:
        """The code that the reporter gets, for those who may read what was reported."""
        return self._vault.report_code(self._case.subject) if may(self._role, "open_text") else ""

    def told_in(self, line: Line) -> Callable[[str], str]:
        """Opens what a fact says by the name of the field."""
        return lambda field: self.of(field, msgspec.convert(line.data[field], Sealed))


def timeline(
    seen: Visit, history: Iterable[Entry], now: datetime, names: Names, texts: Texts
) -> list[Shown]:
    """The facts as sentences. Order: as told."""
    return [_shown(line, seen, now, names, texts) for line in lines_of(history)]


def _shown(line: Line, seen: Visit, now: datetime, names: Names, texts: Texts) -> Shown:
    return Shown(
        sentence=sentence(line, seen.language, names, texts.told_in(line)),
        at=line.at,
        at_shown=shown(line.at, now, seen.zone),
        told_shown=shown(line.recorded_at, now, seen.zone),
        judged=line.topic == "duty.judged",
        struck=bool(line.struck_by),
        corrected=bool(line.corrected_by),
        imported=line.imported,
    )
