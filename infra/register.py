"""The register of grids, units and accounts, from CSV files, or an error naming the row."""

import csv
from collections.abc import Iterator
from pathlib import Path

from domain.people import Person, Role
from domain.places import Grid, Register, Unit

COLUMNS = {
    "grids.csv": ["code", "name", "community"],
    "units.csv": ["id", "name"],
    "accounts.csv": ["login", "name", "role", "unit", "grids"],
}


class BadRegister(ValueError):
    """名册有误: the message names file and row."""


Row = tuple[str, dict[str, str]]
"""Where a row stands, and its cells by column."""


def read_register(folder: Path) -> Register:
    """The register of a folder with grids.csv, units.csv and accounts.csv. Raises: BadRegister."""
    grids = {row["code"]: Grid(**row) for _, row in _rows(folder / "grids.csv")}
    units = {row["id"]: Unit(**row) for _, row in _rows(folder / "units.csv")}
    people = [_person(place, row, units) for place, row in _rows(folder / "accounts.csv")]
    return Register(grids, units, {person.login: person for person in people})


def _person(place: str, row: dict[str, str], units: dict[str, Unit]) -> Person:
    if row["role"] not in set(Role) - {Role.SYSTEM}:
        raise BadRegister(f"{place}: {row['role']!r} is not a role")
    if row["unit"] and row["unit"] not in units:
        raise BadRegister(f"{place}: {row['unit']!r} is not in units.csv")
    return Person(
        row["login"], row["name"], Role(row["role"]), row["unit"], tuple(row["grids"].split())
    )


def _rows(path: Path) -> Iterator[Row]:
    wanted = COLUMNS[path.name]
    lines = _cells(path)
    if next(lines, None) != wanted:
        raise BadRegister(f"{path.name}: the first row must be {','.join(wanted)}")
    seen: set[str] = set()
    for number, cells in enumerate(lines, 2):
        place = f"{path.name}: row {number}"
        if len(cells) != len(wanted) or not cells[0] or cells[0] in seen:
            raise BadRegister(f"{place}: empty, repeated or not {len(wanted)} cells")
        seen.add(cells[0])
        yield place, dict(zip(wanted, cells, strict=True))


def _cells(path: Path) -> Iterator[list[str]]:
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            yield from csv.reader(file)
    except UnicodeDecodeError as error:
        raise BadRegister(f"{path.name}: not UTF-8: {error.reason}") from error
    except csv.Error as error:
        raise BadRegister(f"{path.name}: {error}") from error
