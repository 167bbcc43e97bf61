"""One case as somebody may read it, folded from its own facts as of a moment."""

from collections.abc import Mapping
from typing import Any, NamedTuple
from uuid import UUID

import msgspec

from domain.duties.belief import believed, line_of
from domain.duties.instants import ms
from domain.duties.judge import judge
from domain.facts import Entry, Sealed
from domain.people import Person
from domain.refusals import NoSuchCase
from projections.case_fold import CaseRow, follow
from projections.case_page import timeline
from services.opening import Reading
from services.web.doors import House
from services.web.moments import Moment
from services.web.pages.scope import in_scope
from services.web.telling import told

SEALED = set(Sealed.__struct_fields__)


class Dossier(NamedTuple):
    """卷宗."""

    house: House
    reader: Person
    moment: Moment
    entries: list[Entry]
    row: CaseRow
    position: int

    def shown(self) -> dict[str, object]:
        """The case, with its texts for who is in scope."""
        stated = self._opened(self._registration())
        place = {name: float(stated[name]) if name in stated else None for name in ("lon", "lat")}
        return {
            **listed(self.row),
            "discovered_at": stated.get("discovered_at"),
            "summary": stated.get("summary", ""),
            "place": {"grid": self.row.grid, **place, "text": stated.get("place", "")},
            "reporter": stated.get("reporter", ""),
            "obligations": self.owed(),
            "position": self.position,
            "as_of": self.moment.at,
        }

    def facts(self) -> list[dict[str, object]]:
        """Every fact, and what stands against it. Order: as told."""
        against = ("corrected_by", "struck_by")
        return [
            told(line, self.row.subject, self._opened(line.data))
            | {name: getattr(line, name) for name in against if getattr(line, name)}
            for line in timeline(self.entries)
        ]

    def owed(self) -> list[dict[str, object]]:
        """What is owed, judged from these facts."""
        rules = self.house.rules.at(self.moment.upto)
        lines = [line_of(entry) for entry in self.entries]
        at = self.moment.at
        return [one.shown(at) for one in judge(rules, lines, ms(at))]

    def _registration(self) -> Mapping[str, Any]:
        """What is believed of it; as it was stated where it was retracted."""
        lines = [line_of(entry) for entry in self.entries]
        known = {line.id: line for line in [*lines, *believed(lines, ms(self.moment.at))]}
        return known[self.row.registration].data

    def _opened(self, data: Mapping[str, Any]) -> dict[str, Any]:
        return {name: self._value(name, value) for name, value in data.items()}

    def _value(self, field: str, value: Any) -> Any:
        if not isinstance(value, dict):
            return value
        if set(value) != SEALED:
            return self._opened(value)
        row, me = self.row, self.reader
        return Reading(self.house.vault, me).text(
            row.subject,
            field,
            msgspec.convert(value, Sealed),
            grid=row.grid,
            unit=me.unit if row.officer == me.login else row.unit,
            reported_by=row.reported_by,
        )


def open_dossier(house: House, reader: Person, case: UUID, moment: Moment) -> Dossier:
    """The case as of a moment. Raises: NoSuchCase, also where it is out of scope."""
    position = house.log.position()
    entries, moment = moment.told(house.log.history(case))
    row: CaseRow | None = None
    for entry in entries:
        row = follow(row, entry)
    if row is None or not row.kind or not in_scope(reader, row):
        raise NoSuchCase
    if moment.upto is not None:
        position = min(position, moment.upto)
    return Dossier(house, reader, moment, entries, row, max(position, entries[-1].position))


def listed(row: CaseRow) -> dict[str, object]:
    """A case as lists show it: without personal text."""
    return {
        "id": str(row.subject),
        "number": row.number,
        "kind": row.kind,
        "category": row.category,
        "severity": row.severity,
        "state": row.state,
        "grid": row.grid,
        "unit": row.unit,
        "officer": row.officer,
        "reported_by": row.reported_by,
        "occurred_at": row.registered_at,
        "recorded_at": row.recorded_at,
        "contacted": row.contacted,
        "returns": row.returns,
        "imported": row.imported,
        "revision": row.revision,
    }
