"""What the feed asks of those it stands between: views, log, consumer group, source of pages."""

from collections.abc import Sequence
from typing import Protocol

from domain.facts import Entry, Page
from infra.message import Record


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
