"""From rows to statements: what each subject's rows say happened, and when."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from hashlib import sha256

import msgspec
from msgspec import Struct

from services.imports.cells import Stated, fields_of, read_instant
from services.imports.profile import Profile, Taking, When
from services.imports.result import Result
from services.imports.rows import Row

NO_SUBJECT, UNREADABLE = "no_subject", "unreadable_instant"


class Statement(Struct, frozen=True):
    """陈述: one fact as a file states it. `known_at`: when its system knew."""

    id: str
    type: str
    subject: str
    at: datetime
    known_at: datetime
    fields: Mapping[str, Stated]
    row: Row


def imported_id(*parts: object) -> str:
    """The id of what an import states: the same for the same, in every run."""
    return sha256(msgspec.json.encode(parts, order="sorted")).hexdigest()[:32]


class Statements:
    """取数: the rows of a file, read by a profile."""

    def __init__(self, profile: Profile, result: Result) -> None:
        self._profile, self._result = profile, result
        self._order = profile.in_order()
        self._named: set[tuple[int, str]] = set()

    def of(self, rows: Iterable[Row]) -> dict[str, list[Statement]]:
        """What the rows state, by subject. Order: as subjects appear. Raises: BadTable."""
        return {subject: self._told(subject, own) for subject, own in self._by_subject(rows)}

    def _by_subject(self, rows: Iterable[Row]) -> Iterator[tuple[str, list[Row]]]:
        column = self._profile.subject.column
        found: dict[str, list[Row]] = {}
        for row in rows:
            if row.cells[column]:
                found.setdefault(row.cells[column], []).append(row)
            else:
                self._result.refuse(row, NO_SUBJECT, f"column {column!r} is empty")
        yield from found.items()

    def _told(self, subject: str, rows: list[Row]) -> list[Statement]:
        given: dict[str, Statement] = {}
        types: set[str] = set()
        for taking in self._order:
            if _fits(taking.when, types):
                for at, row in self._taken(taking, rows):
                    one = self._statement(taking, subject, at, row)
                    given.setdefault(one.id, one)
                    types.add(one.type)
        return list(given.values())

    def _taken(self, taking: Taking, rows: list[Row]) -> list[tuple[datetime, Row]]:
        """The instants that count, each with its row; of equal ones the upper row."""
        column = taking.at.column
        each = [(at, row) for row in rows if (at := self._instant(row, column))]
        if taking.take == "each" or not each:
            return each
        return [(min if taking.take == "first" else max)(each, key=lambda one: one[0])]

    def _statement(self, taking: Taking, subject: str, at: datetime, row: Row) -> Statement:
        fields = fields_of(taking, row, self._profile.format)
        told = self._profile.recorded_at
        known_at = self._instant(row, told.column) if told else None
        own = (at, fields) if taking.take == "each" else ()
        name = imported_id(self._profile.profile, taking.type, subject, *own)
        return Statement(name, taking.type, subject, at, known_at or at, fields, row)

    def _instant(self, row: Row, column: str) -> datetime | None:
        """What a cell says; an unreadable one is named once, and gives nothing."""
        cell = row.cells[column]
        if not cell:
            return None
        try:
            return read_instant(cell, self._profile.format)
        except ValueError as error:
            if (row.number, column) not in self._named:
                self._named.add((row.number, column))
                self._result.refuse(row, UNREADABLE, f"column {column!r}: {error}")
            return None


def _fits(when: When | None, given: set[str]) -> bool:
    """Whether the subject got what `when` asks for from this file."""
    return when is None or (when.type in given) == (when.present is not None)
