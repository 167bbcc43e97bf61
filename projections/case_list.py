"""案件列表: which cases there are, how far each has come, and how it was at any past position."""

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from msgspec import Struct

from domain.duties.adopted import RULES_ID
from domain.facts import Entry
from domain.people import Person
from projections.answers import Found, Snapshot
from projections.case_fold import CaseRow, follow
from projections.scope import in_scope, starts
from projections.versions import Kept, Versioned, current, earlier

tables = sa.MetaData()
case_list = current(
    "case_list",
    tables,
    sa.Column("subject", sa.Uuid),
    sa.Column("first_position", sa.BigInteger, index=True, unique=True, nullable=False),
    sa.Column("number", sa.Text, index=True),
    sa.Column("kind", sa.Text),
    sa.Column("category", sa.Text),
    sa.Column("grid", sa.Text),
    sa.Column("state", sa.Text),
    sa.Column("unit", sa.Text),
    sa.Column("reported_by", sa.Text),
    sa.Column("code", sa.Text, index=True),
)
case_list_history = earlier(case_list)


class Wanted(Struct, frozen=True):
    """Which cases: an empty field does not choose. `q` begins a number or category."""

    kind: str = ""
    state: str = ""
    grid: str = ""
    unit: str = ""
    q: str = ""


class CaseList(Versioned[CaseRow]):
    """案件列表."""

    NAME, TABLES, ROW, ROWS, HISTORY = (
        "case_list",
        tables,
        CaseRow,
        case_list,
        case_list_history,
    )

    def change(self, rows: Mapping[UUID, Kept[CaseRow]], entry: Entry) -> Iterable[CaseRow]:
        """The case's one row; facts about the rules have none."""
        if entry.subject == RULES_ID:
            return ()
        kept = rows.get(entry.subject)
        return (follow(kept.row if kept else None, entry),)

    def listed(
        self,
        wanted: Wanted,
        person: Person | None = None,
        as_of: int | None = None,
        before: int | None = None,
        *,
        at_most: int = 50,
        among: sa.Select[UUID] | None = None,
    ) -> Found[CaseRow, int]:
        """Cases in somebody's scope (None: all), newest first, going on before `before`.

        `among` narrows them to subjects that another view of the same database selects.
        """

        def question(seen: Snapshot) -> Found[CaseRow, int]:
            rows = self.rows_of(seen, as_of)
            found = sa.select(rows.c.row).where(*_chosen(rows, wanted, person))
            if before is not None:
                found = found.where(rows.c.first_position < before)
            if among is not None:
                found = found.where(rows.c.subject.in_(among))
            newest = found.order_by(rows.c.first_position.desc()).limit(at_most + 1)
            items = self.read(seen, newest)
            more = items[at_most - 1].first_position if len(items) > at_most else None
            return Found(items[:at_most], seen.at(as_of), more)

        return self.ask(question)

    def counts(
        self, wanted: Wanted, person: Person | None = None, as_of: int | None = None
    ) -> dict[str, int]:
        """How many cases there are in each state."""

        def question(seen: Snapshot) -> dict[str, int]:
            rows = self.rows_of(seen, as_of)
            each = sa.select(rows.c.state, sa.func.count()).where(*_chosen(rows, wanted, person))
            return dict(seen.db.execute(each.group_by(rows.c.state)).all())

        return self.ask(question)

    def one(self, subject: UUID) -> CaseRow | None:
        """The row of a case, whoever asks."""
        return self._first("subject", subject)

    def of(self, subjects: Iterable[UUID], as_of: int | None = None) -> dict[UUID, CaseRow]:
        """The rows of several cases, whoever asks."""

        def question(seen: Snapshot) -> dict[UUID, CaseRow]:
            rows = self.rows_of(seen, as_of)
            found = sa.select(rows.c.row).where(rows.c.subject.in_(set(subjects)))
            return {row.subject: row for row in self.read(seen, found)}

        return self.ask(question)

    def by_code(self, code: str) -> CaseRow | None:
        """The case whose reporter got the code with this fingerprint."""
        return self._first("code", code) if code else None

    def _first(self, column: str, value: object) -> CaseRow | None:
        def question(seen: Snapshot) -> CaseRow | None:
            rows = seen.shelf[case_list]
            found = sa.select(rows.c.row).where(rows.c[column] == value)
            return next(iter(self.read(seen, found)), None)

        return self.ask(question)


def _chosen(
    rows: sa.FromClause, wanted: Wanted, person: Person | None
) -> Iterable[sa.ColumnElement[bool]]:
    yield rows.c.kind != ""
    for name in ("kind", "state", "unit"):
        value: Any = getattr(wanted, name)
        if value:
            yield rows.c[name] == value
    if wanted.grid:
        yield starts(rows.c.grid, wanted.grid)
    if wanted.q:
        yield sa.or_(starts(rows.c.number, wanted.q), starts(rows.c.category, wanted.q))
    if person is not None:
        yield in_scope(person, rows.c)
