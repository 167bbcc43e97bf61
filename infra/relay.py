"""The relay: from the log to Kafka, in the log's order, at least once (D4)."""

from collections.abc import Callable, Sequence
from typing import Protocol

from domain.facts import PARTITIONS, partition_of
from infra.fence import Fence
from infra.message import Message, Stored, message_of, watermark

Publish = Callable[[Sequence[Message]], None]


class Stock(Protocol):
    """What the relay needs of the log."""

    def raw(self, after: int, at_most: int) -> Sequence[Stored]:
        """The next facts in the log's order, not decoded."""


class Progress(Protocol):
    """Remembers how far the log has been carried."""

    def position(self) -> int:
        """The last position that was carried and remembered."""

    def remember(self, position: int) -> None:
        """Carried up to here."""


class Relay:
    """Carries the log page by page. Killed anywhere, it repeats a page and skips nothing."""

    def __init__(self, log: Stock, publish: Publish, progress: Progress, fence: Fence) -> None:
        self._log, self._publish, self._progress, self._fence = log, publish, progress, fence
        self._done: int | None = None

    def carry(self, at_most: int = 2_000) -> int:
        """Publish the next page, then remember it. Returns how many facts.

        None while another relay is at it. Raises: BrokerAway; the same page is next then.
        """
        if not self._fence.held():
            self._done = None
            return 0
        done = self._begun()
        page = self._log.raw(done, at_most)
        if page:
            self._publish(messages(page, done))
            self._progress.remember(page[-1].position)
            self._done = page[-1].position
        return len(page)

    def _begun(self) -> int:
        """Where to go on. Whoever takes over first tells all readers where that is."""
        if self._done is None:
            done = self._progress.position()
            self._publish([watermark(one, done, done) for one in range(PARTITIONS)])
            self._done = done
        return self._done


def messages(page: Sequence[Stored], done: int) -> list[Message]:
    """A page as messages, and a watermark for every partition, so that an idle one keeps up."""
    prev = dict.fromkeys(range(PARTITIONS), done)
    told = []
    for stored in page:
        partition = partition_of(stored.subject)
        told.append(message_of(stored, prev[partition]))
        prev[partition] = stored.position
    last = page[-1].position
    return told + [watermark(one, last, before) for one, before in prev.items()]
