"""kafka-python behind one door: publish a batch, read messages, say when the broker is away."""

import logging
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from threading import get_ident
from typing import Any

from kafka import KafkaConsumer, KafkaProducer
from kafka.admin import KafkaAdminClient
from kafka.coordinator.assignors.range import RangePartitionAssignor
from kafka.errors import KafkaError, TopicAlreadyExistsError
from kafka.net.compat import KafkaNetClient
from msgspec import Struct

from domain.facts import PARTITIONS
from infra.message import Message, Record

log = logging.getLogger(__name__)

IN_FLIGHT = 5_000
"""Messages on their way at most. The client itself would take any number into memory."""
BYTES_IN_FLIGHT = 16_000_000
DELIVERY_SECONDS = 10.0
"""After that the messages on their way, and the producer with them, are given up."""
ANSWER_SECONDS = 3.0
"""How long a question to a broker may take that is perhaps away."""
HINT_SECONDS = 1.0

# The client reports each vain attempt to reach a broker as an error, many a second.
logging.getLogger("kafka").setLevel(logging.CRITICAL)


class BrokerAway(Exception):
    """No broker took it or answered. Whoever asked asks again."""


class WrongThread(RuntimeError):
    """A consumer belongs to the thread that first polled it; a second one would corrupt it."""


class TopicOfAnotherShape(RuntimeError):
    """The topic has another number of partitions than facts are spread over."""


class Kafka(Struct, frozen=True):
    """Where the broker is, how one signs in, and which topic and group are ours."""

    bootstrap: str
    topic: str = "sibi.facts"
    group: str = "sibi"
    security: str = "PLAINTEXT"
    user: str = ""
    password: str = ""
    ca: str = ""
    session_seconds: float = 10.0

    def connection(self) -> dict[str, Any]:
        """What every client is told. The default pause of 30 s would miss a broker that is back."""
        signed_in = {
            "sasl_mechanism": "SCRAM-SHA-512",
            "sasl_plain_username": self.user,
            "sasl_plain_password": self.password,
        }
        return {
            "bootstrap_servers": self.bootstrap.split(","),
            "security_protocol": self.security,
            "ssl_cafile": self.ca or None,
            "reconnect_backoff_max_ms": 1000,
            "bootstrap_timeout_ms": int(ANSWER_SECONDS * 1000),
            **(signed_in if self.security.startswith("SASL") else {}),
        }


def built(kind: Callable[..., Any], kafka: Kafka, *topics: str, **told: Any) -> Any:
    """A client of the library. One that finds no broker is taken apart: it leaves a thread behind.

    Raises: BrokerAway.
    """
    inside: list[Any] = []

    def connected(**config: Any) -> Any:
        inside.append(KafkaNetClient(**config))
        return inside[-1]

    try:
        return kind(*topics, kafka_client=connected, **kafka.connection(), **told)
    except KafkaError as error:
        for one in inside:
            one.close()
        raise BrokerAway(str(error)) from error


def ensure_topic(kafka: Kafka) -> None:
    """Make the topic, kept without end, unless it is there.

    Raises: BrokerAway. TopicOfAnotherShape if it has another number of partitions.
    """
    kept = {"retention.ms": "-1", "retention.bytes": "-1", "cleanup.policy": "delete"}
    wanted = {kafka.topic: {"num_partitions": PARTITIONS, "configs": kept}}
    try:
        with built(KafkaAdminClient, kafka) as admin:
            with suppress(TopicAlreadyExistsError):
                admin.create_topics(wanted, wait_for_metadata=True)
            (topic,) = admin.describe_topics([kafka.topic])
    except KafkaError as error:
        raise BrokerAway(str(error)) from error
    if len(topic["partitions"]) != PARTITIONS:
        raise TopicOfAnotherShape(f"{kafka.topic}: {len(topic['partitions'])}, not {PARTITIONS}")


class Publisher:
    """Publishes in order, and returns when every message is acknowledged or raises.

    A failed producer is given up; the next publish begins with a new one.
    """

    def __init__(self, kafka: Kafka) -> None:
        self._kafka = kafka
        self._producer: Any = None

    def publish(self, messages: Sequence[Message]) -> None:
        """Hand over messages in order. Raises: BrokerAway; some may have been taken then."""
        try:
            for part in _bounded(messages):
                self._send(part)
        except (KafkaError, ValueError) as error:
            self.close()
            raise BrokerAway(str(error)) from error

    def close(self) -> None:
        """Give the producer up, with what it still holds."""
        producer, self._producer = self._producer, None
        if producer is not None:
            # Its own close would wait for messages that no broker takes, and then fail.
            producer._sender.force_close()  # noqa: SLF001
            producer.close(timeout=ANSWER_SECONDS)

    def _send(self, messages: Sequence[Message]) -> None:
        producer = self._open()
        futures = [
            producer.send(
                self._kafka.topic, one.value, one.key, headers=one.headers, partition=one.partition
            )
            for one in messages
        ]
        producer.flush(timeout=DELIVERY_SECONDS)
        for future in futures:
            future.get(timeout=0)

    def _open(self) -> Any:
        if self._producer is None:
            ensure_topic(self._kafka)
            self._producer = built(
                KafkaProducer,
                self._kafka,
                max_block_ms=int(ANSWER_SECONDS * 1000),
                batch_size=262_144,
                allow_auto_create_topics=False,
            )
        return self._producer


def _bounded(messages: Sequence[Message]) -> list[Sequence[Message]]:
    """Parts of at most so many messages and bytes."""
    parts: list[list[Message]] = [[]]
    size = 0
    for one in messages:
        size += len(one.value or b"")
        if len(parts[-1]) == IN_FLIGHT or size > BYTES_IN_FLIGHT:
            parts.append([])
            size = len(one.value or b"")
        parts[-1].append(one)
    return [*parts]


class Reader:
    """A member of the group. Rebuilt when it fails, and when it stands still with work to do."""

    def __init__(
        self, kafka: Kafka, stall: float = 30.0, seconds: Callable[[], float] = time.monotonic
    ) -> None:
        self._kafka, self._stall, self._seconds = kafka, stall, seconds
        self._consumer: Any = None
        self._owner: int | None = None
        self._heard = self._hinted = seconds()

    def poll(self, at_most: int, timeout: float) -> dict[int, Sequence[Record]]:
        """What came, by partition in order. Raises: BrokerAway; the next poll tries again."""
        self._guard()
        try:
            found = self._open().poll(timeout_ms=int(timeout * 1000), max_records=at_most)
            if found:
                self._heard = self._seconds()
            elif self._seconds() - self._heard > self._stall:
                self._look_for_a_stall()
        except KafkaError as error:
            if not error.retriable:
                self.close()
            raise BrokerAway(str(error)) from error
        return {place.partition: records for place, records in found.items()}

    def assigned(self) -> frozenset[int]:
        """The partitions that this member holds."""
        held = self._consumer.assignment() if self._consumer else ()
        return frozenset(place.partition for place in held)

    def hint(self) -> None:
        """Tell the group, now and then, where a successor may begin. Only views know for sure."""
        self._guard()
        now = self._seconds()
        if self._consumer and now - self._hinted > HINT_SECONDS:
            self._hinted = now
            self._consumer.commit_async()

    def close(self) -> None:
        """Leave the group."""
        consumer, self._consumer = self._consumer, None
        self._owner = None
        if consumer is not None:
            with suppress(KafkaError):
                consumer.close(autocommit=False, timeout_ms=2000)

    def _guard(self) -> None:
        self._owner = self._owner or get_ident()
        if self._owner != get_ident():
            raise WrongThread(f"the consumer belongs to thread {self._owner}")

    def _look_for_a_stall(self) -> None:
        consumer, self._heard = self._consumer, self._seconds()
        patience = {"timeout_ms": int(ANSWER_SECONDS * 1000)}
        held = consumer.assignment()
        ends = consumer.end_offsets(held, **patience) if held else {}
        if any(end > (consumer.position(place, **patience) or 0) for place, end in ends.items()):
            log.warning("the consumer stands still before %s; it is built anew", ends)
            self.close()

    def _open(self) -> Any:
        if self._consumer is None:
            self._heard = self._seconds()
            self._consumer = built(
                KafkaConsumer,
                self._kafka,
                self._kafka.topic,
                group_id=self._kafka.group,
                partition_assignment_strategy=(RangePartitionAssignor,),
                auto_offset_reset="earliest",
                enable_auto_commit=False,
                allow_auto_create_topics=False,
                session_timeout_ms=int(self._kafka.session_seconds * 1000),
                heartbeat_interval_ms=int(self._kafka.session_seconds * 300),
                max_partition_fetch_bytes=4_194_304,
            )
        return self._consumer
