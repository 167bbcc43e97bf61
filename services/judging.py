"""`sibi judge`: what a fact log says was owed, without any store."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path

import msgspec
from msgspec import Struct

from domain.duties.belief import CORRECT, RETRACT, Line
from domain.duties.instants import read_instant, utc
from domain.duties.judge import Rules, judge
from domain.duties.obligation import Obligation

RESERVED = ("id", "type", "subject", "occurred_at", "recorded_at", "by", "account")
UNTOUCHABLE = frozenset({"id", "subject", "recorded_at"})


class BadLog(Exception):
    """读不懂的行: a line of the log that cannot be read; nothing is judged."""

    def __init__(self, number: int, why: str) -> None:
        super().__init__(f"line {number}: {why}")
        self.number = number


class Findings(Struct, frozen=True):
    """结果: obligations as contract.md §4 orders them, and what opened none for lack of a limit."""

    owed: list[Obligation]
    as_of: int
    unopened: dict[str, int]


class Told(Struct, frozen=True):
    """A fact log, by subject. Units: `last` is the last instant of recording, in milliseconds."""

    subjects: dict[str, list[Line]]
    last: int


def read_log(path: Path) -> Told:
    """A fact log from a file. Raises: BadLog."""
    with path.open("rb") as lines:
        return told(lines)


def told(lines: Iterable[bytes]) -> Told:
    """A fact log from its lines; the first line of an id counts. Raises: BadLog."""
    subjects: dict[str, list[Line]] = defaultdict(list)
    seen: set[str] = set()
    last = 0
    for number, text in enumerate(lines, 1):
        if not text.strip():
            continue
        line = _line(number, text)
        if seen and line.told < last:
            raise BadLog(number, "recorded_at is before the line above")
        last = line.told
        if line.id not in seen:
            seen.add(line.id)
            subjects[line.subject].append(line)
    return Told(subjects, last)


def judge_log(rules: Rules, log: Told, as_of: int | None = None) -> Findings:
    """What is owed as of an instant, left out: as of the last recording.

    Raises: UnreadableFact.
    """
    known = log.last if as_of is None else as_of
    unopened: Counter[str] = Counter()
    owed = [one for lines in log.subjects.values() for one in judge(rules, lines, known, unopened)]
    owed.sort(key=lambda one: (one.duty, one.subject, one.anchor, one.id))
    return Findings(owed, known, dict(unopened))


def jsonl(found: Findings) -> Iterator[str]:
    """One object an obligation."""
    as_of = utc(found.as_of)
    return (msgspec.json.encode(one.shown(as_of)).decode() for one in found.owed)


def tsv(found: Findings) -> Iterator[str]:
    """Duty, subject, anchor, status, slack in seconds."""
    as_of = utc(found.as_of)
    for one in found.owed:
        shown = one.shown(as_of)
        slack = "" if shown["slack_s"] is None else str(shown["slack_s"])
        columns = (shown["duty"], shown["subject"], shown["anchor"], shown["status"], slack)
        yield "\t".join(str(column) for column in columns)


def talk(found: Findings) -> Iterator[str]:
    """What is to be said beside the rows."""
    for duty, count in sorted(found.unopened.items()):
        yield f"{duty}: {count} opening facts without a limit opened nothing"


def _line(number: int, text: bytes) -> Line:
    try:
        data = msgspec.json.decode(text, type=dict[str, object])
        return _read(data)
    except KeyError as error:
        raise BadLog(number, f"{error.args[0]} is missing") from error
    except (msgspec.DecodeError, ValueError) as error:
        raise BadLog(number, str(error)) from error


def _read(data: dict[str, object]) -> Line:
    id_, type_, subject = (_text(data, name) for name in ("id", "type", "subject"))
    at, recorded = read_instant(data["occurred_at"]), read_instant(data["recorded_at"])
    by, account = (_text(data, name) if data.get(name) else "" for name in ("by", "account"))
    for name in RESERVED:
        data.pop(name, None)
    if type_ not in {CORRECT, RETRACT}:
        return Line(id_, type_, subject, at, recorded, by, account, data)
    target = _text(data, "target")
    patch = _patch(data) if type_ == CORRECT else {}
    return Line(id_, type_, subject, at, recorded, by, account, {}, target, patch)


def _text(data: dict[str, object], name: str) -> str:
    match data[name]:
        case str(value) if value:
            return value
    raise ValueError(f"{name} is not text")


def _patch(data: dict[str, object]) -> dict[str, object]:
    patch = msgspec.convert(data["set"], dict[str, object])
    forbidden = sorted(UNTOUCHABLE & patch.keys())
    if forbidden:
        raise ValueError(f"set may not name {forbidden[0]}")
    if "occurred_at" in patch:
        read_instant(patch["occurred_at"])
    if "type" in patch:
        _text(patch, "type")
    return patch
