"""A house over SQLite with its doors open; the feed is stepped by hand."""

from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import httpx2
from starlette.testclient import TestClient

from infra.feed import Feed, LogSource, least
from services.duties import Sweep
from services.web.app import create_app
from services.web.doors import House
from services.wiring.parts import Sibi, build, house, settings
from services.wiring.processes import prepare

GRID = "340822100001001"
PASSWORD = "sibi-demo"
API = "/api/v1"


class Town:
    """A whole small community, its clock moved by hand."""

    def __init__(self, folder: Path, **chosen: object) -> None:
        chosen = {"writes_a_minute": 10_000, **chosen}
        self.sibi: Sibi = build(settings(data=folder, demo=True, **chosen))
        prepare(self.sibi)
        self.ahead = timedelta()
        self.house: House = replace(house(self.sibi), now=self.now)
        self.app = create_app(self.house)
        self._feed = Feed(LogSource(self.sibi.log, least(self.sibi.views)), self.sibi.views)
        self._sweep = Sweep(self.sibi.log, self.sibi.board, self.sibi.rules)
        self._tokens: dict[str, str] = {}

    def now(self) -> datetime:
        """Our clock, as far ahead as it was moved."""
        return self.sibi.now() + self.ahead

    def fed(self) -> None:
        """Every view has every fact."""
        while self._feed.step(0):
            pass

    def swept(self) -> int:
        """What time has decided is written down. Returns how much."""
        self.fed()
        done = self._sweep.step(self.now())
        self.fed()
        return done

    def client(self, login: str = "", address: str = "127.0.0.1") -> TestClient:
        """Somebody at the doors; without a login, nobody we know."""
        client = TestClient(self.app, client=(address, 1), raise_server_exceptions=True)
        if login:
            client.headers["Authorization"] = f"Bearer {self.token(login)}"
        return client

    def token(self, login: str) -> str:
        """A session of an account."""
        if login not in self._tokens:
            token = self.house.accounts.sign_in(login, PASSWORD, self.now())
            assert token
            self._tokens[login] = token
        return self._tokens[login]

    def reported(self, by: str = "dispatcher", **said: object) -> dict[str, Any]:
        """A new case."""
        answer = self.client(by).post(f"{API}/cases", json=report(**said))
        assert answer.status_code == 201, answer.text
        body: dict[str, Any] = answer.json()
        return body

    def act(self, by: str, case: str, act: str, **said: object) -> httpx2.Response:
        """One act on a case."""
        return self.client(by).post(f"{API}/cases/{case}/{act}", json=said)

    def brought_to(self, state: str, **said: object) -> str:
        """A case in a state of its life."""
        case: str = self.reported(**said)["id"]
        for name, by, act, words in LIFE:
            if state == name:
                break
            answer = self.act(by, case, act, **words)
            assert answer.status_code == 201, answer.text
        return case

    def close(self) -> None:
        """Let go of it."""
        self.sibi.stopping.set()
        self.sibi.log.close()


LIFE: tuple[tuple[str, str, str, dict[str, object]], ...] = (
    ("reported", "dispatcher", "acceptance", {"class": "E"}),
    ("accepted", "dispatcher", "dispatch", {"unit": "chengguan"}),
    ("dispatched", "officer", "signature", {}),
    ("handling", "officer", "result", {"text": "已清理"}),
    ("result_in", "dispatcher", "verification", {"passed": True}),
)
"""State, and who does what to bring it to the next one."""


def report(**said: object) -> dict[str, object]:
    """What somebody tells the desk."""
    return {
        "kind": "incident",
        "category": "EM.02",
        "summary": "外墙脱落，砸坏一辆车",
        "place": {"grid": GRID, "text": "文昌路170号"},
        "severity": "urgent",
        **said,
    }


def must_be_problem(answer: httpx2.Response, status: int, code: str) -> dict[str, Any]:
    """It is a problem in the contract's form; returns it."""
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    body: dict[str, Any] = answer.json()
    assert {"type", "title", "status", "detail", "instance", "code"} <= body.keys()
    assert (body["status"], body["code"]) == (status, code), body
    return body
