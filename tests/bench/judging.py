"""How many facts a second are judged from a log file, beside what reading its JSON takes."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from random import Random
from time import perf_counter

from domain.duties.judge import Rules
from infra.rulepacks import read_pack
from services.judging import judge_log, told, tsv
from services.wiring.rulefiles import DEFAULT_PACK

SUBJECTS = 27_000
BEGAN = datetime(2026, 3, 2, tzinfo=UTC)
TYPES = ("case.accepted", "case.filed", "case.dispatched", "case.signed", "case.contacted")
MORE = ("case.arrived", "case.result_submitted", "case.verified", "case.closed")

Measure = tuple[str, float, str]


def run() -> list[Measure]:
    """Name, value and unit of each."""
    lines = list(_lines(Random(1)))
    rules = Rules([read_pack(DEFAULT_PACK)])
    began = perf_counter()
    for line in lines:
        json.loads(line)
    plain = perf_counter() - began
    began = perf_counter()
    log = told(lines)
    read = perf_counter() - began
    found = judge_log(rules, log)
    judged = perf_counter() - began - read
    rows = sum(1 for _ in tsv(found))
    whole = perf_counter() - began
    return [
        (f"judge alone, {len(lines):,} facts", len(lines) / judged, "facts/s"),
        (f"read, judge and print {rows:,} rows", len(lines) / whole, "facts/s"),
        ("the same, to json.loads of the lines", whole / plain, "ratio"),
    ]


def _lines(random: Random) -> Iterator[bytes]:
    """Ten facts a subject, a tenth of them told an hour late, in the order of telling."""
    told_at = []
    for number in range(SUBJECTS):
        at = BEGAN + timedelta(seconds=number)
        fields = {"category": random.choice(["EM.01", "LV.06", "HZ.02", "FC.01"])}
        for step, type_ in enumerate(("incident.registered", *TYPES, *MORE)):
            happened = at + timedelta(minutes=step * random.randint(1, 9))
            late = timedelta(hours=random.random() < 0.1)
            line = {"id": f"{number}-{step}", "type": type_, "subject": f"s{number}"}
            line |= {"occurred_at": happened.isoformat(), **fields}
            told_at.append((happened + late, line))
    told_at.sort(key=lambda pair: pair[0])
    for at, line in told_at:
        yield json.dumps(line | {"recorded_at": at.isoformat()}).encode()
