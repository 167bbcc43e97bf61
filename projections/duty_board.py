"""派单台: what is owed, by whom, until when, and when something is to be judged next."""

from collections import OrderedDict
from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy import Engine

from domain.duties.adopted import Adopted
from domain.duties.instants import ms
from domain.duties.judge import Rules
from domain.facts import Entry, partition_of
from domain.people import Person
from projections.adoptions import Eras, Histories, with_adoptions
from projections.answers import Found, Snapshot
from projections.batch import Batch
from projections.docket import Docket
from projections.duty_rows import (
    OPEN,
    SOON,
    Counts,
    Owed,
    Owing,
    chosen,
    deadlines,
    duty_board,
    duty_board_history,
    status_at,
    tables,
)
from projections.progress import Parked
from projections.rows import upsert
from projections.versions import Gone, Kept, Versioned, keep, slices

HELD = 5_000
"""How many subjects' facts are remembered from page to page."""


class DutyBoard(Versioned[Owed]):
    """派单台."""

    NAME, TABLES, ROW, ROWS, HISTORY = "duty_board", tables, Owed, duty_board, duty_board_history
    KEY = "obligation.id"

    def __init__(
        self, engine: Engine, histories: Histories, rules_at: Callable[[int], Rules]
    ) -> None:
        super().__init__(engine)
        self._histories = histories
        self._rules_at = rules_at

    def forget(self) -> None:
        """Drop the remembered facts."""
        super().forget()
        self._dockets: OrderedDict[UUID, Docket] = OrderedDict()

    def fold(self, batch: Batch) -> list[Parked]:
        """Rows and deadlines. An adoption is one more fact of every subject it reaches."""
        self._eras = Eras(batch, self._histories, self._rules_at)
        batch = with_adoptions(batch, self._eras.adoptions)
        dockets = self._recall(batch)
        parked = super().fold(batch)
        stuck = {one.subject for one in parked}
        upsert(
            batch.db,
            batch.shelf[deadlines],
            [
                (one, partition_of(one), None if one in stuck else docket.next_at, docket.seen)
                for one, docket in dockets.items()
            ],
        )
        return parked

    def change(self, rows: Mapping[str, Kept[Owed]], entry: Entry) -> Iterable[Owed | Gone]:
        """What is owed after one more fact of a subject, or under one more edition."""
        docket = self._dockets[entry.subject]
        if isinstance(entry.fact, Adopted):
            docket.adopt(self._eras.at(entry.position), entry)
        elif not docket.follow(entry):
            return
        owed = docket.rows(entry.subject)
        yield from [Gone(one) for one in rows if one not in owed]
        for name, row in owed.items():
            if name not in rows or rows[name].row != row:
                yield row

    def _recall(self, batch: Batch) -> Mapping[UUID, Docket]:
        """The subjects before this page; those that are not remembered are read at once."""
        held = {one: self._dockets[one] for one in batch.groups if one in self._dockets}
        missing = [one for one in batch.groups if one not in held]
        for one in missing:
            held[one] = Docket(self._eras.at(batch.groups[one][0].position))
        deadline = batch.shelf[deadlines].c
        for some in slices([one for one in missing if batch.groups[one][0].version > 1]):
            told = self._histories(some, max(batch.reached.values()))
            waits = sa.select(deadline.subject, deadline.next_at).where(deadline.subject.in_(some))
            next_at = dict(batch.db.execute(waits).all())
            for one in some:
                first = batch.groups[one][0].position
                before = [entry for entry in told[one] if entry.position < first]
                held[one].remember(before, next_at.get(one))
        keep(self._dockets, held, max(HELD, len(held)))
        return held

    def due(
        self, as_of: datetime, at_most: int = 500, partitions: Collection[int] | None = None
    ) -> list[tuple[UUID, int]]:
        """Subjects to judge again, and the version seen of each; longest overdue first."""

        def question(seen: Snapshot) -> list[tuple[UUID, int]]:
            waits = seen.shelf[deadlines].c
            late = sa.select(waits.subject, waits.seen).where(waits.next_at <= ms(as_of))
            if partitions is not None:
                late = late.where(waits.partition.in_(partitions))
            found = seen.db.execute(late.order_by(waits.next_at).limit(at_most))
            return [(subject, version) for subject, version in found]

        return self.ask(question)

    def owed(
        self,
        wanted: Owing,
        now: datetime,
        person: Person | None = None,
        as_of: int | None = None,
        after: tuple[int, str] | None = None,
        *,
        at_most: int = 50,
    ) -> Found[Owed, tuple[int, str]]:
        """Obligations in somebody's scope (None: all) as they stand at `now`, due soonest first.

        `as_of` is the position up to which we knew; `after` goes on behind a due instant and id.
        """

        def question(seen: Snapshot) -> Found[Owed, tuple[int, str]]:
            rows = self.rows_of(seen, as_of)
            place = sa.tuple_(rows.c.due, rows.c.id)
            found = sa.select(rows.c.row).where(*chosen(rows.c, wanted, ms(now), person))
            if after is not None:
                found = found.where(place > after)
            soonest = found.order_by(rows.c.due, rows.c.id).limit(at_most + 1)
            items = self.read(seen, soonest)
            last = items[at_most - 1].obligation if len(items) > at_most else None
            more = (last.due, last.id) if last else None
            return Found(items[:at_most], seen.at(as_of), more)

        return self.ask(question)

    def of_subject(self, subject: UUID, now: datetime, as_of: int | None = None) -> list[Owed]:
        """All that a case owes."""
        return self.owed(Owing(subject=subject), now, as_of=as_of, at_most=1_000).items

    def one(self, obligation: str, as_of: int | None = None) -> Owed | None:
        """One obligation, whoever asks."""

        def question(seen: Snapshot) -> Owed | None:
            rows = self.rows_of(seen, as_of)
            found = self.read(seen, sa.select(rows.c.row).where(rows.c.id == obligation))
            return next(iter(found), None)

        return self.ask(question)

    def counts(
        self,
        wanted: Owing,
        now: datetime,
        day_ends: datetime,
        person: Person | None = None,
        as_of: int | None = None,
    ) -> Counts:
        """How many nobody has acted on yet, by when they are due."""

        def question(seen: Snapshot) -> Counts:
            rows, at = self.rows_of(seen, as_of), ms(now)
            last = max(at + SOON, ms(day_ends))
            nobody = status_at(rows.c, at).in_([one.value for one in OPEN])
            bounds = [rows.c.breach_at <= at, rows.c.due < at + SOON, rows.c.due < last]
            section = sa.case(*((bound, n) for n, bound in enumerate(bounds)), else_=len(bounds))
            each = sa.select(section, sa.func.count()).where(
                nobody, *chosen(rows.c, wanted, at, person)
            )
            found: dict[int, int] = dict(seen.db.execute(each.group_by(section)).all())
            return Counts(*(found.get(n, 0) for n in range(len(Counts._fields))))

        return self.ask(question)

    def subjects(self, wanted: Owing, now: datetime, as_of: int | None = None) -> sa.Select[Any]:
        """A query for the cases that owe such, to narrow another view of this database."""

        def question(seen: Snapshot) -> sa.Select[Any]:
            rows = self.rows_of(seen, as_of)
            return sa.select(rows.c.subject).where(*chosen(rows.c, wanted, ms(now), None))

        return self.ask(question)
