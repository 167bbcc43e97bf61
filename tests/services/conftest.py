"""A community for each module of tests of the doors."""

from collections.abc import Iterator

import pytest

from tests.services.web_house import Town


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    """A small community over SQLite, its feed stepped by hand."""
    here = Town(tmp_path_factory.mktemp("town"))
    yield here
    here.close()
