"""The real services: killed and started again they have their data, stopped they leave nothing."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import psycopg
import pytest
from kafka import KafkaConsumer, KafkaProducer
from kafka.admin import KafkaAdminClient, NewTopic

from infra.stack.kafka import Kafka
from infra.stack.postgres import Postgres

pytestmark = [pytest.mark.services, pytest.mark.faults]
ROOT = Path(__file__).parents[2]


@pytest.fixture
def server() -> Iterator[Postgres]:
    """A PostgreSQL that others do not use: it is going to be killed."""
    server = Postgres()
    server.start()
    yield server
    server.stop()
    server.remove()


@pytest.fixture
def own_broker() -> Iterator[Kafka]:
    """A Kafka that others do not use."""
    broker = Kafka()
    broker.start()
    yield broker
    broker.stop()
    broker.remove()


def test_a_killed_postgresql_comes_back_with_what_it_committed(server: Postgres) -> None:
    url = plain(server.new_database())
    with psycopg.connect(url) as database:
        database.execute("CREATE TABLE kept AS SELECT 7 AS number")

    server.kill()
    server.start()

    with psycopg.connect(url) as database:
        assert database.execute("SELECT number FROM kept").fetchall() == [(7,)]


def test_a_killed_postgresql_leaves_no_process(server: Postgres) -> None:
    killed = server.pid

    server.kill()

    assert processes_of(server.folder) == []
    assert not Path(f"/proc/{killed}").exists()


def test_a_killed_kafka_comes_back_with_what_it_acknowledged(own_broker: Kafka) -> None:
    topic = own_broker.new_topic()
    with KafkaAdminClient(bootstrap_servers=own_broker.bootstrap) as admin:
        admin.create_topics([NewTopic(topic, num_partitions=1, replication_factor=1)])
    with KafkaProducer(bootstrap_servers=own_broker.bootstrap, acks="all") as producer:
        producer.send(topic, b"kept").get(timeout=30)

    own_broker.kill()
    own_broker.start()

    with KafkaConsumer(
        topic,
        bootstrap_servers=own_broker.bootstrap,
        auto_offset_reset="earliest",
        consumer_timeout_ms=30_000,
        reconnect_backoff_max_ms=1000,
    ) as consumer:
        assert next(consumer).value == b"kept"


def test_what_make_stack_started_answers_and_make_stack_stop_ends_it(tmp_path: Path) -> None:
    printed = stack("start", tmp_path)

    try:
        assert (tmp_path / "env").read_text() == printed
        settings = dict(line.split("=", 1) for line in printed.splitlines())
        started = [line.split() for line in (tmp_path / "started").read_text().splitlines()]
        answers = {name: answer(settings[f"SIBI_{name}"]) for name in ("LOG", "VIEWS", "VAULT")}
        with KafkaAdminClient(bootstrap_servers=settings["SIBI_KAFKA"]) as admin:
            assert admin.describe_cluster()
    finally:
        stack("stop", tmp_path)

    assert answers == {"LOG": "sibi_log", "VIEWS": "sibi_views", "VAULT": "sibi_vault"}
    assert [processes_of(Path(folder)) for _, folder in started] == [[], []]
    assert not any(Path(folder).exists() for _, folder in started)
    assert list(tmp_path.iterdir()) == []


def stack(act: str, folder: Path) -> str:
    command = [sys.executable, "-m", "infra.stack", act, str(folder)]
    done = subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True)
    return done.stdout


def answer(url: str) -> str:
    with psycopg.connect(plain(url)) as database:
        [name] = database.execute("SELECT current_database()").fetchone() or [""]
    return str(name)


def plain(url: str) -> str:
    return url.replace("+psycopg", "", 1)


def processes_of(folder: Path) -> list[str]:
    """The commands that name the folder; zombies have none."""
    found = []
    for file in Path("/proc").glob("[0-9]*/cmdline"):
        with suppress(FileNotFoundError, ProcessLookupError):
            command = file.read_bytes().decode(errors="replace")
            found += [command] if str(folder) in command else []
    return found
