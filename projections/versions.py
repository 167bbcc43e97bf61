"""Views whose rows change: current rows, and every earlier version of them (D9)."""

from collections import OrderedDict
from collections.abc import Iterable, Mapping, Sequence
from operator import attrgetter
from typing import Any, ClassVar, Generic, NamedTuple, TypeAlias, TypeVar
from uuid import UUID

import sqlalchemy as sa
from msgspec import Struct, json
from sqlalchemy import Engine, Table

from domain.facts import Entry
from projections.answers import Snapshot
from projections.batch import Batch, fold_each
from projections.progress import Parked
from projections.rows import append, upsert
from projections.view import View

R = TypeVar("R", bound=Struct)
T = TypeVar("T")
K = TypeVar("K")
HELD = 50_000
"""How many subjects are remembered from page to page; the least used are dropped."""


class Kept(NamedTuple, Generic[R]):
    """A row as a fact left it."""

    since: int
    row: R


Rows: TypeAlias = dict[Any, Kept[R]]
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


class Gone(NamedTuple):
    """The key of a row that is no more."""

    key: Any


class Changes(Generic[R]):
    """What one transaction does to rows: those it ends, those it begins, and those it replaces."""

    def __init__(self) -> None:
        self.ended: list[tuple[Kept[R], int]] = []
        self.born: Rows[R] = {}
        self.newest: dict[Any, Kept[R] | None] = {}

    def put(self, rows: Rows[R], key: Any, kept: Kept[R]) -> None:
        """A row is another, or is there for the first time."""
        before = rows.get(key)
        if before:
            self.ended.append((before, kept.since))
        rows[key] = kept
        is_new = key in self.born or (before is None and key not in self.newest)
        (self.born if is_new else self.newest)[key] = kept

    def end(self, rows: Rows[R], key: Any, position: int) -> None:
        """A row is no more."""
        self.ended.append((rows.pop(key), position))
        if self.born.pop(key, None) is None:
            self.newest[key] = None


class Versioned(View, Generic[R]):
    """A view of current rows and, where it has a table for them, of earlier ones."""

    ROW: ClassVar[type[Struct]]
    ROWS: ClassVar[Table]
    HISTORY: ClassVar[Table | None] = None
    KEY: ClassVar[str] = "subject"

    def __init__(self, engine: Engine) -> None:
        super().__init__(engine)
        paths = [one.info.get("from", one.name) for one in self.ROWS.columns][:-2]
        self._found_by = attrgetter(*paths) if paths[1:] else lambda row: (getattr(row, paths[0]),)
        self._key = attrgetter(self.KEY)
        self._decoder: json.Decoder[R] = json.Decoder(self.ROW)
        self._encoder = json.Encoder()

    def change(self, rows: Mapping[Any, Kept[R]], entry: Entry) -> Iterable[R | Gone]:
        """The rows as a fact leaves them; only those that differ. Never alters a row in place."""
        raise NotImplementedError

    def forget(self) -> None:
        """Drop the remembered rows."""
        super().forget()
        self._held: OrderedDict[UUID, Rows[R]] = OrderedDict()

    def fold(self, batch: Batch) -> list[Parked]:
        """One history row a fact that changes a row; the newest of each key as current row."""
        held = self._load(batch)
        changes: Changes[R] = Changes()

        def apply(entry: Entry) -> None:
            rows = held[entry.subject]
            for new in self.change(rows, entry):
                if isinstance(new, Gone):
                    changes.end(rows, new.key, entry.position)
                else:
                    changes.put(rows, self._key(new), Kept(entry.position, new))

        parked = fold_each(batch.groups, apply)
        self._store(batch, changes)
        return parked

    def rows_of(self, seen: Snapshot, position: int | None) -> sa.FromClause:
        """The rows to select from: as they are, or as they were at a position."""
        if position is None or self.HISTORY is None:
            return seen.shelf[self.ROWS]
        return as_of(seen.shelf[self.ROWS], seen.shelf[self.HISTORY], position)

    def read(self, seen: Snapshot, query: sa.Select[Any]) -> list[R]:
        """The rows that a query for their JSON finds."""
        return [self._decoder.decode(row) for row in seen.db.execute(query).scalars()]

    def _store(self, batch: Batch, changes: Changes[R]) -> None:
        db, rows = batch.db, batch.shelf[self.ROWS]
        if self.HISTORY is not None:
            told = [(*self._values(kept), upto) for kept, upto in changes.ended]
            append(db, batch.shelf[self.HISTORY], told)
        append(db, rows, [self._values(kept) for kept in changes.born.values()])
        upsert(db, rows, [self._values(kept) for kept in changes.newest.values() if kept])
        gone = [key for key, kept in changes.newest.items() if kept is None]
        for some in slices(gone):
            db.execute(rows.delete().where(next(iter(rows.primary_key)).in_(some)))

    def _values(self, kept: Kept[R]) -> tuple[Any, ...]:
        return (*self._found_by(kept.row), kept.since, self._encoder.encode(kept.row).decode())

    def _load(self, batch: Batch) -> Mapping[UUID, Rows[R]]:
        """The current rows of the subjects, from memory or from the table; a new one has none."""
        missing = {one for one in batch.groups if one not in self._held}
        old = [one for one in missing if batch.groups[one][0].version > 1]
        found: dict[UUID, Rows[R]] = {one: {} for one in missing}
        table = batch.shelf[self.ROWS].c
        for some in slices(old):
            query = sa.select(table.subject, table.from_position, table.row)
            for subject, since, row in batch.db.execute(query.where(table.subject.in_(some))):
                kept = Kept(since, self._decoder.decode(row))
                found[subject][self._key(kept.row)] = kept
        rows = {one: found[one] if one in missing else self._held[one] for one in batch.groups}
        keep(self._held, rows, HELD)
        return rows


def keep(held: OrderedDict[UUID, T], new: Mapping[UUID, T], at_most: int) -> None:
    """Remember these, and let go of what was used longest ago."""
    for subject, one in new.items():
        held[subject] = one
        held.move_to_end(subject)
    while len(held) > at_most:
        held.popitem(last=False)


def slices(keys: Sequence[K], size: int = 1_000) -> Iterable[Sequence[K]]:
    """The keys, so many at a time."""
    return (keys[at : at + size] for at in range(0, len(keys), size))
