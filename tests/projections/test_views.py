"""The suite of views on SQLite and on PostgreSQL."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine

from infra.engines import engine as connect
from tests.projections.view_suite import ViewSuite


class TestViewsOnSqlite(ViewSuite):
    """The embedded form."""

    @pytest.fixture
    def engine(self, tmp_path: Path) -> Iterator[Engine]:
        made = connect(f"sqlite:///{tmp_path / 'views.db'}")
        yield made
        made.dispose()


@pytest.mark.services
class TestViewsOnPostgres(ViewSuite):
    """The cluster form."""

    @pytest.fixture
    def engine(self, new_database: Callable[[], str]) -> Iterator[Engine]:
        made = connect(new_database())
        yield made
        made.dispose()
