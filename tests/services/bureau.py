"""A small community over SQLite without its doors: its clock is set, feed and sweep are stepped."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID

import sqlalchemy as sa

from domain.acts import CaseClass
from domain.people import Person, Role
from infra.engines import engine
from infra.feed import Feed, LogSource, least
from infra.log import FactLog
from infra.migrations import migrate
from infra.register import read_register
from infra.rulepacks import read_pack
from infra.vault import Vault
from projections.case_list import CaseList
from projections.duty_board import DutyBoard
from projections.view import View
from services.asking import Asked
from services.cases import Cases
from services.duties import Sweep
from services.registering import Report
from services.rules import Adoption, RulesInForce
from services.settings import Settings
from services.wiring.rulefiles import DEFAULT_PACK
from tests.scenario import TEN

GRID = "340822100001001"
SYSTEM = Person("system", "Sibi", Role.SYSTEM)
REPORT = Report("incident", "EM.02", "外墙脱落", grid=GRID, place="文昌路170号")


class Bureau:
    """Everything but the doors; it is ten o'clock until somebody says otherwise."""

    def __init__(self, folder: Path) -> None:
        self.now = TEN
        self.url = f"sqlite:///{folder / 'log.db'}"
        migrate(self.url)
        self.log = FactLog(self.url, lambda: self.now)
        self.keys = engine(f"sqlite:///{folder / 'vault.db'}")
        self.vault = Vault(self.keys)
        self.register = read_register(Settings().register_folder)
        self.rules = RulesInForce(self.log)
        self.cases = Cases(self.log, self.vault, self.register, self.rules.at)
        self.rows = engine(f"sqlite:///{folder / 'views.db'}")
        self.case_list = CaseList(self.rows)
        self.board = DutyBoard(self.rows, self.log.histories, self.rules.at)
        self.views: Sequence[View] = (self.case_list, self.board)
        for view in self.views:
            view.create()
        self.feed = Feed(LogSource(self.log, least(self.views)), self.views)
        self.sweep = Sweep(self.log, self.board, self.rules)
        Adoption(self.log).pack(Asked(SYSTEM, self.now), read_pack(DEFAULT_PACK))

    def later(self, minutes: float) -> datetime:
        """The clock goes on."""
        self.now += timedelta(minutes=minutes)
        return self.now

    def asked(self, login: str) -> Asked:
        """Somebody of the register asks now."""
        return Asked(self.register.people[login], self.now)

    def reported(self, by: str = "dispatcher") -> UUID:
        """A new incident."""
        return self.cases.register(self.asked(by), REPORT).case

    def handled(self) -> UUID:
        """A case that an officer has signed for."""
        case = self.reported()
        self.cases.accept(self.asked("dispatcher"), case, CaseClass.E)
        self.cases.dispatch(self.asked("dispatcher"), case, "chengguan", "")
        self.cases.sign(self.asked("officer"), case)
        return case

    def fed(self) -> None:
        """The views have every fact."""
        while self.feed.step(0):
            pass

    def swept(self) -> int:
        """One round of feed and sweep. Returns how many judgements were appended."""
        self.fed()
        done = self.sweep.step(self.now)
        self.fed()
        return done

    def topics(self, case: UUID) -> list[str]:
        """What its facts are."""
        return [entry.fact.TOPIC for entry in self.log.history(case)]

    def case_list_is_empty(self) -> bool:
        """Nobody has registered anything."""
        self.fed()
        return not self.case_list.dump()[1]["case_list"]

    def tamper(self, statement: str, *values: object) -> None:
        """Change the log behind its back, as somebody with the file could."""
        database = sa.create_engine(self.url)
        with database.begin() as db:
            for act in ("update", "delete"):
                db.exec_driver_sql(f"DROP TRIGGER IF EXISTS sibi_events_no_{act}")
            changed = db.exec_driver_sql(statement, values)
            assert changed.rowcount > 0, "nothing was tampered with"
        database.dispose()

    def close(self) -> None:
        """Let go of it."""
        self.log.close()
