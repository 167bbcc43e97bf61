"""A fact on its way says of itself what the log says."""

from datetime import UTC, datetime
from uuid import UUID

import pytest
from msgspec.json import encode

from domain.acts import Filed
from domain.facts import Entry, Fact, Origin, Said, Unreadable, partition_of
from domain.people import Role
from infra.message import Message, Missed, entry_of, message_of, place_of, watermark
from infra.recorder import Recorded

AT = datetime(2026, 3, 2, 9, 0, 0, 123456, tzinfo=UTC)
CASE = UUID(int=7)
STATED = Filed(Said(AT, "li", Role.WORKER, correlation="request-1"))
IMPORTED = Filed(Said(AT, "li", Role.SYSTEM, origin=Origin("call-88", "fire", AT)))


def sent(fact: Fact, topic: str = "case.filed.v1") -> Message:
    """The message of a stored fact."""
    return message_of(Recorded(CASE, 3, topic, encode(fact), 41, AT), 38)


@pytest.mark.parametrize(("fact", "name"), [(STATED, f"{CASE}-3"), (IMPORTED, "call-88")])
def test_a_fact_arrives_as_it_was_stored(fact: Fact, name: str) -> None:
    message = sent(fact)

    assert entry_of(message, 41) == Entry(CASE, 3, fact, 41, AT)
    assert place_of(message) == (41, 38)
    assert message.partition == partition_of(CASE)
    assert dict(message.headers)["id"] == name.encode() == entry_of(message, 41).id.encode()


def test_the_correlation_can_be_read_without_the_fact() -> None:
    assert dict(sent(STATED).headers)["correlation"] == b"request-1"


@pytest.mark.parametrize("topic", ["case.unheard_of.v1", "case.arrived.v99"])
def test_a_fact_that_cannot_be_read_is_handed_on_as_such(topic: str) -> None:
    entry = entry_of(sent(STATED, topic), 41)

    assert isinstance(entry.fact, Unreadable)
    assert (entry.subject, entry.version, entry.fact.topic) == (CASE, 3, topic)


def test_a_watermark_has_a_place_and_no_fact() -> None:
    assert place_of(watermark(2, 50, 41)) == (50, 41)
    assert watermark(2, 50, 41).value is None


@pytest.mark.parametrize(
    "headers",
    [[], [("position", b"1")], [("position", b"x"), ("prev", b"0")], [("position", None)] * 2],
)
def test_a_message_of_somebody_else_has_no_place(headers: list[tuple[str, bytes]]) -> None:
    with pytest.raises(Missed):
        place_of(Message(0, b"", b"hello", headers))


@pytest.mark.parametrize("lost", ["id", "topic", "recorded_at"])
def test_a_broken_message_is_missed(lost: str) -> None:
    message = sent(STATED)
    headers = [one for one in message.headers if one[0] != lost]

    with pytest.raises(Missed):
        entry_of(message._replace(headers=headers), 41)
