"""案件页: one case with its whole time line. No history: a single case is folded from its facts."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from msgspec import Struct
from msgspec.structs import replace

from domain.acts import Corrected, Retracted
from domain.duties.adopted import RULES_ID
from domain.facts import Entry
from projections.answers import Snapshot
from projections.case_fold import CaseRow, follow
from projections.stated import data_of
from projections.versions import Kept, Versioned, current

tables = sa.MetaData()
case_page = current("case_page", tables, sa.Column("subject", sa.Uuid))


class Line(Struct, omit_defaults=True, gc=False):
    """A fact on the time line. `corrected_by` and `struck_by` name what stands against it."""

    fact: str
    topic: str
    position: int
    version: int
    at: datetime
    recorded_at: datetime
    by: str
    role: str
    data: dict[str, Any]
    correlation: str = ""
    imported: bool = False
    corrected_by: tuple[str, ...] = ()
    struck_by: str = ""


class CaseDocument(Struct, omit_defaults=True, gc=False):
    """A case: what the list says of it, and its time line. Order: as told."""

    subject: UUID
    header: CaseRow
    lines: tuple[Line, ...] = ()


class CasePage(Versioned[CaseDocument]):
    """案件页."""

    NAME, TABLES, ROW, ROWS = "case_page", tables, CaseDocument, case_page

    def change(
        self, rows: Mapping[UUID, Kept[CaseDocument]], entry: Entry
    ) -> Iterable[CaseDocument]:
        """The page with one more line."""
        if entry.subject == RULES_ID:
            return ()
        kept = rows.get(entry.subject)
        before = kept.row if kept else None
        header = follow(before.header if before else None, entry)
        lines = (*(before.lines if before else ()), line_of(entry))
        return (CaseDocument(entry.subject, header, _marked(lines)),)

    def page(self, subject: UUID) -> tuple[CaseDocument | None, int]:
        """The case, and the position it is as of; None where there is none."""

        def question(seen: Snapshot) -> tuple[CaseDocument | None, int]:
            rows = seen.shelf[case_page].c
            found = self.read(seen, sa.select(rows.row).where(rows.subject == subject))
            return next(iter(found), None), seen.position

        return self.ask(question)


def line_of(entry: Entry) -> Line:
    """A fact as a line, nothing standing against it yet."""
    fact, said = entry.fact, entry.fact.said
    return Line(
        fact=entry.id,
        topic=fact.TOPIC,
        position=entry.position,
        version=entry.version,
        at=said.at,
        recorded_at=entry.recorded_at,
        by=said.by,
        role=said.role,
        data=data_of(fact),
        correlation=said.correlation,
        imported=said.origin is not None,
    )


def timeline(entries: Iterable[Entry]) -> tuple[Line, ...]:
    """The lines of a case as of the last of these facts."""
    return _marked(tuple(line_of(entry) for entry in entries))


def _marked(lines: tuple[Line, ...]) -> tuple[Line, ...]:
    """Name on each line what stands against it; a retracted correction does not."""
    struck = {line.data["target"]: line.fact for line in lines if line.topic == Retracted.TOPIC}
    fixes = [line for line in lines if line.topic == Corrected.TOPIC and line.fact not in struck]
    if not struck and not fixes:
        return lines
    corrected: dict[str, tuple[str, ...]] = {}
    for line in fixes:
        target = line.data["target"]
        corrected[target] = (*corrected.get(target, ()), line.fact)
    return tuple(
        replace(
            line,
            corrected_by=corrected.get(line.fact, ()),
            struck_by=struck.get(line.fact, ""),
        )
        for line in lines
    )
