"""Facts to what is stored and back."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any, ClassVar
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import UNSET, UnsetType

from domain.facts import Fact, Said, Unreadable
from domain.kinds import FACTS
from domain.people import Role
from infra.mapper import Mapper, Row, UnknownTopic, fact_of

NOW = datetime(2026, 3, 2, tzinfo=UTC)
SAID = Said(NOW, "li", Role.WORKER)
MANY = Mapper()

INSTANTS = st.datetimes(timezones=st.just(UTC)).map(lambda at: at.replace(fold=0))
st.register_type_strategy(datetime, INSTANTS)
st.register_type_strategy(Decimal, st.decimals(allow_nan=False, allow_infinity=False))
st.register_type_strategy(UnsetType, st.just(UNSET))


class Moved(Fact, frozen=True):
    """A fact in its third version."""

    TOPIC: ClassVar[str] = "case.moved"
    VERSION: ClassVar[int] = 3
    to: str
    floor: int


def renamed(fields: dict[str, Any]) -> dict[str, Any]:
    """Version 2 calls it `to`."""
    return {"said": fields["said"], "to": fields["where"]}


def storeyed(fields: dict[str, Any]) -> dict[str, Any]:
    """Version 3 knows the floor."""
    return {**fields, "floor": 1}


UPCASTS = {"case.moved.v1": renamed, "case.moved.v2": storeyed}


@given(st.one_of([st.builds(fact) for fact in FACTS.values()]))
def test_every_fact_comes_back_as_it_was(fact: Fact) -> None:
    row = Row(UUID(int=1), 7, fact)

    stored = MANY.to_stored_event(row)

    assert stored.topic == f"{fact.TOPIC}.v{fact.VERSION}"
    assert MANY.to_domain_event(stored) == row
    assert repr(MANY.to_domain_event(stored)) == repr(row)


@pytest.mark.parametrize(
    ("version", "fields"),
    [("v1", b'"where":"G07"'), ("v2", b'"to":"G07"'), ("v3", b'"to":"G07","floor":1')],
)
def test_every_version_there_ever_was_is_read_as_the_newest(version: str, fields: bytes) -> None:
    state = b'{"said":{"at":"2026-03-02T00:00:00Z","by":"li","role":"worker"},%b}' % fields

    read = Mapper({"case.moved": Moved}, UPCASTS).read(f"case.moved.{version}", state)

    assert read == Moved(SAID, "G07", 1)


def test_an_older_version_without_an_upcast_is_noticed_before_anything_is_read() -> None:
    with pytest.raises(KeyError, match=r"case\.moved\.v2"):
        Mapper({"case.moved": Moved}, {"case.moved.v1": renamed})


@pytest.mark.parametrize("topic", ["case.unheard_of.v1", "case.accepted.v9", "case.accepted"])
def test_an_unknown_topic_is_named(topic: str) -> None:
    with pytest.raises(UnknownTopic, match=topic):
        MANY.read(topic, b"{}")


@pytest.mark.parametrize("state", [b"", b"{", b"{}", b"\xff", b'{"said":"\xff"}', b'{"a":1}'])
def test_what_cannot_be_read_is_handed_on_as_unreadable(state: bytes) -> None:
    fact = fact_of("case.accepted.v1", state, NOW)

    assert isinstance(fact, Unreadable)
    assert fact.topic == "case.accepted.v1"
    assert fact.said.at == NOW
