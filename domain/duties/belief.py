"""What is believed of a subject: the facts as told, corrected and retracted up to an instant."""

from collections.abc import Iterable, Mapping
from typing import Any

import msgspec
from msgspec import Struct

from domain.duties.instants import ms, read_instant
from domain.facts import Entry

CORRECT, RETRACT = "correct", "retract"
ABOUT_FACTS = {"fact.corrected": CORRECT, "fact.retracted": RETRACT}


class Line(Struct, frozen=True):
    """A fact as a judge sees it.

    Units: `at` (happened) and `told` (recorded) in milliseconds since the epoch.
    Shape: `target` and `patch` only where it corrects or retracts; `corrected_by` once believed.
    """

    id: str
    type: str
    subject: str
    at: int
    told: int
    by: str = ""
    account: str = ""
    data: Mapping[str, object] = {}
    target: str = ""
    patch: Mapping[str, object] = {}
    imported: bool = False
    corrected_by: tuple[str, ...] = ()


def line_of(entry: Entry) -> Line:
    """The line of a stored fact."""
    said = entry.fact.said
    data: dict[str, Any] = msgspec.to_builtins(entry.fact)
    del data["said"]
    type_ = ABOUT_FACTS.get(entry.fact.TOPIC, entry.fact.TOPIC)
    amends = type_ in {CORRECT, RETRACT}
    target, patch = (data["target"], data.get("set", {})) if amends else ("", {})
    return Line(
        entry.id,
        type_,
        str(entry.subject),
        ms(said.at),
        ms(entry.recorded_at),
        said.role,
        said.by,
        {} if amends else data,
        target,
        patch,
        imported=said.origin is not None,
    )


def believed(lines: Iterable[Line], known: int) -> list[Line]:
    """The facts told by `known`, as amended; those that lie ahead of it are set aside.

    Order: instant, then id, whatever the order they were told in.
    """
    first: dict[str, Line] = {}
    amended = False
    for line in lines:
        if line.told <= known and line.id not in first:
            first[line.id] = line
            amended = amended or line.type in {CORRECT, RETRACT}
    facts = _amended(first) if amended else first.values()
    return sorted((fact for fact in facts if fact.at <= known), key=_instant)


def _instant(line: Line) -> tuple[int, str]:
    return line.at, line.id


def _amended(first: Mapping[str, Line]) -> Iterable[Line]:
    struck = _struck({line.id: line for line in first.values() if line.type == RETRACT})
    facts = {
        line.id: line
        for line in first.values()
        if line.type not in {CORRECT, RETRACT} and line.id not in struck
    }
    for line in first.values():
        if line.type == CORRECT and line.id not in struck and line.target in facts:
            facts[line.target] = _corrected(facts[line.target], line)
    return facts.values()


def _struck(retractions: dict[str, Line]) -> set[str]:
    """What the retractions that stand have struck; those that strike each other in a ring fall."""
    struck: set[str] = set()
    waiting = dict(retractions)
    while waiting:
        attacked = {line.target for line in waiting.values()}
        standing = [line for line in waiting.values() if line.id not in attacked]
        if not standing:
            break
        for line in standing:
            del waiting[line.id]
            struck.add(line.target)
        for line in standing:
            waiting.pop(line.target, None)
    return struck


def _corrected(fact: Line, correction: Line) -> Line:
    """The fact with the fields of a correction; null removes one."""
    patch = dict(correction.patch)
    moved = patch.pop("occurred_at", None)
    at = fact.at if moved is None else read_instant(moved)
    type_ = str(patch.pop("type", None) or fact.type)
    by = str(patch.pop("by", fact.by) or "")
    data = {name: value for name, value in {**fact.data, **patch}.items() if value is not None}
    corrected_by = (*fact.corrected_by, correction.id)
    return msgspec.structs.replace(
        fact, at=at, type=type_, by=by, data=data, corrected_by=corrected_by
    )
