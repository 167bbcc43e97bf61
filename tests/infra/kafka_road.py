"""A road through Kafka, for tests: relay, topic, feed."""

from collections.abc import Sequence

from infra.carried import Carried
from infra.engines import engine
from infra.feed import Feed, KafkaSource, least
from infra.fence import Fence, fence
from infra.kafka import Kafka, Publisher, Reader
from infra.log import FactLog
from infra.relay import Relay
from tests.infra.seen import Seen


class KafkaRoad:
    """One relay and one member of the group, over what is stored."""

    def __init__(self, log: FactLog, url: str, kafka: Kafka, views: Sequence[Seen]) -> None:
        self.log, self.url, self.kafka, self.views = log, url, kafka, views
        self.database = engine(url)
        self.carried = Carried(self.database, kafka.topic)
        self.begin()

    def begin(self) -> None:
        """Begin with what is stored."""
        self.publisher = Publisher(self.kafka)
        self.fence: Fence = fence(self.url)
        self.relay = Relay(self.log, self.publisher.publish, self.carried, self.fence)
        self.reader = Reader(self.kafka)
        source = KafkaSource(self.reader, self.log, least(self.views), patience=1.0)
        self.feed = Feed(source, self.views)

    def step(self) -> None:
        """A page to the topic, and one from it."""
        self.relay.carry(at_most=7)
        self.feed.step(timeout=0.2, at_most=5)

    def die(self) -> None:
        """Know nothing but what is stored."""
        self.end()
        self.begin()

    def end(self) -> None:
        """Let go of everything."""
        self.fence.release()
        self.publisher.close()
        self.reader.close()
        self.database.dispose()
