"""Whatever a topic and its group do, every view gets every fact once and in order."""

from collections.abc import Iterator, Sequence

import pytest
import sqlalchemy as sa
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.facts import PARTITIONS
from infra.feed import Feed, KafkaSource, least
from infra.log import FactLog
from infra.message import Message
from infra.migrations import migrate
from infra.relay import messages
from tests.infra.kept import NOW, result, subject
from tests.infra.road_suite import readable, tell
from tests.infra.seen import Killed, Seen

PAGE = 7
ALL = (1 << PARTITIONS) - 1


class Member:
    """A member of the group and its feed: polls what it is told to, holds what it is told to."""

    def __init__(self, log: FactLog, view: Seen) -> None:
        self._log, self._view, self._held, self._next = log, view, ALL, list[Message]()
        self.die()

    def die(self) -> None:
        """Know nothing but what the view has stored."""
        self._feed = Feed(KafkaSource(self, self._log, least([self._view])), [self._view])

    def hold(self, mask: int) -> None:
        """Partitions, one bit each."""
        self._held = mask

    def get(self, told: Sequence[Message]) -> None:
        """Poll these, and take what becomes of them; perhaps die of it."""
        self._next = [one for one in told if one.partition in self.assigned()]
        try:
            self._feed.step(timeout=0, at_most=PAGE)
        except Killed:
            self.die()

    def poll(self, at_most: int, timeout: float) -> dict[int, Sequence[Message]]:
        """What was told."""
        found: dict[int, list[Message]] = {}
        for one in self._next:
            found.setdefault(one.partition, []).append(one)
        self._next = []
        return {**found}

    def assigned(self) -> frozenset[int]:
        """What is held."""
        return frozenset(one for one in range(PARTITIONS) if self._held >> one & 1)

    def hint(self) -> None:
        """Nobody comes after us."""


@pytest.fixture(scope="module")
def log(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FactLog]:
    """Sixty facts about six subjects."""
    url = f"sqlite:///{tmp_path_factory.mktemp('log') / 'log.db'}"
    migrate(url)
    log = FactLog(url, lambda: NOW)
    log.keep(*(subject(*(result() for _ in range(5))) for _ in range(6)))
    tell(log, *range(6), times=5)
    yield log
    log.close()


@pytest.fixture(scope="module")
def sent(log: FactLog) -> list[Message]:
    """What the relay sends for them."""
    told: list[Message] = []
    done = 0
    while page := log.raw(done, PAGE):
        told += messages(page, done)
        done = page[-1].position
    return told


who, where, many = st.integers(0, 1), st.integers(0, 95), st.integers(1, 30)
moves = st.one_of(
    st.tuples(st.just("deliver"), who, where, many),
    st.tuples(st.just("hold"), who, st.integers(0, ALL), many),
    st.tuples(st.just("die"), who, where, many),
    st.tuples(st.just("die in the view"), who, where, many),
)


@given(plan=st.lists(moves, max_size=25))
@settings(max_examples=100, deadline=None)
def test_every_fact_arrives_once_and_in_order_whatever_the_topic_and_its_group_do(
    plan: list[tuple[str, int, int, int]], log: FactLog, sent: list[Message]
) -> None:
    database = sa.create_engine("sqlite://", poolclass=sa.StaticPool)
    view = Seen(database)
    members = [Member(log, view), Member(log, view)]

    for move, member, place, count in plan:
        if move == "hold":
            members[member].hold(place)
        elif move == "die":
            members[member].die()
        else:
            view.dies_next = move == "die in the view"
            members[member].get(sent[place : place + count])
    view.dies_next = False
    members[0].hold(ALL)
    while min(view.reached().values()) < log.position():
        members[0].get(sent[-PARTITIONS:])

    assert view.rows() == readable(log)
    database.dispose()
