"""A small pack and a small way to write what happened."""

import re
from collections.abc import Iterable
from typing import Any

from domain.duties.belief import Line
from domain.duties.instants import read_instant
from domain.duties.judge import Rules, judge
from domain.duties.obligation import Obligation
from domain.duties.reading import canonical, pack_edition

TEN = read_instant("2026-03-02T10:00:00+08:00")
LATER = 86_400
ARRIVE = {
    "id": "arrive",
    "kind": "response",
    "basis": ["例"],
    "title": {"zh": "必到", "en": "Arrive"},
    "opened_by": {"type": "open", "where": {"kind": {"not": "enquiry"}}},
    "met_by": [{"type": "arrive"}],
    "voided_by": [{"type": "cancel"}],
    "within": "PT30M",
    "lead": "PT1H",
    "owner": "grid_worker",
}
REPORT = {
    "id": "report",
    "kind": "response",
    "opened_by": {"type": "discover"},
    "met_by": {"type": "report"},
    "voided_by": {"type": "moot"},
    "within": "PT2H",
    "lead": "unlimited",
    "owner": "grid_worker",
}
PACK = {
    "pack": "test",
    "edition": "1",
    "title": {"zh": "试", "en": "Test"},
    "zone": "Asia/Shanghai",
    "valid_from": "2026-01-01T00:00:00+08:00",
    "valid_to": "2026-12-31T23:59:59+08:00",
}


def raw(*duties: dict[str, Any], **pack: Any) -> dict[str, Any]:
    """The plain data of a pack of such duties."""
    return {**PACK, "duties": list(duties or (ARRIVE, REPORT)), **pack}


def rules(*duties: dict[str, Any], **pack: Any) -> Rules:
    """The rules of one such pack."""
    return Rules([pack_edition(canonical(raw(*duties, **pack)))])


_WORD = re.compile(
    r"(?P<type>[a-z_.]+)(?:#(?P<target>\d+))?@(?P<at>-?\d+)(?:/(?P<told>\d+))?"
    r"(?:=(?P<set>-?\d+))?(?:\[(?P<fields>.*)\])?$"
)


def at(seconds: float) -> int:
    """So many seconds after ten o'clock."""
    return TEN + int(seconds * 1000)


def line(word: str, number: int) -> Line:
    """`type@at/told[field:value]`: seconds after ten; told when it happened, unless it says so.

    Shape: `correct#2@90=60` moves the second fact to 60; `retract#2@90` takes it back.
    """
    found = _WORD.match(word)
    assert found, word
    told = at(max(0, int(found["told"] or found["at"])))
    fields = dict(pair.split(":") for pair in (found["fields"] or "").split(",") if pair)
    amends = found["type"] in {"correct", "retract"}
    patch: dict[str, Any] = dict(fields) if amends else {}
    if found["set"]:
        patch["occurred_at"] = at(int(found["set"])) / 1000
    return Line(
        f"f{number}",
        found["type"],
        "s",
        at(int(found["at"])),
        told,
        by=fields.pop("by", ""),
        data={} if amends else fields,
        target=f"f{found['target']}" if found["target"] else "",
        patch=patch,
    )


def log(words: str) -> list[Line]:
    """What happened, in the order in which it was told."""
    return [line(word, number) for number, word in enumerate(words.split(), 1)]


def judged(words: str, known: float = LATER, by: Rules | None = None) -> list[Obligation]:
    """What is owed after that."""
    return judge(by or rules(), log(words), at(known))


def rows(owed: Iterable[Obligation], known: float) -> list[tuple[str, str, float | None]]:
    """Duty, status and slack in seconds."""
    told = [(one, one.slack_ms(at(known))) for one in owed]
    return [
        (one.duty, one.status(at(known)).value, None if slack is None else slack / 1000)
        for one, slack in told
    ]
