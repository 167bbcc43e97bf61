"""Our PostgreSQL recorder keeps the library's contract."""

from collections.abc import Callable, Iterator

import pytest

from infra.log import FactLog
from infra.migrations import migrate
from tests.infra import library_suite

pytestmark = pytest.mark.services


class OnPostgres:
    """A log in a database of its own for each test."""

    @pytest.fixture(autouse=True)
    def _log(self, new_database: Callable[[], str]) -> Iterator[None]:
        url = new_database()
        migrate(url)
        self.log = FactLog(url)
        yield
        self.log.close()


class TestStreams(OnPostgres, library_suite.Streams):
    """One subject."""

    __test__ = True


class TestSequence(OnPostgres, library_suite.Sequence):
    """All subjects."""

    __test__ = True


class TestInterleaving(OnPostgres, library_suite.Interleaving):
    """Two at once."""

    __test__ = True
