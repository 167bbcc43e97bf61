"""The feed: from the log, or from Kafka, into views; nothing skipped, doubled or reordered per subject."""

import logging
from collections.abc import Callable, Iterable, Sequence
from typing import Protocol

from domain.facts import PARTITIONS, Entry, Page, partition_of
from infra.message import Record, entry_of, place_of

log = logging.getLogger(__name__)

Reached = Callable[[], dict[int, int]]
"""How far all views have come, by partition; a partition that is not there: 0."""


class TopicAhead(RuntimeError):
    """The topic tells of positions that the log has never had: it belongs to another log, or to a later one."""


class View(Protocol):
    """What a feed feeds: takes a page in one transaction, and leaves out what it has."""

    def take(self, page: Page) -> None:
        """Fold the page and remember what it has reached with it."""

    def reached(self) -> dict[int, int]:
        """The last position of each partition."""


class Facts(Protocol):
    """What a feed needs of the log."""

    def page(self, after: int, at_most: int) -> Sequence[Entry]:
        """The next facts in the log's order."""

    def position(self) -> int:
        """The last position there is."""

    def wait(self, after: int, timeout: float) -> bool:
        """Whether there is something after a position, at once or until the time is up."""


class Group(Protocol):
    """What a feed needs of Kafka."""

    def poll(self, at_most: int, timeout: float) -> dict[int, Sequence[Record]]:
        """What came, by partition in order."""

    def assigned(self) -> frozenset[int]:
        """The partitions we hold."""

    def hint(self) -> None:
        """All that was polled has been taken."""


class Source(Protocol):
    """Where pages come from."""

    def read(self, at_most: int, timeout: float) -> Page | None:
        """The next page; the same again until it is taken."""

    def taken(self, page: Page) -> None:
        """Every view has it."""


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
            self._position = min(self._reached().values())
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
    behind, and the log is read until it is past all that was polled meanwhile.
    """

    def __init__(self, group: Group, log: Facts, reached: Reached) -> None:
        self._group, self._log, self._reached = group, log, reached
        self._at: dict[int, int] = {}
        self._behind: dict[int, int] = {}
        self._page: Page | None = None

    def read(self, at_most: int, timeout: float) -> Page | None:
        """The next page; the same again until it is taken."""
        if self._page is None:
            polled = self._group.poll(at_most, 0 if self._behind else timeout)
            self._look_at_assignment()
            self._page = self._from_log(polled, at_most) if self._behind else self._merged(polled)
        return self._page

    def taken(self, page: Page) -> None:
        """Go on behind it. A successor may begin here, unless something is still to be read from the log."""
        self._at.update(page.upto)
        self._behind = {one: end for one, end in self._behind.items() if self._at[one] < end}
        self._page = None
        if not self._behind:
            self._group.hint()

    def _look_at_assignment(self) -> None:
        held = self._group.assigned()
        if held != self._at.keys():
            reached = self._reached() if held else {}
            self._at = {one: reached.get(one, 0) for one in sorted(held)}
            self._behind = {one: end for one, end in self._behind.items() if one in held}

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
        """Add a partition's new facts. Returns where it stands; marks it behind at the first gap."""
        at = self._at[one]
        for record, position, prev in _places(records):
            if position <= at:
                continue
            if prev > at:
                self._behind[one] = _end(records)
                break
            if record.value is not None:
                entries.append(entry_of(record, position))
            at = position
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


def _places(records: Sequence[Record]) -> Iterable[tuple[Record, int, int]]:
    """Our messages with their places; a foreign one is left out, and missed by the next if it was ours."""
    for record in records:
        try:
            position, prev = place_of(record)
        except ValueError as error:
            log.warning("left out: %s", error)
        else:
            yield record, position, prev


def _end(records: Sequence[Record]) -> int:
    return max((position for _, position, _ in _places(records)), default=0)
