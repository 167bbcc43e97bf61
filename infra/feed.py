"""The feed: from log or Kafka into views; nothing skipped, doubled or reordered per subject."""

import logging
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from time import monotonic

from domain.facts import PARTITIONS, Entry, Page, partition_of
from infra.message import Missed, Record, entry_of, place_of
from infra.ports import Facts, Group, Source, View
from infra.reached import Reached, of_this_log

log = logging.getLogger(__name__)


class TopicAhead(RuntimeError):
    """The topic tells of positions that the log never had: it is another log's, or a later's."""


class Feed:
    """Hands each page to every view, one after the other."""

    def __init__(self, source: Source, views: Sequence[View]) -> None:
        self._source, self._views = source, views

    def step(self, timeout: float = 1.0, at_most: int = 5_000) -> int:
        """One page. Returns how many facts it had; redelivered ones count, and change nothing."""
        page = self._source.read(at_most, timeout)
        if page is None:
            return 0
        for view in self._views:
            view.take(page)
        self._source.taken(page)
        return len(page.entries)


def least(views: Iterable[View]) -> Reached:
    """How far the slowest of the views has come."""
    ours = list(views)

    def reached() -> dict[int, int]:
        each = [view.reached() for view in ours]
        return {one: min(of.get(one, 0) for of in each) for one in range(PARTITIONS)}

    return reached


class LogSource:
    """Reads the log itself: the embedded form."""

    def __init__(self, log: Facts, reached: Reached) -> None:
        self._log, self._reached = log, reached
        self._position: int | None = None

    def read(self, at_most: int, timeout: float) -> Page | None:
        """The next page of the log, waiting for one if there is none."""
        if self._position is None:
            self._position = min(of_this_log(self._reached, self._log).values())
        if not self._log.wait(self._position, timeout):
            return None
        entries = self._log.page(self._position, at_most)
        return Page(entries, dict.fromkeys(range(PARTITIONS), entries[-1].position))

    def taken(self, page: Page) -> None:
        """Go on behind it."""
        self._position = max(page.upto.values())


class KafkaSource:
    """Reads what the group gives us, and from the log what the topic does not tell.

    Every message names the one before it. Where that one has not been reached, the partition is
    behind, and the log is read until it is past all that was polled meanwhile. A topic that says
    nothing while the log goes on has lost something at its end, or has nobody who writes to it.
    """

    def __init__(
        self,
        group: Group,
        log: Facts,
        reached: Reached,
        patience: float = 5.0,
        seconds: Callable[[], float] = monotonic,
    ) -> None:
        self._group, self._log, self._reached = group, log, reached
        self._patience, self._seconds = patience, seconds
        self._heard, self._end = seconds(), 0
        self._at: dict[int, int] = {}
        self._behind: dict[int, int] = {}
        self._page: Page | None = None

    def read(self, at_most: int, timeout: float) -> Page | None:
        """The next page; the same again until it is taken."""
        if self._page is None:
            polled = self._group.poll(at_most, 0 if self._behind else timeout)
            self._look_at_assignment()
            self._listen(heard=bool(polled))
            self._page = self._from_log(polled, at_most) if self._behind else self._merged(polled)
        return self._page

    def taken(self, page: Page) -> None:
        """Go on behind it. A successor may begin here, unless the log must be read first."""
        self._at.update(page.upto)
        self._behind = {one: end for one, end in self._behind.items() if self._at[one] < end}
        self._page = None
        if not self._behind:
            self._group.hint()

    def _look_at_assignment(self) -> None:
        held = self._group.assigned()
        if held != self._at.keys():
            reached = of_this_log(self._reached, self._log) if held else {}
            self._at = {one: reached.get(one, 0) for one in sorted(held)}
            self._behind = {one: end for one, end in self._behind.items() if one in held}

    def _listen(self, *, heard: bool) -> None:
        """After a silence, what was in the log when the last one ended must have come."""
        now = self._seconds()
        if heard:
            self._heard, self._end = now, 0
        elif now - self._heard > self._patience and not self._behind:
            self._behind = {one: self._end for one, at in self._at.items() if at < self._end}
            self._heard, self._end = now, self._log.position()

    def _merged(self, polled: dict[int, Sequence[Record]]) -> Page | None:
        """What was polled, in the log's order, as far as nothing is missing."""
        entries: list[Entry] = []
        upto: dict[int, int] = {}
        for one, records in polled.items():
            if one in self._at:
                upto[one] = self._follow(one, records, entries)
        upto = {one: end for one, end in upto.items() if end > self._at[one]}
        if not upto:
            return None
        self._must_be_ours(max(upto.values()))
        return Page(sorted(entries, key=lambda entry: entry.position), upto)

    def _follow(self, one: int, records: Sequence[Record], entries: list[Entry]) -> int:
        """Add a partition's new facts. Returns where it stands; after a gap it is behind."""
        at = self._at[one]
        try:
            for record in records:
                at, entry = _next(record, at)
                if entry:
                    entries.append(entry)
        except Missed as gap:
            log.warning("partition %d after %d is read from the log: %s", one, at, gap)
            self._behind[one] = _end(records)
        return at

    def _from_log(self, polled: dict[int, Sequence[Record]], at_most: int) -> Page:
        """The next page of the log for every partition that it can move on."""
        for one, records in polled.items():
            if one in self._at:
                self._behind[one] = max(self._behind.get(one, 0), _end(records))
        after = min(self._at[one] for one in self._behind)
        page = self._log.page(after, at_most)
        if not page:
            raise TopicAhead(f"the topic goes on after {after}, the log does not")
        last = page[-1].position
        moved = {one: last for one, at in self._at.items() if after <= at < last}
        return Page([entry for entry in page if self._is_new(entry, moved)], moved)

    def _is_new(self, entry: Entry, moved: dict[int, int]) -> bool:
        one = partition_of(entry.subject)
        return one in moved and entry.position > self._at[one]

    def _must_be_ours(self, position: int) -> None:
        if position > self._log.position():
            raise TopicAhead(f"the topic is at {position}, the log at {self._log.position()}")


def _next(record: Record, at: int) -> tuple[int, Entry | None]:
    """Where a partition stands with one more message, and the fact it brings. Raises: Missed."""
    position, prev = place_of(record)
    if position <= at:
        return at, None
    if prev > at:
        raise Missed(f"{position} follows {prev}")
    return position, None if record.value is None else entry_of(record, position)


def _end(records: Sequence[Record]) -> int:
    """The last position that is told of."""
    last = 0
    for record in records:
        with suppress(Missed):
            last = max(last, place_of(record)[0])
    return last
