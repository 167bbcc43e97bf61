"""What the tests of the log keep in it."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from itertools import count
from uuid import UUID

import pytest

from domain.acts import ResultSubmitted
from domain.case import Case
from domain.claims import Claim
from domain.facts import Entry, Fact, Said, Sealed, Subject
from domain.people import Role
from infra.log import FactLog
from infra.migrations import migrate

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
NEW = count(1000)


def result(size: int = 20) -> Fact:
    """Any fact, of about a size."""
    return ResultSubmitted(Said(NOW, "li", Role.WORKER), Sealed(1, "s:1", "n", "c" * size))


def subject(*facts: Fact, of: UUID | None = None, after: int = 0) -> Subject:
    """A subject that recorded facts and had some before."""
    one = Case(of or UUID(int=next(NEW)))
    one.version = after
    for fact in facts:
        one.record(fact)
    return one


def claim(
    key: str = "k", answer: Callable[[list[int]], bytes] = lambda at: b"%d" % at[-1]
) -> Claim:
    """A command under a key."""
    return Claim("li", "/cases", key, "hash", answer)


def broken(_: list[int]) -> bytes:
    """An answer that cannot be made: the transaction fails in its middle."""
    raise ZeroDivisionError


def everything(log: FactLog) -> list[Entry]:
    """The log from its beginning to its end, in small pages."""
    told: list[Entry] = []
    while page := log.page(told[-1].position if told else 0, 7):
        told += page
    return told


class WithLog:
    """Needs a fixture `url` of an empty database."""

    @pytest.fixture
    def log(self, url: str) -> Iterator[FactLog]:
        """An empty log."""
        migrate(url)
        log = FactLog(url, lambda: NOW)
        yield log
        log.close()
