"""Every fact ever released is read for ever, and is known by its stored name alone."""

import subprocess
import sys
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from msgspec import inspect

from domain.facts import Fact
from domain.kinds import FACTS
from infra.mapper import Mapper, Row

FOLDER = Path(__file__).parents[1] / "golden" / "facts"
FILES = sorted(FOLDER.glob("*.json"))
RELEASED = """
incident.registered dispute.registered hazard.registered request.registered family_crisis.registered
case.accepted case.filed case.dispatched case.signed case.returned case.contacted case.arrived
case.result_submitted case.verified case.closed case.withdrawn fact.corrected fact.retracted
duty.judged pack.proposed pack.adopted calendar.adopted
""".split()


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_a_released_fact_is_read_by_todays_code(file: Path) -> None:
    stored = file.read_bytes().strip()

    fact = Mapper().read(file.stem, stored)

    again = Mapper().to_stored_event(Row(UUID(int=1), 1, fact))
    if file.stem == again.topic:
        assert again.state == stored
    assert isinstance(fact.said.at, datetime)


def test_every_version_of_every_fact_has_an_example() -> None:
    wanted = {
        f"{topic}.v{version}"
        for topic, fact in FACTS.items()
        for version in range(1, fact.VERSION + 1)
    }

    assert {file.stem for file in FILES} == wanted


def test_a_fresh_process_knows_every_released_fact() -> None:
    script = "from infra.mapper import FACTS; print(*sorted(FACTS))"

    told = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )

    assert set(RELEASED) <= set(told.stdout.split())


@pytest.mark.parametrize("fact", FACTS.values(), ids=list(FACTS))
def test_no_fact_has_a_float_or_a_free_form_field(fact: type[Fact]) -> None:
    for kind in _kinds(inspect.type_info(fact)):
        assert not isinstance(kind, inspect.FloatType | inspect.DictType | inspect.AnyType), fact


def test_an_example_says_what_it_said_when_it_was_stored() -> None:
    stored = (FOLDER / "incident.registered.v1.json").read_bytes()

    fact: Any = Mapper().read("incident.registered.v1", stored)

    assert fact.lon == Decimal("117.125")
    assert (fact.severity, fact.said.role, fact.said.by) == ("urgent", "worker", "li")
    assert fact.said.at.microsecond == 123456


def _kinds(kind: Any, seen: frozenset[int] = frozenset()) -> list[Any]:
    """A type and all that it is made of."""
    if id(kind) in seen:
        return []
    inner: list[Any] = [field.type for field in getattr(kind, "fields", ())]
    inner += list(getattr(kind, "types", ())) + list(getattr(kind, "item_types", ()))
    inner += [kind.item_type] if hasattr(kind, "item_type") else []
    return [kind, *(one for each in inner for one in _kinds(each, seen | {id(kind)}))]
