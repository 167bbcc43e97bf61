"""How far each view has come, which generation is live, and which subjects wait for repair."""

from collections.abc import Iterable, Mapping
from typing import NamedTuple
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy import Connection

from domain.facts import PARTITIONS
from projections.rows import upsert

book = sa.MetaData()
positions = sa.Table(
    "positions",
    book,
    sa.Column("view", sa.Text, primary_key=True),
    sa.Column("generation", sa.Integer, primary_key=True),
    sa.Column("partition", sa.Integer, primary_key=True),
    sa.Column("position", sa.BigInteger, nullable=False),
)
generations = sa.Table(
    "generations",
    book,
    sa.Column("view", sa.Text, primary_key=True),
    sa.Column("live", sa.Integer, nullable=False),
)
parked = sa.Table(
    "parked",
    book,
    sa.Column("view", sa.Text, primary_key=True),
    sa.Column("generation", sa.Integer, primary_key=True),
    sa.Column("subject", sa.Uuid, primary_key=True),
    sa.Column("position", sa.BigInteger, nullable=False),
    sa.Column("why", sa.Text, nullable=False),
)


class Parked(NamedTuple):
    """搁置: a subject whose fact at `position` could not be folded; its later facts wait."""

    subject: UUID
    position: int
    why: str


class Progress(NamedTuple):
    """One generation of one view, in the bookkeeping of all views."""

    view: str
    generation: int

    def begin(self, db: Connection) -> None:
        """Start at position 0 in every partition, unless it has been started."""
        held = self.reached(db)
        upsert(db, positions, [(*self, p, 0) for p in range(PARTITIONS) if p not in held])

    def locked(self, db: Connection, partitions: Iterable[int]) -> dict[int, int]:
        """The position of each partition, kept as it is until the transaction ends."""
        query = self._positions().where(positions.c.partition.in_(list(partitions)))
        return dict(db.execute(query.with_for_update()).all())

    def reached(self, db: Connection) -> dict[int, int]:
        """The position of each partition."""
        return dict(db.execute(self._positions()).all())

    def move(self, db: Connection, reached: Mapping[int, int]) -> None:
        """Write how far it has come."""
        upsert(db, positions, [(*self, p, position) for p, position in reached.items()])

    def parked(self, db: Connection) -> list[Parked]:
        """The subjects that wait for repair, the first to fail first."""
        here = parked.c
        query = sa.select(here.subject, here.position, here.why).where(
            here.view == self.view, here.generation == self.generation
        )
        return [Parked(*row) for row in db.execute(query.order_by(here.position))]

    def park(self, db: Connection, one: Parked) -> None:
        """Let a subject wait."""
        upsert(db, parked, [(*self, *one)])

    def release(self, db: Connection, subject: UUID) -> None:
        """Let a subject wait no longer."""
        here = parked.c
        db.execute(
            parked.delete().where(
                here.view == self.view,
                here.generation == self.generation,
                here.subject == subject,
            )
        )

    def _positions(self) -> sa.Select[int, int]:
        at = positions.c
        query = sa.select(at.partition, at.position).order_by(at.partition)
        return query.where(at.view == self.view, at.generation == self.generation)

    def end(self, db: Connection) -> None:
        """Forget this generation."""
        for table in (positions, parked):
            here = table.c
            db.execute(
                table.delete().where(here.view == self.view, here.generation == self.generation)
            )


def live(view: str) -> sa.Select[int]:
    """The generation of a view that people look at."""
    return sa.select(generations.c.live).where(generations.c.view == view)


def make_live(db: Connection, one: Progress) -> None:
    """Let people look at this generation from now on."""
    upsert(db, generations, [one])
