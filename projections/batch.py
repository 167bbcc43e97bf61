"""What is folded in one transaction: the facts of a page that are new, by subject."""

from collections.abc import Callable, Mapping
from collections.abc import Set as AbstractSet
from typing import NamedTuple, TypeAlias
from uuid import UUID

from sqlalchemy import Connection, Table

from domain.facts import Entry, Page, Unreadable, partition_of
from projections.progress import Parked

Shelf: TypeAlias = Mapping[Table, Table]
"""The tables of a view as declared, each with that of the generation in hand."""
Groups: TypeAlias = Mapping[UUID, list[Entry]]
"""The new facts of each subject, in log order."""


class Batch(NamedTuple):
    """What one transaction folds: new facts by subject, and where each partition was and will be.

    Shape: `stuck` are the parked subjects; None where one subject alone is folded anew.
    """

    db: Connection
    shelf: Shelf
    groups: Groups
    before: Mapping[int, int]
    reached: Mapping[int, int]
    stuck: AbstractSet[UUID] | None


class Unfoldable(ValueError):
    """折不进: a stored fact that cannot be read."""


def fresh(
    page: Page, reached: Mapping[int, int], stuck: AbstractSet[UUID]
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
                    raise Unfoldable(f"{entry.fact.topic}: {entry.fact.why}")  # noqa: TRY301
                change(entry)
            except Exception as error:  # noqa: BLE001 - whatever it is, it stops this subject only
                parked.append(Parked(subject, entry.position, repr(error)))
                break
    return parked
