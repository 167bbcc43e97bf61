"""The road while brokers and workers are killed."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress

import pytest

from infra.kafka import BrokerAway
from infra.kafka import Kafka as Address
from infra.log import FactLog
from infra.stack.kafka import Kafka
from infra.stack.scratch import wait_until
from tests.infra.kafka_road import KafkaRoad
from tests.infra.kept import WithLog
from tests.infra.road_suite import PATIENCE, arrived, readable, tell
from tests.infra.seen import Seen

pytestmark = [pytest.mark.services, pytest.mark.faults]

Start = Callable[[], "subprocess.Popen[str]"]


class Patient(KafkaRoad):
    """A road whose loops come back when the broker is away, as the workers' do."""

    def step(self) -> None:
        """What can be done."""
        with suppress(BrokerAway):
            self.relay.carry(at_most=7)
        with suppress(BrokerAway):
            self.feed.step(timeout=0.2, at_most=5)


class TestKilledRoad(WithLog):
    """Nothing lost, nothing doubled."""

    @pytest.fixture
    def url(self, new_database: Callable[[], str]) -> str:
        """A database of its own for each test."""
        return new_database()

    @pytest.fixture
    def address(self, kafka: str, new_topic: Callable[[], str]) -> Address:
        """A topic and a group of its own for each test."""
        topic = new_topic()
        return Address(kafka, topic, group=topic, session_seconds=6)

    @pytest.fixture
    def road(self, log: FactLog, url: str, address: Address) -> Iterator[Patient]:
        """With one view."""
        road = Patient(log, url, address, [])
        road.views = [Seen(road.database, "one")]
        road.die()
        yield road
        road.end()

    @pytest.fixture
    def start(self, url: str, address: Address) -> Iterator[Start]:
        """Starts feed workers; kills those that are left."""
        running: list[subprocess.Popen[str]] = []

        def start() -> "subprocess.Popen[str]":
            told = [sys.executable, "-W", "ignore", "-m", "tests.infra.feed_member"]
            what = [*told, url, address.bootstrap, address.topic]
            running.append(subprocess.Popen(what, stdout=subprocess.PIPE, text=True))
            return running[-1]

        yield start
        for one in running:
            one.kill()
            one.communicate()

    def test_a_broker_that_is_killed_is_waited_for_and_everything_catches_up(
        self, log: FactLog, road: Patient, broker: Kafka
    ) -> None:
        tell(log, *range(9))
        arrived(log, road.views, road)

        broker.kill()
        tell(log, *range(9))
        with pytest.raises(BrokerAway):
            road.relay.carry()
        broker.start()

        arrived(log, road.views, road)
        wait_until(lambda: self.carried(road) == log.position(), PATIENCE, "the relay")

    @staticmethod
    def carried(road: Patient) -> int:
        """How far the relay has come after one more step."""
        road.step()
        return road.carried.position()

    def test_two_workers_share_the_partitions_and_one_takes_over_from_the_other(
        self, log: FactLog, road: Patient, start: Start
    ) -> None:
        view = road.views[0]
        tell(log, *range(12))
        road.relay.carry()
        first, second = start(), start()
        assert self.comes_to_hold(second, 2)

        tell(log, *range(12), times=2)
        road.relay.carry()
        os.kill(first.pid, signal.SIGKILL)
        tell(log, *range(12))
        road.relay.carry()

        wait_until(lambda: view.rows() == readable(log), PATIENCE, "the other worker")
        assert self.comes_to_hold(second, 4)

    @staticmethod
    def comes_to_hold(member: "subprocess.Popen[str]", partitions: int) -> bool:
        """Whether a worker says at last that it holds so many."""
        assert member.stdout is not None
        return any(int(line) == partitions for line in member.stdout)
