"""What is folded in one transaction: the facts of a page that are new, by subject."""

from collections.abc import Callable, Iterator, Mapping
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
    for entry in page.entries:
        told = groups.get(entry.subject)
        if told is None:
            groups[entry.subject] = [entry]
        elif entry.position > told[-1].position:
            told.append(entry)
    upto = {p: max(at, page.upto[p]) for p, at in reached.items()}
    return dict(_new(groups, reached, stuck)), upto


def _new(
    groups: Groups, reached: Mapping[int, int], stuck: AbstractSet[UUID]
) -> Iterator[tuple[UUID, list[Entry]]]:
    """The subjects that go on, each with what it has not had."""
    for subject, told in groups.items():
        at = reached[partition_of(subject)]
        if subject in stuck or told[-1].position <= at:
            continue
        yield subject, told if told[0].position > at else [e for e in told if e.position > at]


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
