"""The road of the embedded form: the feed reads the log itself."""

from collections.abc import Callable
from pathlib import Path

import pytest

from domain.facts import PARTITIONS, Page
from infra.feed import Feed, LogSource, least
from infra.log import FactLog
from infra.reached import ViewsAhead
from tests.infra.road_suite import RoadSuite, arrived, tell
from tests.infra.seen import Seen


class Embedded:
    """A feed from the log."""

    def __init__(self, log: FactLog, views: list[Seen]) -> None:
        self._log, self._views = log, views
        self.die()

    def step(self) -> None:
        """A page."""
        self._feed.step(timeout=0, at_most=5)

    def die(self) -> None:
        """Know nothing but what is stored."""
        self._feed = Feed(LogSource(self._log, least(self._views)), self._views)


class EmbeddedSuite(RoadSuite):
    """As every road."""

    ROUNDS = 30

    @pytest.fixture
    def road(self, log: FactLog, views: list[Seen]) -> Embedded:
        """It."""
        return Embedded(log, views)

    def test_a_view_that_comes_later_catches_up_beside_the_others(
        self, log: FactLog, views: list[Seen], road: Embedded
    ) -> None:
        tell(log, *range(9))
        arrived(log, views[:1], Embedded(log, views[:1]))

        arrived(log, views, road)

    def test_views_of_a_later_log_are_not_fed_from_an_older_copy(
        self, log: FactLog, views: list[Seen], road: Embedded
    ) -> None:
        tell(log, *range(5))
        for view in views:
            view.take(Page([], dict.fromkeys(range(PARTITIONS), log.position() + 1)))

        with pytest.raises(ViewsAhead):
            Embedded(log, views).step()


class TestEmbeddedRoad(EmbeddedSuite):
    """On SQLite."""

    @pytest.fixture
    def url(self, tmp_path: Path) -> str:
        """A log of its own for each test."""
        return f"sqlite:///{tmp_path / 'log.db'}"

    @pytest.fixture
    def views_url(self, tmp_path: Path) -> str:
        """Read models lie beside the log."""
        return f"sqlite:///{tmp_path / 'views.db'}"


@pytest.mark.services
class TestEmbeddedRoadOnPostgres(EmbeddedSuite):
    """On PostgreSQL without Kafka."""

    @pytest.fixture
    def url(self, new_database: Callable[[], str]) -> str:
        """A database of its own for each test."""
        return new_database()
