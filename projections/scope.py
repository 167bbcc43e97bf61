"""Whose cases somebody may see, said in SQL: the same as `domain.people.sees`."""

from typing import Any, TypeAlias

import sqlalchemy as sa

from domain.people import Person, Role, may

Columns: TypeAlias = sa.ColumnCollection[str, sa.ColumnElement[Any]]


def in_scope(person: Person, row: Columns) -> sa.ColumnElement[bool]:
    """Whether a row with grid, unit and reported_by lies in somebody's scope."""
    own = row["reported_by"] == person.login
    if person.role == Role.RESIDENT:
        return own
    if person.role == Role.OFFICER:
        return sa.or_(row["unit"] == person.unit, own)
    if person.role == Role.AUDITOR:
        return sa.true()
    if not may(person.role, "see_cases"):
        return sa.false()
    near = [starts(row["grid"], code) for code in person.grids]
    return sa.or_(row["grid"] == "", own, *near)


def starts(text: sa.ColumnElement[str], prefix: str) -> sa.ColumnElement[bool]:
    """Whether a text starts with these very letters; LIKE would differ between databases."""
    return sa.func.substr(text, 1, len(prefix)) == prefix
