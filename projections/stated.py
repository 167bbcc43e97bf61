"""What a fact says, apart from who said it when: as stored JSON and as a mapping."""

from typing import Any

import msgspec

from domain.facts import Fact


def data_of(fact: Fact) -> dict[str, Any]:
    """The fields of a fact by their stored names; sealed texts stay sealed."""
    data: dict[str, Any] = msgspec.to_builtins(fact)
    del data["said"]
    return data
