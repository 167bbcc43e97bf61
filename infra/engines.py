"""Engines for read models, vault and accounts: what each database must be told at connection."""

import sqlite3

import sqlalchemy as sa


def engine(url: str) -> sa.Engine:
    """An engine; SQLite gets a write-ahead log, full durability and patience with other writers."""
    made = sa.create_engine(url, pool_pre_ping=True, hide_parameters=True)
    if made.dialect.name == "sqlite":
        sa.event.listen(made, "connect", _pragmas)
        sa.event.listen(made, "begin", _begin)
    return made


def _pragmas(connection: sqlite3.Connection, _: object) -> None:
    connection.isolation_level = None
    for pragma in (
        "journal_mode=WAL",
        "synchronous=FULL",
        "busy_timeout=30000",
        "secure_delete=ON",
        "recursive_triggers=ON",
    ):
        connection.execute(f"PRAGMA {pragma}")


def _begin(connection: sa.Connection) -> None:
    writes = connection.get_execution_options().get("writes", True)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
