"""Checking the store and rebuilding its read models."""

from collections.abc import Callable, Iterator

import sqlalchemy as sa
from sqlalchemy.pool import StaticPool

from domain.facts import PARTITIONS, Page
from infra.log import FactLog
from projections.audit_trail import AuditTrail
from projections.case_list import CaseList
from projections.case_page import CasePage
from projections.duty_board import DutyBoard
from projections.view import View
from services.checking import PAGE, Finding, check_judgements, check_log, check_view
from services.wiring.parts import Sibi


def check_all(sibi: Sibi) -> Iterator[Finding]:
    """Log, judgements, then every view against a replay of its own in memory."""
    found, judged = check_log(sibi.log)
    yield found
    yield check_judgements(sibi.log, judged, sibi.rules.at)
    for live, fresh in zip(sibi.views, _fresh(sibi), strict=True):
        fresh.create()
        yield check_view(sibi.log, live, fresh)


def _fresh(sibi: Sibi) -> list[View]:
    memory = sa.create_engine(
        "sqlite://", poolclass=StaticPool, connect_args={"check_same_thread": False}
    )
    board = DutyBoard(memory, sibi.log.histories, sibi.rules.at)
    return [CaseList(memory), CasePage(memory), board, AuditTrail(memory)]


def rebuild(log: FactLog, live: View, tell: Callable[[int], None]) -> None:
    """Fill the next generation beside the live one until it can take over."""
    beside = live.beside()
    while not beside.switch():
        at = beside.position()
        page = log.page(at, PAGE)
        if page:
            last = page[-1].position
            beside.take(Page(page, dict.fromkeys(range(PARTITIONS), last)))
            tell(last)
    live.forget()
