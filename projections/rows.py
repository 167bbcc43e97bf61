"""Many rows at once: one statement a table and page, on PostgreSQL as binary arrays or COPY."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, TypeAlias

import sqlalchemy as sa
from sqlalchemy import Connection, Table

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)

Values: TypeAlias = Sequence[Any]


class Micros(sa.TypeDecorator[datetime]):
    """An instant as whole microseconds since the epoch: compares alike on every database."""

    impl = sa.BigInteger
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: sa.Dialect) -> int | None:
        """How it is stored."""
        return None if value is None else (value - EPOCH) // MICROSECOND

    def process_result_value(self, value: int | None, dialect: sa.Dialect) -> datetime | None:
        """How it is read."""
        return None if value is None else EPOCH + timedelta(microseconds=value)


def append(db: Connection, table: Table, rows: Sequence[Values]) -> None:
    """Insert rows that are new. Order of values: that of the table's columns."""
    if db.dialect.name == "postgresql":
        _copy(db, table, rows)
    else:
        _insert_each(db, table, rows, "")


def upsert(db: Connection, table: Table, rows: Sequence[Values]) -> None:
    """Insert rows, or overwrite those of the same key. Order: as `append`."""
    key = [column.name for column in table.primary_key]
    sets = [f"{name} = excluded.{name}" for name in _names(table) if name not in key]
    conflict = f" ON CONFLICT ({', '.join(key)}) DO UPDATE SET {', '.join(sets)}"
    if db.dialect.name == "postgresql":
        _unnest(db, table, rows, conflict)
    else:
        _insert_each(db, table, rows, conflict)


def _copy(db: Connection, table: Table, rows: Sequence[Values]) -> None:
    into = f"COPY {table.name} ({', '.join(_names(table))}) FROM STDIN (FORMAT BINARY)"
    columns = _columns(db, table, rows)
    if columns:
        with db.connection.cursor() as cursor, cursor.copy(into) as copy:  # type: ignore[attr-defined]
            copy.set_types(_types(db, table))
            for row in zip(*columns, strict=True):
                copy.write_row(row)


def _unnest(db: Connection, table: Table, rows: Sequence[Values], conflict: str) -> None:
    arrays = ", ".join(f"%b::{one}[]" for one in _types(db, table))
    columns = _columns(db, table, rows)
    if columns:
        with db.connection.cursor() as cursor:  # type: ignore[attr-defined]
            cursor.execute(f"{_into(table)} SELECT * FROM unnest({arrays}){conflict}", columns)


def _insert_each(db: Connection, table: Table, rows: Sequence[Values], conflict: str) -> None:
    marks = ", ".join("?" * len(table.columns))
    statement = f"{_into(table)} VALUES ({marks}){conflict}"
    columns = _columns(db, table, rows)
    if columns:
        db.connection.cursor().executemany(statement, list(zip(*columns, strict=True)))


def _into(table: Table) -> str:
    return f"INSERT INTO {table.name} ({', '.join(_names(table))})"


def _names(table: Table) -> list[str]:
    return [column.name for column in table.columns]


def _types(db: Connection, table: Table) -> list[str]:
    return [column.type.compile(db.dialect).lower() for column in table.columns]


def _columns(db: Connection, table: Table, rows: Sequence[Values]) -> list[Values]:
    """The values by column, as the driver takes them. PostgreSQL has no NUL in a text."""
    return [
        _stored(db, column, values)
        for column, values in zip(table.columns, zip(*rows, strict=True), strict=False)
    ]


def _stored(db: Connection, column: sa.Column[Any], values: Values) -> Values:
    store: Callable[[Any], Any] | None = column.type.dialect_impl(db.dialect).bind_processor(
        db.dialect
    )
    if store is not None:
        return [store(value) for value in values]
    if isinstance(column.type, sa.Text) and "\0" in "".join(values):
        return [value.replace("\0", "\N{REPLACEMENT CHARACTER}") for value in values]
    return list(values)
