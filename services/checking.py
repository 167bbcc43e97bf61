"""`sibi check`: every invariant of the store, recomputed from the facts alone."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from itertools import groupby
from typing import ClassVar, Protocol
from uuid import UUID

from msgspec import Struct

from domain.duties.belief import line_of
from domain.duties.instants import ms
from domain.duties.judge import Rules, judge
from domain.duties.judged import Judged, news
from domain.facts import PARTITIONS, Entry, Page, Unreadable, partition_of

PAGE = 5_000


class Finding(Struct, frozen=True):
    """核查结果: what was checked, how many, and what is wrong; nothing is well."""

    what: str
    checked: int
    wrong: Sequence[str]


class Log(Protocol):
    """What is needed of the log."""

    def page(self, after: int, at_most: int) -> list[Entry]:
        """The next facts in the log's order."""

    def histories(self, subjects: Collection[UUID], upto: int) -> dict[UUID, list[Entry]]:
        """The facts of several up to a position."""


class View(Protocol):
    """What is needed of a read model."""

    NAME: ClassVar[str]

    def take(self, page: Page) -> None:
        """Fold a page."""

    def dump(self) -> tuple[dict[int, int], dict[str, set[tuple[object, ...]]]]:
        """How far each partition is, and all rows of every table."""


def pages(log: Log, upto: int | None = None) -> Iterator[list[Entry]]:
    """The whole log, page by page, up to a position."""
    position = 0
    while page := log.page(position, PAGE):
        position = page[-1].position
        kept = [one for one in page if upto is None or one.position <= upto]
        if not kept:
            return
        yield kept


def check_log(log: Log) -> tuple[Finding, list[UUID]]:
    """Versions without gap or fork, positions and recording times in order, every fact readable."""
    wrong, checked = [], 0
    versions: dict[UUID, int] = defaultdict(int)
    judged: dict[UUID, None] = {}
    last_position, last_told = 0, None
    for entry in (one for page in pages(log) for one in page):
        checked += 1
        versions[entry.subject] += 1
        if entry.version != versions[entry.subject]:
            wrong.append(f"{entry.id}: version {entry.version}, not {versions[entry.subject]}")
        if entry.position <= last_position:
            wrong.append(f"{entry.id}: position {entry.position} after {last_position}")
        if last_told and entry.recorded_at < last_told:
            wrong.append(f"{entry.id}: recorded before the one above")
        if isinstance(entry.fact, Unreadable):
            wrong.append(f"{entry.id}: {entry.fact.topic}: {entry.fact.why}")
        if isinstance(entry.fact, Judged):
            judged[entry.subject] = None
        last_position, last_told = entry.position, entry.recorded_at
    return Finding("facts in the log", checked, wrong), list(judged)


def check_judgements(
    log: Log, subjects: Sequence[UUID], rules_at: Callable[[int], Rules]
) -> Finding:
    """Every judgement recomputes from the facts before it."""
    wrong, checked = [], 0
    for some in (subjects[i : i + 500] for i in range(0, len(subjects), 500)):
        for history in log.histories(some, 2**62).values():
            for entries, before in _sittings(history):
                checked += len(entries)
                again = _again(history, entries, before, rules_at(entries[0].position))
                wrong += [
                    f"{one.id}: not what its facts give" for one in entries if one.fact not in again
                ]
    return Finding("judgements", checked, wrong)


def _sittings(history: Sequence[Entry]) -> Iterator[tuple[list[Entry], list[Judged]]]:
    """Judgements appended together, with those before them."""
    told = [entry for entry in history if isinstance(entry.fact, Judged)]
    before: list[Judged] = []
    for _, group in groupby(told, key=lambda entry: entry.fact.said.at):
        entries = list(group)
        yield entries, list(before)
        before += [entry.fact for entry in entries if isinstance(entry.fact, Judged)]


def _again(
    history: Iterable[Entry], entries: Sequence[Entry], before: Sequence[Judged], rules: Rules
) -> list[Judged]:
    """What is to be judged there, from the facts before it alone."""
    said, first = entries[0].fact.said, entries[0].version
    lines = [line_of(one) for one in history if one.version < first]
    owed = judge(rules, lines, ms(said.at))
    return news(owed, before, said.at, said, lines)


def check_view(log: Log, live: View, fresh: View) -> Finding:
    """The rows equal those of a fresh replay up to the same positions."""
    reached, rows = live.dump()
    for page in pages(log, max(reached.values(), default=0)):
        known = [one for one in page if one.position <= reached[partition_of(one.subject)]]
        last = page[-1].position
        fresh.take(Page(known, {one: min(last, reached[one]) for one in range(PARTITIONS)}))
    _, again = fresh.dump()
    wrong = [
        f"{live.NAME}.{table}: {word} {row}"
        for table in sorted(rows)
        for word, odd in (
            ("only stored", rows[table] - again[table]),
            ("missing", again[table] - rows[table]),
        )
        for row in sorted(map(str, odd))[:5]
    ]
    return Finding(f"rows of {live.NAME}", sum(map(len, rows.values())), wrong)
