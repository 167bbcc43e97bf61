"""The road of the cluster: PostgreSQL, relay, real Kafka, feed, PostgreSQL."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from kafka.admin import KafkaAdminClient

from infra.feed import KafkaSource, TopicAhead, least
from infra.fence import fence
from infra.kafka import Kafka, Reader, WrongThread, ensure_topic
from infra.log import FactLog
from infra.message import watermark
from infra.relay import Relay, messages
from infra.stack.scratch import wait_until
from tests.infra.kafka_road import KafkaRoad
from tests.infra.road_suite import PATIENCE, RoadSuite, arrived, tell
from tests.infra.seen import Seen

pytestmark = pytest.mark.services


class Forgetful:
    """Progress whose process dies before it is remembered."""

    def __init__(self, carried: int) -> None:
        self._carried = carried

    def position(self) -> int:
        """What was remembered before."""
        return self._carried

    def remember(self, position: int) -> None:
        """Too late."""
        raise ProcessLookupError(position)


class TestKafkaRoad(RoadSuite):
    """As every road, and what only a topic can do wrong."""

    ROUNDS = 8

    @pytest.fixture
    def url(self, new_database: Callable[[], str]) -> str:
        """A database of its own for each test."""
        return new_database()

    @pytest.fixture
    def road(
        self,
        log: FactLog,
        url: str,
        kafka: str,
        new_topic: Callable[[], str],
        views: list[Seen],
    ) -> Iterator[KafkaRoad]:
        """A topic and a group of its own for each test."""
        topic = new_topic()
        road = KafkaRoad(log, url, Kafka(kafka, topic, group=topic, session_seconds=6), views)
        yield road
        road.end()

    def test_a_relay_killed_before_it_remembers_repeats_the_page(
        self, log: FactLog, views: list[Seen], road: KafkaRoad
    ) -> None:
        tell(log, *range(9))
        relay = Relay(log, road.publisher.publish, Forgetful(0), road.fence)
        with pytest.raises(ProcessLookupError):
            relay.carry()

        arrived(log, views, road)

        assert road.carried.position() == log.position()

    def test_what_is_sent_again_late_changes_nothing(
        self, log: FactLog, views: list[Seen], road: KafkaRoad
    ) -> None:
        tell(log, *range(9))
        arrived(log, views, road)

        road.publisher.publish(messages(log.raw(0, 4), 0))
        tell(log, 3)

        arrived(log, views, road)

    def test_what_the_topic_has_lost_is_read_from_the_log(
        self, log: FactLog, views: list[Seen], road: KafkaRoad
    ) -> None:
        tell(log, *range(9))
        road.carried.remember(log.position() - 3)
        tell(log, *range(9))

        arrived(log, views, road)

    def test_a_topic_made_anew_begins_at_offset_0_and_nothing_is_missed(
        self, log: FactLog, views: list[Seen], road: KafkaRoad
    ) -> None:
        tell(log, *range(9), times=2)
        arrived(log, views, road)
        with KafkaAdminClient(bootstrap_servers=road.kafka.bootstrap) as admin:
            admin.delete_topics([road.kafka.topic])
        road.publisher.close()
        tell(log, *range(4))

        arrived(log, views, road)

    def test_a_new_view_reads_what_its_group_has_already_passed_from_the_log(
        self, log: FactLog, views: list[Seen], road: KafkaRoad
    ) -> None:
        road.views = views[:1]
        road.die()
        tell(log, *range(9))
        arrived(log, views[:1], road)
        road.views = views
        road.die()

        tell(log, 5)

        arrived(log, views, road)

    def test_of_two_relays_one_carries(
        self, log: FactLog, url: str, views: list[Seen], road: KafkaRoad
    ) -> None:
        other = fence(url)
        second = Relay(log, road.publisher.publish, road.carried, other)
        tell(log, *range(9))

        assert (road.relay.carry(4), second.carry(4)) == (4, 0)
        road.fence.release()
        assert (second.carry(4), road.relay.carry(4)) == (4, 0)

        other.release()
        arrived(log, views, road)

    def test_a_message_of_somebody_else_moves_nothing(
        self, log: FactLog, views: list[Seen], road: KafkaRoad
    ) -> None:
        tell(log, *range(9))
        ensure_topic(road.kafka)
        foreign = watermark(0, 0, 0)._replace(headers=[("colour", b"red")], value=b"hello")
        broken = watermark(1, 5, 0)._replace(value=b"{}")
        road.publisher.publish([foreign, broken])

        arrived(log, views, road)

    def test_a_topic_of_another_log_is_refused(
        self, log: FactLog, views: list[Seen], road: KafkaRoad
    ) -> None:
        tell(log, 1)
        road.publisher.publish([watermark(0, 99, 0)])
        source = KafkaSource(road.reader, log, least(views))

        with pytest.raises(TopicAhead):
            wait_until(lambda: source.read(100, 0.5) is not None, PATIENCE, "a page")

    def test_a_reader_belongs_to_one_thread(self, road: KafkaRoad) -> None:
        ensure_topic(road.kafka)
        road.reader.poll(1, 0)

        with ThreadPoolExecutor(1) as other, pytest.raises(WrongThread):
            other.submit(road.reader.poll, 1, 0).result()

    def test_a_reader_that_stands_still_is_built_anew(
        self, log: FactLog, views: list[Seen], road: KafkaRoad
    ) -> None:
        hours = iter(range(0, 10_000_000, 3600))
        tell(log, *range(3))
        road.relay.carry()
        road.reader.close()
        road.reader = Reader(road.kafka, seconds=lambda: float(next(hours)))

        assert road.reader.poll(100, 0) == {}
        wait_until(lambda: bool(road.reader.poll(100, 0.5)), PATIENCE, "a message")
