"""Views whose rows change: current rows, and every earlier version of them (D9)."""

from collections import OrderedDict
from collections.abc import Collection, Iterable, Mapping
from operator import attrgetter
from typing import Any, ClassVar, Generic, NamedTuple, TypeAlias, TypeVar
from uuid import UUID

import sqlalchemy as sa
from msgspec import Struct, json
from sqlalchemy import Connection, Engine, Table

from domain.facts import Entry
from projections.progress import Parked
from projections.rows import append, upsert
from projections.view import Groups, Shelf, Snapshot, View, fold_each

R = TypeVar("R", bound=Struct)
HELD = 50_000
"""How many subjects are remembered from page to page; the least used are dropped."""


class Kept(NamedTuple, Generic[R]):
    """A row as a fact left it."""

    since: int
    row: R


Rows: TypeAlias = dict[str, Kept[R]]
"""The current rows of one subject by their key."""


def current(
    name: str, tables: sa.MetaData, *columns: sa.Column[Any], key: str = "subject"
) -> Table:
    """A table of current rows: a few columns to find them by, and the whole row as JSON."""
    return sa.Table(
        name,
        tables,
        *columns,
        sa.Column("from_position", sa.BigInteger, nullable=False),
        sa.Column("row", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint(key),
        postgresql_with={"fillfactor": 70},
    )


def earlier(of: Table) -> Table:
    """The table of earlier versions: those valid from one position until before another."""
    key = next(iter(of.primary_key)).name
    return sa.Table(
        f"{of.name}_history",
        of.metadata,
        *(sa.Column(one.name, one.type) for one in of.columns),
        sa.Column("to_position", sa.BigInteger),
        sa.PrimaryKeyConstraint("to_position", key),
    )


def as_of(rows: Table, history: Table, position: int | None) -> sa.FromClause:
    """The rows as they were at a position; None: as they are."""
    if position is None:
        return rows
    was = sa.select(*(history.c[one.name] for one in rows.columns)).where(
        history.c.from_position <= position, history.c.to_position > position
    )
    stands = sa.select(rows).where(rows.c.from_position <= position)
    return was.union_all(stands).subquery()


class Versioned(View, Generic[R]):
    """A view of current rows and, where it has a table for them, of earlier ones."""

    ROW: ClassVar[type[Struct]]
    ROWS: ClassVar[Table]
    HISTORY: ClassVar[Table | None] = None
    KEY: ClassVar[str] = "subject"

    def __init__(self, engine: Engine) -> None:
        super().__init__(engine)
        names = [
            one.name
            for one in self.ROWS.columns
            if one.name not in {"from_position", "row"}
        ]
        self._found_by = (
            attrgetter(*names) if names[1:] else lambda row: (getattr(row, names[0]),)
        )
        self._key = attrgetter(self.KEY)
        self._decoder: json.Decoder[R] = json.Decoder(self.ROW)
        self._encoder = json.Encoder()

    def change(self, rows: Mapping[str, Kept[R]], entry: Entry) -> Iterable[R]:
        """The rows as a fact leaves them; only those that differ. Never alters a row in place."""
        raise NotImplementedError

    def forget(self) -> None:
        """Drop the remembered rows."""
        super().forget()
        self._held: OrderedDict[UUID, Rows[R]] = OrderedDict()

    def fold(self, db: Connection, shelf: Shelf, groups: Groups) -> list[Parked]:
        """One history row a fact that changes a row; the newest of each key as current row."""
        held = self.load(db, shelf, groups)
        ended: list[tuple[Any, ...]] = []
        newest: Rows[R] = {}

        def apply(entry: Entry) -> None:
            rows = held[entry.subject]
            for row in self.change(rows, entry):
                key = str(self._key(row))
                if self.HISTORY is not None and key in rows:
                    ended.append((*self._values(*rows[key]), entry.position))
                rows[key] = newest[key] = Kept(entry.position, row)

        parked = fold_each(groups, apply)
        if self.HISTORY is not None:
            append(db, shelf[self.HISTORY], ended)
        upsert(db, shelf[self.ROWS], [self._values(*kept) for kept in newest.values()])
        return parked

    def load(
        self, db: Connection, shelf: Shelf, subjects: Collection[UUID]
    ) -> Mapping[UUID, Rows[R]]:
        """The current rows of these subjects, from memory or from the table."""
        missing = [one for one in subjects if one not in self._held]
        found: dict[UUID, Rows[R]] = {one: {} for one in missing}
        table = shelf[self.ROWS].c
        for some in _slices(missing):
            query = sa.select(table.subject, table.from_position, table.row)
            for subject, since, row in db.execute(query.where(table.subject.in_(some))):
                kept = Kept(since, self._decoder.decode(row))
                found[subject][str(self._key(kept.row))] = kept
        rows = {
            one: found[one] if one in found else self._held[one] for one in subjects
        }
        self._remember(rows)
        return rows

    def rows_of(self, seen: Snapshot, position: int | None) -> sa.FromClause:
        """The rows to select from: as they are, or as they were at a position."""
        if position is None or self.HISTORY is None:
            return seen.shelf[self.ROWS]
        return as_of(seen.shelf[self.ROWS], seen.shelf[self.HISTORY], position)

    def read(self, seen: Snapshot, query: sa.Select[Any]) -> list[R]:
        """The rows that a query for their JSON finds."""
        return [self._decoder.decode(row) for row in seen.db.execute(query).scalars()]

    def _values(self, since: int, row: R) -> tuple[Any, ...]:
        return (*self._found_by(row), since, self._encoder.encode(row).decode())

    def _remember(self, rows: Mapping[UUID, Rows[R]]) -> None:
        for subject, kept in rows.items():
            self._held[subject] = kept
            self._held.move_to_end(subject)
        while len(self._held) > HELD:
            self._held.popitem(last=False)


def _slices(subjects: list[UUID], size: int = 1_000) -> Iterable[list[UUID]]:
    return (subjects[at : at + size] for at in range(0, len(subjects), size))
