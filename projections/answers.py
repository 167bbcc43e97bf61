"""What a view is asked of, and what it answers with."""

from typing import Generic, NamedTuple, TypeVar

from sqlalchemy import Connection

from projections.batch import Shelf

R = TypeVar("R")
C = TypeVar("C")


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
