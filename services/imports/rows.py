"""Rows of a CSV file, or an error that names the row and the column."""

import csv
import gzip
import zlib
from collections.abc import Collection, Iterator, Mapping, Sequence
from io import TextIOWrapper
from pathlib import Path
from typing import IO, Protocol, cast

from msgspec import Struct

from domain.refusals import BadInput
from services.imports.profile import Format

GZIP = b"\x1f\x8b"


class BadTable(BadInput):
    """表格有误: the file is not as its profile says; nothing of it is stored."""

    code = "bad_table"


class Records(Protocol):
    """What is needed of the standard library's reader."""

    @property
    def line_num(self) -> int:
        """The line of the file it has read last."""

    def __next__(self) -> list[str]:
        """The cells of the next record."""


class Row(Struct, frozen=True):
    """行. Units: `number` counts rows below the head from 1; `line` is where in the file it begins.

    Shape: `cells` has the columns asked for, without blanks around them.
    """

    number: int
    line: int
    cells: Mapping[str, str]

    def bad(self, column: str, why: str) -> BadTable:
        """What to raise about a cell."""
        return BadTable(f"{_place(self.number, self.line)}, column {column!r}: {why}")


def read_rows(path: Path, form: Format, columns: Collection[str]) -> Iterator[Row]:
    """The rows in the file's order, empty lines left out. Raises: BadTable."""
    with (
        _opened(path) as raw,
        TextIOWrapper(raw, form.encoding, errors="surrogateescape", newline="") as text,
    ):
        records = _records(csv.reader(text, delimiter=form.delimiter, strict=True))
        _, _, first = next(records, (0, 0, []))
        head = [name.removeprefix("\ufeff").strip() for name in first]
        where = _where(head, columns)
        for number, line, record in records:
            _check(number, line, record, head)
            yield Row(number, line, {name: record[at].strip() for name, at in where.items()})


def _opened(path: Path) -> IO[bytes]:
    with path.open("rb") as file:
        zipped = file.read(2) == GZIP
    return cast(IO[bytes], gzip.open(path)) if zipped else path.open("rb")


def _records(lines: Records) -> Iterator[tuple[int, int, list[str]]]:
    """Number, first line and cells of each record; the head is number 0."""
    number = 0
    while True:
        line = lines.line_num + 1
        record = _next(lines, number, line)
        if record is None:
            return
        if record:
            yield number, line, record
            number += 1


def _next(lines: Records, number: int, line: int) -> list[str] | None:
    try:
        return next(lines, None)
    except (csv.Error, UnicodeError, EOFError, gzip.BadGzipFile, zlib.error) as error:
        raise BadTable(f"{_place(number, line)}: {error}") from error


def _where(head: Sequence[str], columns: Collection[str]) -> dict[str, int]:
    """Which cell each column is. Raises: BadTable."""
    if not head:
        raise BadTable("the file is empty")
    for name in columns:
        if head.count(name) != 1:
            why = "stands twice in the head" if name in head else "is not in the head of the file"
            raise BadTable(f"column {name!r} {why}")
    return {name: head.index(name) for name in columns}


def _check(number: int, line: int, record: Sequence[str], head: Sequence[str]) -> None:
    """Raises: BadTable where cells are missing, too many, or not in the file's encoding."""
    if len(record) != len(head):
        cells = f"{len(record)} cells, the head has {len(head)}"
        raise BadTable(f"{_place(number, line)}: {cells}")
    for name, cell in zip(head, record, strict=True):
        if not cell.isascii() and _broken(cell):
            raise BadTable(f"{_place(number, line)}, column {name!r}: bytes that are no text")


def _broken(cell: str) -> bool:
    """Whether a byte stands in it that the encoding does not know."""
    return any("\udc80" <= one <= "\udcff" for one in cell)


def _place(number: int, line: int) -> str:
    return f"row {number} (line {line})" if number else f"head (line {line})"
