"""Facts as a fact log: the form that `sibi judge` reads (contract.md §4)."""

from collections.abc import Iterator
from typing import Protocol
from zoneinfo import ZoneInfo

import msgspec

from domain.duties.belief import CORRECT, Line, line_of
from domain.duties.instants import stated
from domain.facts import Entry, Sealed

PAGE = 5_000


class Log(Protocol):
    """What is needed of the log."""

    def page(self, after: int, at_most: int) -> list[Entry]:
        """The next facts in the log's order."""


def facts(log: Log, zone: ZoneInfo) -> Iterator[bytes]:
    """One JSON object a fact, in the log's order, without personal text."""
    position = 0
    while page := log.page(position, PAGE):
        for entry in page:
            yield msgspec.json.encode(shown(line_of(entry), zone))
        position = page[-1].position


def shown(line: Line, zone: ZoneInfo) -> dict[str, object]:
    """A line as contract.md §4 writes it, every instant in whole milliseconds."""
    told: dict[str, object] = {
        "id": line.id,
        "type": line.type,
        "subject": line.subject,
        "occurred_at": stated(line.at, zone),
        "recorded_at": stated(line.told, zone),
        "by": line.by,
        "account": line.account,
    }
    if line.target:
        told["target"] = line.target
    if line.type == CORRECT:
        told["set"] = _open(line.patch)
    return {**told, **_open(line.data)}


def _open(fields: object) -> dict[str, object]:
    assert isinstance(fields, dict)
    return {name: value for name, value in fields.items() if not _is_sealed(value)}


def _is_sealed(value: object) -> bool:
    return isinstance(value, dict) and set(value) == set(Sealed.__struct_fields__)
