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


def read_register(folder: Path) -> Register:
    """The register of a folder with grids.csv, units.csv and accounts.csv. Raises: BadRegister."""
    grids = {row["code"]: Grid(**row) for row in _rows(folder / "grids.csv")}
    units = {row["id"]: Unit(**row) for row in _rows(folder / "units.csv")}
    people = {row["login"]: _person(row, units) for row in _rows(folder / "accounts.csv")}
    return Register(grids, units, people)


def _person(row: dict[str, str], units: dict[str, Unit]) -> Person:
    if row["role"] not in set(Role) - {Role.SYSTEM}:
        raise BadRegister(f"accounts.csv: {row['login']}: {row['role']!r} is not a role")
    if row["unit"] and row["unit"] not in units:
        raise BadRegister(f"accounts.csv: {row['login']}: {row['unit']!r} is not in units.csv")
    return Person(
        row["login"], row["name"], Role(row["role"]), row["unit"], tuple(row["grids"].split())
    )


def _rows(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        lines = csv.reader(file)
        wanted = COLUMNS[path.name]
        if next(lines, None) != wanted:
            raise BadRegister(f"{path.name}: the first row must be {','.join(wanted)}")
        seen: set[str] = set()
        for number, cells in enumerate(lines, 2):
            if len(cells) != len(wanted) or not cells[0] or cells[0] in seen:
                raise BadRegister(
                    f"{path.name}: row {number}: empty, repeated or not {len(wanted)} cells"
                )
            seen.add(cells[0])
            yield dict(zip(wanted, cells, strict=True))
