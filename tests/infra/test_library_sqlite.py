"""Our SQLite recorder keeps the library's contract."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from infra.log import FactLog
from infra.migrations import migrate
from tests.infra import library_suite


class OnSQLite:
    """A log in a file of its own for each test."""

    @pytest.fixture(autouse=True)
    def _log(self, tmp_path: Path) -> Iterator[None]:
        url = f"sqlite:///{tmp_path / 'log.db'}"
        migrate(url)
        self.log = FactLog(url)
        yield
        self.log.close()


class TestStreams(OnSQLite, library_suite.Streams):
    """One subject."""

    __test__ = True


class TestSequence(OnSQLite, library_suite.Sequence):
    """All subjects."""

    __test__ = True


class TestInterleaving(OnSQLite, library_suite.Interleaving):
    """Two at once."""

    __test__ = True
