"""The rows of the duty board, and the rule by which SQL says how one stands at an instant."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

import sqlalchemy as sa
from msgspec import Struct

from domain.duties.instants import ms
from domain.duties.obligation import Obligation, Status
from domain.people import Person
from projections.scope import Columns, in_scope, starts
from projections.versions import current, earlier

tables = sa.MetaData()


def _from(path: str) -> dict[str, str]:
    return {"from": path}


duty_board = current(
    "duty_board",
    tables,
    sa.Column("id", sa.Text, info=_from("obligation.id")),
    sa.Column("subject", sa.Uuid, index=True, nullable=False),
    sa.Column("duty", sa.Text, info=_from("obligation.duty")),
    sa.Column("owner", sa.Text, info=_from("obligation.owner")),
    sa.Column("kind", sa.Text, info=_from("about.kind")),
    sa.Column("grid", sa.Text, info=_from("about.grid")),
    sa.Column("unit", sa.Text, info=_from("about.unit")),
    sa.Column("reported_by", sa.Text, info=_from("about.reported_by")),
    sa.Column("imported", sa.Boolean, info=_from("obligation.imported")),
    sa.Column("since", sa.BigInteger, info=_from("obligation.since")),
    sa.Column("due", sa.BigInteger, index=True, info=_from("obligation.due")),
    sa.Column("breach_at", sa.BigInteger, info=_from("obligation.breach_at")),
    sa.Column("met", sa.BigInteger, info=_from("obligation.met")),
    sa.Column("void", sa.BigInteger, info=_from("obligation.void")),
    key="id",
)
duty_board_history = earlier(duty_board)
deadlines = sa.Table(
    "deadlines",
    tables,
    sa.Column("subject", sa.Uuid, primary_key=True),
    sa.Column("partition", sa.Integer, nullable=False),
    sa.Column("next_at", sa.BigInteger, index=True),
    sa.Column("seen", sa.Integer, nullable=False),
    postgresql_with={"fillfactor": 70},
)


class About(Struct, frozen=True, omit_defaults=True, gc=False):
    """What a list of obligations says of their case."""

    number: str = ""
    kind: str = ""
    category: str = ""
    severity: str = ""
    grid: str = ""
    unit: str = ""
    reported_by: str = ""


class Owed(Struct, frozen=True, omit_defaults=True, gc=False):
    """派单台的一行: an obligation, its case, and what was last judged of it."""

    subject: UUID
    obligation: Obligation
    about: About
    judged_status: str = ""
    judged_step: str = ""


class Owing(Struct, frozen=True):
    """Which obligations: an empty field does not choose. `due_before` is excluded itself."""

    duty: str = ""
    status: tuple[Status, ...] = ()
    owner: str = ""
    kind: str = ""
    grid: str = ""
    unit: str = ""
    subject: UUID | None = None
    due_from: datetime | None = None
    due_before: datetime | None = None
    imported: bool | None = None


class Counts(NamedTuple):
    """How many open obligations are overdue, due within two hours, later today, and after that."""

    overdue: int
    soon: int
    today: int
    later: int


SOON = 2 * 60 * 60 * 1000
"""Two hours, in milliseconds."""
OPEN = (Status.PENDING, Status.BREACHED)
"""Nobody has acted yet."""


def status_at(row: Columns, now: int) -> sa.Case[Any]:
    """The same as `Obligation.status`: what happens later has not happened."""
    met, void = _by(row["met"], now), _by(row["void"], now)
    in_time = sa.and_(met, row["met"] < row["breach_at"])
    void_before = sa.and_(void, row["void"] < row["met"])
    return sa.case(
        (sa.and_(in_time, sa.not_(void_before)), Status.MET.value),
        (sa.and_(void, row["void"] <= row["due"]), Status.VOID.value),
        (met, Status.MET_LATE.value),
        (row["breach_at"] > now, Status.PENDING.value),
        else_=Status.BREACHED.value,
    )


def _by(column: sa.ColumnElement[Any], now: int) -> sa.ColumnElement[bool]:
    """Never null, so that it can be negated."""
    return sa.and_(column.is_not(None), column <= now)


def chosen(
    row: Columns, wanted: Owing, now: int, person: Person | None
) -> Iterable[sa.ColumnElement[bool]]:
    """What a filter asks of a row that is believed by now."""
    yield row["since"] <= now
    for name in ("duty", "owner", "kind", "unit", "subject"):
        if getattr(wanted, name):
            yield row[name] == getattr(wanted, name)
    if wanted.imported is not None:
        yield row["imported"].is_(wanted.imported)
    if wanted.grid:
        yield starts(row["grid"], wanted.grid)
    if wanted.due_from is not None:
        yield row["due"] >= ms(wanted.due_from)
    if wanted.due_before is not None:
        yield row["due"] < ms(wanted.due_before)
    if wanted.status:
        yield status_at(row, now).in_([one.value for one in wanted.status])
    if person is not None:
        yield in_scope(person, row)
