"""Real services for the tests that need them: one of each, started on first use."""

from collections.abc import Callable, Iterator

import pytest

from infra.stack.kafka import Kafka
from infra.stack.postgres import Postgres


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """A scratch PostgreSQL."""
    server = Postgres()
    server.start()
    yield server
    server.stop()
    server.remove()


@pytest.fixture(scope="session")
def new_database(postgres: Postgres) -> Callable[[], str]:
    """Makes fresh empty databases; returns their addresses."""
    return postgres.new_database


@pytest.fixture(scope="session")
def broker() -> Iterator[Kafka]:
    """A scratch Kafka."""
    server = Kafka()
    server.start()
    yield server
    server.stop()
    server.remove()


@pytest.fixture(scope="session")
def kafka(broker: Kafka) -> str:
    """Where clients of the scratch Kafka begin."""
    return broker.bootstrap


@pytest.fixture(scope="session")
def new_topic(broker: Kafka) -> Callable[[], str]:
    """Names that no topic has yet."""
    return broker.new_topic
