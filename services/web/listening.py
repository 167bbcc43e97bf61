"""Who listens to what changes: one reader of the trail for all listeners of a process."""

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Mapping, Sequence
from typing import NamedTuple
from uuid import UUID

import sqlalchemy as sa
from starlette.concurrency import run_in_threadpool

from domain.people import Person
from projections.audit_trail import Asked, Told
from projections.case_fold import CaseRow
from services.web.doors import House
from services.web.pages.scope import in_scope

WINDOW = 0.25
"""Units: seconds between two looks at the trail."""
HEARTBEAT = 15.0
"""Units: seconds without news."""
AT_ONCE = 500
HELD = 2_000
"""How many changes are held in memory; who is further behind reads the trail."""
AWAY = (sa.exc.OperationalError, sa.exc.InterfaceError, sa.exc.TimeoutError)


class Change(NamedTuple):
    """A fact that views show now, and its case before and after it; a fact about rules has none."""

    told: Told
    cases: tuple[CaseRow, ...]

    def concerns(self, person: Person) -> bool:
        """Whether somebody sees the case, or did until now."""
        return not self.cases or any(in_scope(person, one) for one in self.cases)


class Broadcast:
    """广播: looks at the trail while anybody listens, and holds what is new for all of them.

    Nothing is queued for anybody: each listener has a position and goes on behind it.
    """

    def __init__(self, house: House) -> None:
        self._house = house
        self._held: deque[Change] = deque()
        self._since = self._upto = 0
        self._listeners = 0
        self._reader: asyncio.Task[None] | None = None
        self._news = asyncio.Event()

    async def follow(self, after: int | None) -> AsyncIterator[tuple[int, Sequence[Change]]]:
        """How far, and what changed until there; an empty one where nothing has for a while.

        Ends when the house is closing, or when the trail cannot be read any more.
        """
        self._listeners += 1
        try:
            await self._begin()
            at = self._upto if after is None else after
            yield at, ()
            while self._open():
                news = self._news
                upto, changes = await self._after(at)
                if upto > at or await self._silent(news):
                    at = max(at, upto)
                    yield at, changes
        finally:
            self._listeners -= 1

    def _open(self) -> bool:
        reading = self._reader is not None and not self._reader.done()
        return reading and not self._house.stopping.is_set()

    async def _silent(self, news: asyncio.Event) -> bool:
        """Wait for news. Returns whether there was none for a heartbeat."""
        try:
            await asyncio.wait_for(news.wait(), HEARTBEAT)
        except TimeoutError:
            return True
        return False

    async def _begin(self) -> None:
        if self._reader is None or self._reader.done():
            self._held.clear()
            self._since = self._upto = await run_in_threadpool(_position, self._house)
            self._reader = asyncio.create_task(self._read())

    async def _read(self) -> None:
        try:
            while self._listeners and not self._house.stopping.is_set():
                await self._look()
                await asyncio.sleep(WINDOW)
        finally:
            self._wake()

    async def _look(self) -> None:
        try:
            upto, changes = await run_in_threadpool(changes_after, self._house, self._upto)
        except AWAY:
            return  # the database comes back, and the trail has everything still
        if upto > self._upto:
            self._held.extend(changes)
            while len(self._held) > HELD:
                self._since = self._held.popleft().told.position
            self._upto = upto
            self._wake()

    def _wake(self) -> None:
        self._news.set()
        self._news = asyncio.Event()

    async def _after(self, at: int) -> tuple[int, Sequence[Change]]:
        if at >= self._since:
            return self._upto, [one for one in self._held if one.told.position > at]
        return await run_in_threadpool(changes_after, self._house, at)


def changes_after(house: House, after: int) -> tuple[int, Sequence[Change]]:
    """The changes that every view shows, and up to where there are no others."""
    upto = _position(house)
    if upto <= after:
        return after, ()
    found = house.trail.told(Asked(upto=upto), after=after, at_most=AT_ONCE)
    subjects = {one.subject for one in found.items}
    now, before = (house.case_list.of(subjects, at) for at in (None, after))
    changes = [Change(one, _cases(one.subject, before, now)) for one in found.items]
    return found.next or upto, changes


def _cases(
    subject: UUID, before: Mapping[UUID, CaseRow], now: Mapping[UUID, CaseRow]
) -> tuple[CaseRow, ...]:
    return tuple(rows[subject] for rows in (before, now) if subject in rows)


def _position(house: House) -> int:
    return min(view.position() for view in house.views)
