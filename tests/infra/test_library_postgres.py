"""Our PostgreSQL recorder keeps the library's contract."""

from collections.abc import Callable

import pytest

from tests.infra import library_suite

pytestmark = pytest.mark.services


@pytest.fixture
def url(new_database: Callable[[], str]) -> str:
    """A database of its own for each test."""
    return new_database()


class TestStreams(library_suite.Streams):
    """One subject."""

    __test__ = True


class TestSequence(library_suite.Sequence):
    """All subjects."""

    __test__ = True


class TestInterleaving(library_suite.Interleaving):
    """Two at once."""

    __test__ = True
