"""审计轨迹: every fact in the order we were told, for those who check."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from msgspec import Struct, json

from domain.acts import Registered
from domain.facts import Entry
from projections.answers import Found, Snapshot
from projections.batch import Batch, fold_each
from projections.progress import Parked
from projections.rows import Micros, append
from projections.stated import data_of
from projections.view import View

tables = sa.MetaData()
audit_trail = sa.Table(
    "audit_trail",
    tables,
    sa.Column("position", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("subject", sa.Uuid, nullable=False, index=True),
    sa.Column("recorded_at", Micros, nullable=False, index=True),
    sa.Column("topic", sa.Text, nullable=False),
    sa.Column("by", sa.Text, nullable=False),
    sa.Column("number", sa.Text, nullable=False),
    sa.Column("row", sa.Text, nullable=False),
)


class Told(Struct, omit_defaults=True, gc=False):
    """One fact as it was told, its texts sealed. `number` is the case's, where it has one."""

    position: int
    fact: str
    subject: UUID
    version: int
    topic: str
    at: datetime
    recorded_at: datetime
    by: str
    role: str
    data: dict[str, Any]
    correlation: str = ""
    imported: bool = False
    number: str = ""


class Asked(Struct, frozen=True):
    """Which facts: an empty field does not choose.

    Shape: `since` and `until` are when we were told, both included; `upto` is a position.
    """

    subject: UUID | None = None
    by: str = ""
    topic: str = ""
    since: datetime | None = None
    until: datetime | None = None
    upto: int | None = None


class AuditTrail(View):
    """审计轨迹."""

    NAME, TABLES = "audit_trail", tables

    def fold(self, batch: Batch) -> list[Parked]:
        """One row a fact, in log order."""
        rows: list[tuple[Any, ...]] = []
        parked = fold_each(batch.groups, lambda entry: rows.append(_row(entry)))
        append(batch.db, batch.shelf[audit_trail], sorted(rows))
        return parked

    def told(
        self,
        asked: Asked,
        *,
        after: int = 0,
        before: int | None = None,
        at_most: int = 100,
    ) -> Found[Told, int]:
        """Facts in the order we were told; with `before` the newest before it, newest first."""

        def question(seen: Snapshot) -> Found[Told, int]:
            rows = seen.shelf[audit_trail].c
            query = sa.select(rows.row).where(rows.position > after, *_chosen(rows, asked))
            if before is None:
                query = query.order_by(rows.position)
            else:
                query = query.where(rows.position < before).order_by(rows.position.desc())
            items = _read(seen, query.limit(at_most + 1))
            more = items[at_most - 1].position if len(items) > at_most else None
            return Found(items[:at_most], seen.at(asked.upto), more)

        return self.ask(question)

    def after(self, position: int, at_most: int = 500) -> list[Told]:
        """The facts that came after a position, for whoever follows live."""
        return self.told(Asked(), after=position, at_most=at_most).items

    def position_at(self, instant: datetime) -> int:
        """The last position that we had been told of at an instant; 0 where there was none."""

        def question(seen: Snapshot) -> int:
            rows = seen.shelf[audit_trail].c
            last = sa.select(rows.position).where(rows.recorded_at <= instant)
            newest = last.order_by(rows.recorded_at.desc(), rows.position.desc()).limit(1)
            return seen.db.execute(newest).scalar() or 0

        return self.ask(question)

    def told_at(self, position: int) -> datetime | None:
        """When we were told the newest fact up to a position."""

        def question(seen: Snapshot) -> datetime | None:
            rows = seen.shelf[audit_trail].c
            last = sa.select(rows.recorded_at).where(rows.position <= position)
            return seen.db.execute(last.order_by(rows.position.desc()).limit(1)).scalar()

        return self.ask(question)


def told_of(entry: Entry) -> Told:
    """The fact as the trail shows it."""
    fact, said = entry.fact, entry.fact.said
    return Told(
        position=entry.position,
        fact=entry.id,
        subject=entry.subject,
        version=entry.version,
        topic=fact.TOPIC,
        at=said.at,
        recorded_at=entry.recorded_at,
        by=said.by,
        role=said.role,
        data=data_of(fact),
        correlation=said.correlation,
        imported=said.origin is not None,
        number=fact.number if isinstance(fact, Registered) else "",
    )


_encode = json.Encoder().encode
_decoder = json.Decoder(Told)


def _row(entry: Entry) -> tuple[Any, ...]:
    told = told_of(entry)
    text = _encode(told).decode()
    return (
        told.position,
        told.subject,
        told.recorded_at,
        told.topic,
        told.by,
        told.number,
        text,
    )


def _chosen(rows: Any, asked: Asked) -> Iterable[sa.ColumnElement[bool]]:
    for name in ("subject", "by", "topic"):
        value = getattr(asked, name)
        if value:
            yield rows[name] == value
    if asked.since is not None:
        yield rows.recorded_at >= asked.since
    if asked.until is not None:
        yield rows.recorded_at <= asked.until
    if asked.upto is not None:
        yield rows.position <= asked.upto


def _read(seen: Snapshot, query: sa.Select[Any]) -> list[Told]:
    """The facts found, each with the number of its case."""
    found = [_decoder.decode(row) for row in seen.db.execute(query).scalars()]
    rows = seen.shelf[audit_trail].c
    numbered = sa.select(rows.subject, rows.number).where(
        rows.subject.in_({one.subject for one in found}), rows.number != ""
    )
    numbers = dict(seen.db.execute(numbered).all())
    for one in found:
        one.number = numbers.get(one.subject, "")
    return found
