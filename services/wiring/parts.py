"""The parts of Sibi, put together."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from threading import Event
from typing import Any

from domain.people import Person
from domain.places import Register
from domain.refusals import NotYours
from infra import clock
from infra.accounts import Accounts
from infra.engines import engine
from infra.log import FactLog
from infra.migrations import migrate
from infra.register import read_register
from infra.vault import Vault
from projections.audit_trail import AuditTrail
from projections.case_list import CaseList
from projections.case_page import CasePage
from projections.duty_board import DutyBoard
from projections.view import View
from services.asking import Asked
from services.beats import Beats
from services.cases import Cases
from services.rules import RulesInForce
from services.settings import Settings
from services.web.doors import House


@dataclass(frozen=True)
class Sibi:
    """All the parts, put together."""

    settings: Settings
    log: FactLog
    vault: Vault
    accounts: Accounts
    register: Register
    rules: RulesInForce
    cases: Cases
    case_list: CaseList
    case_page: CasePage
    board: DutyBoard
    trail: AuditTrail
    beats: Beats
    stopping: Event

    @property
    def views(self) -> Sequence[View]:
        """Every read model."""
        return (self.case_list, self.case_page, self.board, self.trail)

    @staticmethod
    def now() -> datetime:
        """What time it is."""
        return clock.now()

    def asked(self, by: Person) -> Asked:
        """Somebody asks at a terminal, now."""
        return Asked(by, clock.now())

    def person(self, login: str) -> Person:
        """An account of the store or of the register. Raises: NotYours."""
        known = {one.login: one for one, disabled in self.accounts.all() if not disabled}
        person = known.get(login) or self.register.people.get(login)
        if person is None:
            raise NotYours(f"{login}: no such account")
        return person


def settings(**given: Any) -> Settings:
    """Settings of the environment and of the terminal. Raises: ValidationError."""
    return Settings(**{name: value for name, value in given.items() if value is not None})


@contextmanager
def opened(chosen: Settings) -> Iterator[Sibi]:
    """All parts, with their tables made; let go of at the end."""
    sibi = build(chosen)
    try:
        yield sibi
    finally:
        sibi.stopping.set()
        sibi.log.close()


def build(chosen: Settings) -> Sibi:
    """Put the parts together; makes the tables."""
    chosen.data.mkdir(parents=True, exist_ok=True)
    migrate(chosen.log_url)
    log = FactLog(chosen.log_url)
    vault = Vault(engine(chosen.vault_url))
    register = read_register(chosen.register_folder)
    rules = RulesInForce(log)
    views = engine(chosen.views_url)
    sibi = Sibi(
        settings=chosen,
        log=log,
        vault=vault,
        accounts=Accounts(engine(chosen.log_url)),
        register=register,
        rules=rules,
        cases=Cases(log, vault, register, rules.at),
        case_list=CaseList(views),
        case_page=CasePage(views),
        board=DutyBoard(views, log.histories, rules.at),
        trail=AuditTrail(views),
        beats=Beats(),
        stopping=Event(),
    )
    for view in sibi.views:
        view.create()
    return sibi


def house(sibi: Sibi) -> House:
    """What the doors need."""
    return House(
        settings=sibi.settings,
        log=sibi.log,
        vault=sibi.vault,
        accounts=sibi.accounts,
        register=sibi.register,
        rules=sibi.rules,
        cases=sibi.cases,
        case_list=sibi.case_list,
        case_page=sibi.case_page,
        board=sibi.board,
        trail=sibi.trail,
        now=clock.now,
        beats=sibi.beats,
        stopping=sibi.stopping,
    )
