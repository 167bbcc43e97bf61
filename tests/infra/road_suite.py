"""What every road from the log to the views must do. Subclassed for each form."""

import random
from collections.abc import Iterator, Sequence
from typing import ClassVar, Protocol
from uuid import UUID

import pytest
from eventsourcing.persistence import StoredEvent

from domain.facts import PARTITIONS, Unreadable, partition_of
from infra.engines import engine
from infra.log import FactLog
from infra.stack.scratch import wait_until
from tests.infra.kept import WithLog, result, subject
from tests.infra.seen import Killed, Seen

SEED = 20260302
PATIENCE = 60.0
"""Units: seconds; a broker that was killed needs some to come back."""


class Road(Protocol):
    """What carries facts from a log to views."""

    def step(self) -> None:
        """Carry a little."""

    def die(self) -> None:
        """Be killed, and start again with what is stored."""


def arrived(log: FactLog, views: Sequence[Seen], road: Road) -> None:
    """Carry until every view has reached the end of the log, with exactly what is in it."""
    end = log.position()

    def at_the_end() -> bool:
        road.step()
        return all(set(view.reached().values()) == {end} for view in views)

    wait_until(at_the_end, PATIENCE, "the road's end")
    for view in views:
        assert view.rows() == readable(log)


def readable(log: FactLog) -> list[tuple[int, UUID, int]]:
    """What a view must have seen: of each subject what comes before its first unreadable fact."""
    rows, stuck = [], set()
    for entry in log.page(0, 100_000):
        if isinstance(entry.fact, Unreadable):
            stuck.add(entry.subject)
        elif entry.subject not in stuck:
            rows.append((entry.position, entry.subject, entry.version))
    return rows


def tell(log: FactLog, *numbers: int, times: int = 1) -> None:
    """Append facts about subjects of these numbers, a transaction for each."""
    for _ in range(times):
        for number in numbers:
            had = len(log.history(UUID(int=number)))
            log.keep(subject(result(), of=UUID(int=number), after=had))


def poison(log: FactLog, number: int) -> None:
    """Append what no code can read."""
    had = len(log.history(UUID(int=number)))
    event = StoredEvent(UUID(int=number), had + 1, "case.unheard_of.v1", b"\xff{")
    log.recorder.insert_events([event])


class RoadSuite(WithLog):
    """As the views see it."""

    ROUNDS: ClassVar[int]
    """How many kills the random test makes."""

    @pytest.fixture
    def views_url(self, url: str) -> str:
        """Where the views are."""
        return url

    @pytest.fixture
    def views(self, log: FactLog, views_url: str) -> Iterator[list[Seen]]:
        """Two views that have seen nothing."""
        database = engine(views_url)
        yield [Seen(database, "one"), Seen(database, "other")]
        database.dispose()

    def test_every_fact_reaches_every_view_once_and_in_order(
        self, log: FactLog, views: list[Seen], road: Road
    ) -> None:
        tell(log, *range(12), times=3)

        arrived(log, views, road)

        assert len(views[0].rows()) == 36

    def test_what_is_told_while_it_runs_arrives_as_well(
        self, log: FactLog, views: list[Seen], road: Road
    ) -> None:
        for _ in range(3):
            tell(log, 1, 2, 3)
            arrived(log, views, road)

    def test_a_partition_without_facts_keeps_up(
        self, log: FactLog, views: list[Seen], road: Road
    ) -> None:
        tell(log, 7, times=4)

        arrived(log, views, road)

        assert views[0].reached() == dict.fromkeys(range(PARTITIONS), log.position())

    def test_a_view_that_dies_gets_the_page_again(
        self, log: FactLog, views: list[Seen], road: Road
    ) -> None:
        tell(log, *range(6))
        views[1].dies_next = True

        with pytest.raises(Killed):
            arrived(log, views, road)

        assert views[1].rows() == []
        arrived(log, views, road)

    def test_a_road_that_dies_with_half_of_the_views_fed_neither_loses_nor_doubles(
        self, log: FactLog, views: list[Seen], road: Road
    ) -> None:
        tell(log, *range(6))
        views[1].dies_next = True
        with pytest.raises(Killed):
            arrived(log, views, road)

        road.die()

        arrived(log, views, road)

    def test_a_poison_fact_parks_its_subject_only(
        self, log: FactLog, views: list[Seen], road: Road
    ) -> None:
        alike = next(one for one in range(2, 99) if of(one) == of(1))
        tell(log, 1, alike)
        poison(log, 1)
        log.keep(subject(result(), of=UUID(int=1), after=2))
        tell(log, alike)

        arrived(log, views, road)

        assert views[0].parked() == {UUID(int=1)}
        assert [row[1] for row in views[0].rows()].count(UUID(int=alike)) == 2

    def test_killed_at_any_moment_it_neither_loses_nor_doubles(
        self, log: FactLog, views: list[Seen], road: Road
    ) -> None:
        chance = random.Random(SEED)

        for _ in range(self.ROUNDS):
            tell(log, *chance.choices(range(9), k=chance.randint(1, 9)))
            views[chance.randrange(2)].dies_next = chance.random() < 0.5
            for _ in range(chance.randrange(3)):
                self.risk(road)
            road.die()

        for view in views:
            view.dies_next = False
        arrived(log, views, road)

    @staticmethod
    def risk(road: Road) -> None:
        """A step that may be the view's last."""
        try:
            road.step()
        except Killed:
            road.die()


def of(number: int) -> int:
    """The partition of a subject of this number."""
    return partition_of(UUID(int=number))
