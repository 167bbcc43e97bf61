"""What keeps a pack, whose form is right, from being put into force."""

from collections.abc import Collection, Iterator
from datetime import datetime

from domain.duties.match import same
from domain.duties.pack import Duty, Match, Pack, PackError, Row, each

BLOCKED_FIELDS = frozenset(
    {
        "birth_plan",
        "children_planned",
        "religion",
        "ethnicity",
        "political_view",
        "petitioner",
        "credit_score",
        "trust_score",
    }
)
"""What no rule may ask of a resident, whatever the reason."""
BLOCKED_CATEGORIES = ("FP",)
LONGEST = 24
"""Months that a pack may be in force before somebody must look at it again."""


def lint(pack: Pack, topics: Collection[str] = ()) -> list[PackError]:
    """Everything that is wrong with it; empty where it may be adopted.

    Shape: `topics` are the facts there are; left out, any type will do.
    """
    found = [*_sunset(pack), *_rows(pack)]
    for index, duty in enumerate(pack.duties):
        for key, why in _duty(pack, duty, topics):
            found.append(PackError(("duties", index, *key), f"{duty.id}: {why}"))
    return found


def _sunset(pack: Pack) -> Iterator[PackError]:
    if pack.valid_to is None:
        yield PackError((), "R5: valid_to is missing: every pack ends")
    elif _months(pack.valid_from, pack.valid_to) > LONGEST:
        yield PackError(("valid_to",), f"R5: more than {LONGEST} months after valid_from")
    if pack.transition != "keep":
        yield PackError(("transition",), f"`{pack.transition}` is not supported yet")


def _months(start: datetime, end: datetime) -> int:
    """Months from one instant to another, a month begun being a whole one."""
    end = end.astimezone(start.tzinfo)
    begun = (end.day, end.time()) > (start.day, start.time())
    return (end.year - start.year) * 12 + end.month - start.month + begun


def _duty(pack: Pack, duty: Duty, topics: Collection[str]) -> Iterator[tuple[tuple[str, ...], str]]:
    if not duty.basis:
        yield (), "R1: without a basis nobody owes it"
    if duty.title is None or duty.owner is None:
        yield (), "title and owner are needed"
    if duty.ladder and duty.ladder not in pack.ladders:
        yield ("ladder",), f"there is no ladder {duty.ladder!r}"
    if duty.valid_to and duty.valid_to < pack.valid_from:
        yield ("valid_to",), "unreachable: it ends before the pack begins"
    if duty.transition not in {None, "keep"}:
        yield ("transition",), f"`{duty.transition}` is not supported yet"
    for field in sorted(BLOCKED_FIELDS.intersection(duty.data)):
        yield ("data",), f"R7: {field} may not be used"
    for key in ("opened_by", "met_by", "voided_by"):
        for match in each(getattr(duty, key)):
            yield from (((key,), why) for why in _match(match, topics))


def _match(match: Match, topics: Collection[str]) -> Iterator[str]:
    if topics and match.type not in topics:
        yield f"unreachable: there is no fact {match.type!r}"
    if topics and match.of and match.of not in topics:
        yield f"unreachable: there is no fact {match.of!r}"
    for field, where in match.where.items():
        if field in BLOCKED_FIELDS:
            yield f"R7: {field} may not be used"
        if field == "category" and _blocked(where):
            yield "R7: this category is retired"


def _blocked(where: object) -> bool:
    values = where if isinstance(where, tuple) else (getattr(where, "prefix", None) or where,)
    return any(str(value).partition(".")[0] in BLOCKED_CATEGORIES for value in values)


def _rows(pack: Pack) -> Iterator[PackError]:
    for name, rows in pack.tables.items():
        for index, row in enumerate(rows):
            if any(_covers(above, row) for above in rows[:index]):
                yield PackError(("tables", name, index), "unreachable: a row above fits first")
            if any(_blocked(value) for value in row.key):
                yield PackError(("tables", name, index), "R7: this category is retired")


def _covers(above: Row, below: Row) -> bool:
    pairs = zip(above.key, below.key, strict=False)
    return all(wanted == "*" or same(value, wanted) for wanted, value in pairs)
