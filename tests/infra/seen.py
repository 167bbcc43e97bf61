"""A view that only writes down what it was given: in its order, once, or the database refuses."""

from collections.abc import Iterable
from uuid import UUID

import sqlalchemy as sa

from domain.facts import Entry, Page, Unreadable, partition_of

book = sa.MetaData()
seen = sa.Table(
    "seen",
    book,
    sa.Column("view", sa.Text, primary_key=True),
    sa.Column("position", sa.BigInteger, primary_key=True),
    sa.Column("subject", sa.Uuid, nullable=False),
    sa.Column("version", sa.Integer, nullable=False),
)
stuck = sa.Table(
    "stuck",
    book,
    sa.Column("view", sa.Text, primary_key=True),
    sa.Column("subject", sa.Uuid, primary_key=True),
)
places = sa.Table(
    "places",
    book,
    sa.Column("view", sa.Text, primary_key=True),
    sa.Column("partition", sa.Integer, primary_key=True),
    sa.Column("position", sa.BigInteger, nullable=False),
)


class Killed(Exception):
    """The view's process died here."""


class Seen:
    """Writes each fact down where it is new, next version of its subject, and not parked."""

    def __init__(self, engine: sa.Engine, name: str = "seen") -> None:
        self._engine, self.name = engine, name
        self.dies_next = False
        book.create_all(engine)
        with engine.begin() as db:
            held = {row.partition for row in db.execute(self._places())}
            for partition in {0, 1, 2, 3} - held:
                db.execute(places.insert().values(view=name, partition=partition, position=0))

    def take(self, page: Page) -> None:
        """All of the page that is new, or nothing."""
        with self._engine.begin() as db:
            at = self._locked(db)
            news = [one for one in page.entries if one.position > at[partition_of(one.subject)]]
            self._write(db, news)
            for partition, upto in page.upto.items():
                here = sa.and_(places.c.view == self.name, places.c.partition == partition)
                forward = max(upto, at[partition])
                db.execute(places.update().where(here).values(position=forward))
            if self.dies_next:
                self.dies_next = False
                raise Killed

    def reached(self) -> dict[int, int]:
        """How far each partition has come."""
        with self._engine.connect() as db:
            return {row.partition: row.position for row in db.execute(self._places())}

    def rows(self) -> list[tuple[int, UUID, int]]:
        """Position, subject and version of all that was written down."""
        here = seen.c
        found = sa.select(here.position, here.subject, here.version).where(here.view == self.name)
        with self._engine.connect() as db:
            return [(*row,) for row in db.execute(found.order_by(here.position))]

    def parked(self) -> set[UUID]:
        """Whose facts wait."""
        with self._engine.connect() as db:
            return set(db.scalars(sa.select(stuck.c.subject).where(stuck.c.view == self.name)))

    def _write(self, db: sa.Connection, news: Iterable[Entry]) -> None:
        parked = set(db.scalars(sa.select(stuck.c.subject).where(stuck.c.view == self.name)))
        for one in news:
            if isinstance(one.fact, Unreadable):
                parked.add(one.subject)
                db.execute(stuck.insert().values(view=self.name, subject=one.subject))
            elif one.subject not in parked:
                assert one.version == self._next(db, one.subject), "out of order"
                row = {"position": one.position, "subject": one.subject, "version": one.version}
                db.execute(seen.insert().values(view=self.name, **row))

    def _next(self, db: sa.Connection, subject: UUID) -> int:
        here = sa.and_(seen.c.view == self.name, seen.c.subject == subject)
        return (db.scalar(sa.select(sa.func.max(seen.c.version)).where(here)) or 0) + 1

    def _places(self) -> sa.Select[tuple[int, int]]:
        return sa.select(places.c.partition, places.c.position).where(places.c.view == self.name)

    def _locked(self, db: sa.Connection) -> dict[int, int]:
        found = self._places().order_by(places.c.partition).with_for_update()
        return {row.partition: row.position for row in db.execute(found)}
