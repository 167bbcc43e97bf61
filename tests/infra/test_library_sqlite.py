"""Our SQLite recorder keeps the library's contract."""

from pathlib import Path

import pytest

from tests.infra import library_suite


@pytest.fixture
def url(tmp_path: Path) -> str:
    """A file that is not there yet."""
    return f"sqlite:///{tmp_path / 'log.db'}"


class TestStreams(library_suite.Streams):
    """One subject."""

    __test__ = True


class TestSequence(library_suite.Sequence):
    """All subjects."""

    __test__ = True


class TestInterleaving(library_suite.Interleaving):
    """Two at once."""

    __test__ = True
