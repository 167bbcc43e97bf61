"""A fact as the API shows it: the form of contract.md §4, with who said it and where it stands."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID


class Told(Protocol):
    """A line of a time line or of the audit trail."""

    fact: str
    topic: str
    position: int
    version: int
    at: datetime
    recorded_at: datetime
    by: str
    role: str
    correlation: str
    imported: bool


def told(one: Told, subject: UUID, data: Mapping[str, Any]) -> dict[str, object]:
    """The fact, with its fields as `data` has them."""
    return {
        "id": one.fact,
        "type": one.topic,
        "subject": str(subject),
        "occurred_at": one.at,
        "recorded_at": one.recorded_at,
        "by": one.role,
        "account": one.by,
        "position": one.position,
        "version": one.version,
        "imported": one.imported,
        "correlation": one.correlation,
        **data,
    }
