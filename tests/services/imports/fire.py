"""The sample of fire calls, judged by plain arithmetic alone: nothing of Sibi's is used here."""

import csv
from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import datetime, timedelta
from pathlib import Path

DATA = Path("tests/data")
SAMPLE = DATA / "fire-calls-sample.csv"
PROFILE = DATA / "fire-calls.yaml"
PACK = DATA / "fire-pack.yaml"
LIMITS = (5, 8, 10, 15, 30)
"""Units: minutes."""


def by_arithmetic(minutes: int, file: Path = SAMPLE) -> Counter[str]:
    """How many calls were reached in time, too late, not at all, or did not need it any more."""
    calls: dict[str, list[dict[str, str]]] = defaultdict(list)
    with file.open(encoding="utf-8", newline="") as text:
        for row in csv.DictReader(text):
            calls[row["Call Number"]].append(row)
    return Counter(_verdict(rows, timedelta(minutes=minutes)) for rows in calls.values())


def _verdict(rows: list[dict[str, str]], limit: timedelta) -> str:
    (received, *_), arrived, released = (
        _instants(row[column] for row in rows)
        for column in ("Received DtTm", "On Scene DtTm", "Available DtTm")
    )
    if arrived:
        return "met" if arrived[0] - received <= limit else "met_late"
    return "void" if released and released[-1] - received <= limit else "breached"


def _instants(cells: Iterable[str]) -> list[datetime]:
    form = "%m/%d/%Y %I:%M:%S %p"
    return sorted(datetime.strptime(cell, form) for cell in cells if cell)  # noqa: DTZ007


def pack(folder: Path, minutes: int) -> Path:
    """The pack with another limit, under names of its own."""
    text = PACK.read_text(encoding="utf-8").replace("PT10M", f"PT{minutes}M")
    path = folder / f"fire-{minutes}.yaml"
    text = text.replace("pack: fire", f"pack: fire-{minutes}")
    path.write_text(text.replace("FIRE-ARR", f"FIRE-{minutes}"), encoding="utf-8")
    return path
