"""Processes that start together on an empty key store all find its tables."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier
from uuid import UUID

import pytest

from infra.engines import engine
from infra.vault import Vault

TOGETHER = 8
CASE = UUID(int=1)


def test_on_one_machine(tmp_path: Path) -> None:
    assert_all_start(f"sqlite:///{tmp_path / 'vault.db'}")


@pytest.mark.services
def test_in_the_cluster_form(new_database: Callable[[], str]) -> None:
    assert_all_start(new_database())


def assert_all_start(url: str) -> None:
    """What one of them seals, every other opens."""
    ready = Barrier(TOGETHER)

    def start(_: int) -> Vault:
        database = engine(url)
        database.connect().close()  # that the tables are asked for at the same moment
        ready.wait(10)
        return Vault(database)

    with ThreadPoolExecutor(TOGETHER) as pool:
        vaults = list(pool.map(start, range(TOGETHER)))

    sealed = vaults[0].seal(CASE, "summary", "水管爆裂")
    assert [vault.open(CASE, "summary", sealed) for vault in vaults] == ["水管爆裂"] * TOGETHER
    for vault in vaults:
        vault._engine.dispose()
