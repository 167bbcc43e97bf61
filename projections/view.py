"""Rows, positions and parked subjects move together, or not at all (D4, D13, D14)."""

from collections.abc import Callable, Iterable, Mapping, Set
from copy import copy
from functools import cache
from typing import ClassVar, Generic, NamedTuple, Self, TypeAlias, TypeVar
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy import Connection, Engine, Table

from domain.facts import Entry, Page, Unreadable, partition_of
from projections.progress import Parked, Progress, book, live, make_live

R = TypeVar("R")
C = TypeVar("C")
T = TypeVar("T")
Shelf: TypeAlias = Mapping[Table, Table]
"""The tables of a view as declared, each with that of the generation in hand."""
Groups: TypeAlias = Mapping[UUID, list[Entry]]
"""The new facts of each subject, in log order."""

CREATING = sa.text("SELECT pg_advisory_xact_lock(7215)")


class Batch(NamedTuple):
    """What one transaction folds: new facts by subject, and where each partition was and will be.

    Shape: `stuck` are the parked subjects; None where one subject alone is folded anew.
    """

    db: Connection
    shelf: Shelf
    groups: Groups
    before: Mapping[int, int]
    reached: Mapping[int, int]
    stuck: Set[UUID] | None


class Snapshot(NamedTuple):
    """What one query sees: one moment of one generation."""

    db: Connection
    shelf: Shelf
    position: int

    def at(self, as_of: int | None) -> int:
        """The position that an answer is as of."""
        return self.position if as_of is None else min(as_of, self.position)


class Found(NamedTuple, Generic[R, C]):
    """One page of a list, as of a position. `next` continues it; None at the end."""

    items: list[R]
    position: int
    next: C | None


class View:
    """视图: a question answered beforehand from the facts; thrown away and rebuilt at will."""

    NAME: ClassVar[str] = ""
    TABLES: ClassVar[sa.MetaData]

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._reader = engine.execution_options(writes=False)
        if engine.dialect.name == "postgresql":
            self._reader = self._reader.execution_options(isolation_level="REPEATABLE READ")
        self._fixed: int | None = None
        self.forget()

    def fold(self, batch: Batch) -> list[Parked]:
        """Write what the facts change; return the subjects that could not be folded."""
        raise NotImplementedError

    def erase(self, db: Connection, shelf: Shelf, subject: UUID) -> None:
        """Delete all rows of a subject."""
        for table in shelf.values():
            db.execute(table.delete().where(table.c.subject == subject))

    def forget(self) -> None:
        """Drop what is remembered from page to page; it is read from the tables again."""
        self._wrote: dict[tuple[int, int], int] = {}

    def create(self) -> None:
        """Make the tables that are missing."""
        with self._engine.begin() as db:
            if db.dialect.name == "postgresql":
                db.execute(CREATING)
            book.create_all(db)
            if db.execute(live(self.NAME)).first() is None:
                make_live(db, Progress(self.NAME, 1))
            self._begin(db, self._generation(db))

    def take(self, page: Page) -> None:
        """Fold a page: rows, history and positions together, or nothing of it. Known facts are left."""
        wrote = self._wrote
        self._wrote = {}
        with self._engine.begin() as db:
            progress = self._progress(db)
            before = progress.locked(db, page.upto)
            if any(wrote.get((progress.generation, p)) != at for p, at in before.items()):
                self.forget()
                wrote = {}
            stuck = {one.subject for one in progress.parked(db)}
            groups, reached = fresh(page, before, stuck)
            shelf = self._shelf(progress.generation)
            for one in self.fold(Batch(db, shelf, groups, before, reached, stuck)):
                progress.park(db, one)
            progress.move(db, reached)
        self._wrote = wrote | {(progress.generation, p): at for p, at in reached.items()}

    def reached(self) -> dict[int, int]:
        """The position of each partition."""
        with self._reader.connect() as db:
            return Progress(self.NAME, self._generation(db)).reached(db)

    def position(self) -> int:
        """The position up to which every fact is in the rows."""
        return min(self.reached().values())

    def parked(self) -> list[Parked]:
        """The subjects that wait for repair."""
        with self._reader.connect() as db:
            return Progress(self.NAME, self._generation(db)).parked(db)

    def release(self, subject: UUID, history: Iterable[Entry]) -> None:
        """Fold a subject anew from its own facts; it is parked again if that fails."""
        self.forget()
        with self._engine.begin() as db:
            progress = self._progress(db)
            upto = progress.locked(db, [partition_of(subject)])
            shelf = self._shelf(progress.generation)
            progress.release(db, subject)
            self.erase(db, shelf, subject)
            known = [entry for entry in history if entry.position <= max(upto.values())]
            alone = Batch(db, shelf, {subject: known}, dict.fromkeys(upto, 0), upto, None)
            for one in self.fold(alone):
                progress.park(db, one)
        self.forget()

    def beside(self) -> Self:
        """The next generation, with tables of its own, to be filled from position 0 or where it stopped."""
        other = copy(self)
        other.forget()
        with self._engine.begin() as db:
            other._fixed = self._progress(db).generation + 1
            other._begin(db, other._fixed)
        return other

    def switch(self) -> bool:
        """Make this generation live and drop the one before; False while it is behind it."""
        with self._engine.begin() as db:
            old = db.execute(live(self.NAME).with_for_update()).scalar_one()
            now, before = (Progress(self.NAME, one) for one in (self._generation(db), old))
            reached = now.reached(db)
            if now == before or any(reached[p] < at for p, at in before.reached(db).items()):
                return now == before
            make_live(db, now)
            before.end(db)
            for table in self._shelf(old).values():
                table.drop(db)
        self._fixed = None
        return True

    def ask(self, question: Callable[[Snapshot], T]) -> T:
        """Answer from one moment of the live tables; asked again if they were switched meanwhile."""
        while True:
            with self._reader.connect() as db:
                generation = self._generation(db)
                position = min(Progress(self.NAME, generation).reached(db).values(), default=0)
                try:
                    return question(Snapshot(db, self._shelf(generation), position))
                except sa.exc.DBAPIError:
                    db.rollback()
                    if generation == self._generation(db):
                        raise

    def _begin(self, db: Connection, generation: int) -> None:
        for table in self._shelf(generation).values():
            table.create(db, checkfirst=True)
        Progress(self.NAME, generation).begin(db)

    def _generation(self, db: Connection) -> int:
        return self._fixed or db.execute(live(self.NAME)).scalar_one()

    def _progress(self, db: Connection) -> Progress:
        held = live(self.NAME).with_for_update(read=True)
        return Progress(self.NAME, self._fixed or db.execute(held).scalar_one())

    @classmethod
    def _shelf(cls, generation: int) -> Shelf:
        return _build(cls.TABLES, generation)


@cache
def _build(tables: sa.MetaData, generation: int) -> Shelf:
    if generation == 1:
        return {table: table for table in tables.sorted_tables}
    to = sa.MetaData()
    return {
        table: table.to_metadata(to, name=f"{table.name}_g{generation}")
        for table in tables.sorted_tables
    }


def fresh(
    page: Page, reached: Mapping[int, int], stuck: Set[UUID]
) -> tuple[Groups, dict[int, int]]:
    """The facts of a page that are new, by subject, and how far each partition is with them."""
    groups: dict[UUID, list[Entry]] = {}
    upto = dict(reached)
    for entry in page.entries:
        partition = partition_of(entry.subject)
        if entry.position > upto[partition]:
            upto[partition] = entry.position
            if entry.subject not in stuck:
                groups.setdefault(entry.subject, []).append(entry)
    return groups, {p: max(at, page.upto[p]) for p, at in upto.items()}


def fold_each(groups: Groups, change: Callable[[Entry], None]) -> list[Parked]:
    """Apply facts in turn; a subject that cannot go on is parked, the others go on (D13)."""
    parked = []
    for subject, entries in groups.items():
        for entry in entries:
            try:
                if isinstance(entry.fact, Unreadable):
                    raise ValueError(f"{entry.fact.topic}: {entry.fact.why}")  # noqa: TRY301
                change(entry)
            except Exception as error:  # noqa: BLE001 - whatever it is, it stops this subject only
                parked.append(Parked(subject, entry.position, repr(error)))
                break
    return parked
