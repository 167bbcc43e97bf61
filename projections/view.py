"""Rows, positions and parked subjects move together, or not at all (D4, D13, D14)."""

from collections.abc import Callable, Iterable
from copy import copy
from functools import cache
from typing import ClassVar, Self, TypeVar
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy import Connection, Engine

from domain.facts import Entry, Page, partition_of
from projections.answers import Snapshot
from projections.batch import Batch, Shelf, fresh
from projections.progress import Parked, Progress, book, live, make_live

T = TypeVar("T")
CREATING = sa.text("SELECT pg_advisory_xact_lock(7215)")


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
        """Fold a page: rows, history and positions together, or nothing of it."""
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

    def dump(self) -> tuple[dict[int, int], dict[str, set[tuple[object, ...]]]]:
        """How far each partition is, and all rows of every table, as of one moment."""

        def question(seen: Snapshot) -> tuple[dict[int, int], dict[str, set[tuple[object, ...]]]]:
            reached = Progress(self.NAME, self._generation(seen.db)).reached(seen.db)
            shelf = seen.shelf.items()
            rows = {
                of.name: {tuple(row) for row in seen.db.execute(sa.select(to))} for of, to in shelf
            }
            return reached, rows

        return self.ask(question)

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
        """The next generation, with tables of its own, filled from where it stopped, if ever."""
        with self._engine.begin() as db:
            following = self._progress(db).generation + 1
            self._begin(db, following)
        other = copy(self)
        other.forget()
        other.hold(following)
        return other

    def hold(self, generation: int | None) -> None:
        """Keep to a generation, whichever is live; None: to the live one."""
        self._fixed = generation

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
        """Answer from one moment of the tables; asked again if they were switched meanwhile."""
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
