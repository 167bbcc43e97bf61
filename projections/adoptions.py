"""Which rules held at which position, and whom an adoption reaches."""

from bisect import bisect_right
from collections.abc import Callable, Mapping, Sequence
from uuid import UUID

import sqlalchemy as sa
from msgspec.structs import replace

from domain.duties.adopted import RULES_ID, Adopted
from domain.duties.judge import Rules
from domain.facts import Entry, partition_of
from projections.batch import Batch
from projections.duty_rows import deadlines

Histories = Callable[[Sequence[UUID], int], Mapping[UUID, Sequence[Entry]]]
"""The facts of subjects up to a position, oldest first."""


class Eras:
    """规则沿革: the rules at each position of a batch: what was adopted before it."""

    def __init__(
        self, batch: Batch, histories: Histories, rules_at: Callable[[int], Rules]
    ) -> None:
        first, last = min(batch.before.values()), max(batch.reached.values())
        rules = rules_at(first)
        self.adoptions: list[Entry] = []
        if rules_at(last) is not rules:
            told = histories([RULES_ID], last).get(RULES_ID, ())
            self.adoptions = [
                one for one in told if one.position > first and isinstance(one.fact, Adopted)
            ]
        self._starts = [first, *(one.position for one in self.adoptions)]
        self._rules = [rules, *(rules_at(one.position) for one in self.adoptions)]

    def at(self, position: int) -> Rules:
        """What was adopted at or before a position; that of an adoption includes it."""
        return self._rules[bisect_right(self._starts, position) - 1]


def with_adoptions(batch: Batch, adoptions: Sequence[Entry]) -> Batch:
    """Every adoption becomes a fact of each subject that was there when it came, in its place.

    Every partition reaches it by itself, so the result does not depend on how facts were paged.
    """
    groups = {one: list(facts) for one, facts in batch.groups.items() if one != RULES_ID}
    if not adoptions:
        return batch._replace(groups=groups)
    there = _there(batch)
    for subject in {**groups, **there}:
        here = partition_of(subject)
        since = batch.before[here] if subject in there else groups[subject][0].position
        groups.setdefault(subject, []).extend(
            replace(one, subject=subject, version=there.get(subject, 1) + 1)
            for one in adoptions
            if since < one.position <= batch.reached[here]
        )
        groups[subject].sort(key=lambda entry: entry.position)
    return batch._replace(groups={one: facts for one, facts in groups.items() if facts})


def _there(batch: Batch) -> dict[UUID, int]:
    """The subjects that were there before, none of them parked, and the version seen of each."""
    if batch.stuck is None:
        return {}
    waits = batch.shelf[deadlines].c
    found = sa.select(waits.subject, waits.seen).where(waits.partition.in_(list(batch.reached)))
    return {one: seen for one, seen in batch.db.execute(found) if one not in batch.stuck}
