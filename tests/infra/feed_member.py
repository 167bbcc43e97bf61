"""A feed worker as a process, to be killed: python -m tests.infra.feed_member URL BROKER TOPIC."""

import sys

from infra.engines import engine
from infra.feed import Feed, KafkaSource, least
from infra.kafka import Kafka, Reader
from infra.log import FactLog
from tests.infra.seen import Seen


def main(url: str, bootstrap: str, topic: str) -> None:
    """Feed one view until killed; say which partitions are held."""
    log, views = FactLog(url), [Seen(engine(url), "one")]
    reader = Reader(Kafka(bootstrap, topic, group=topic, session_seconds=6))
    feed = Feed(KafkaSource(reader, log, least(views)), views)
    held = frozenset[int]()
    while True:
        feed.step(timeout=0.2, at_most=5)
        if reader.assigned() != held:
            held = reader.assigned()
            sys.stdout.write(f"{len(held)}\n")
            sys.stdout.flush()


if __name__ == "__main__":
    main(*sys.argv[1:])
