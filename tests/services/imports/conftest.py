"""A store to import into."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.services.imports.household import Household, household


@pytest.fixture
def town(tmp_path: Path) -> Iterator[Household]:
    """An empty store."""
    with household(tmp_path) as made:
        yield made
