"""A whole small community in one process, for journeys through its doors."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Thread

import uvicorn

from infra import clock
from services.asking import Asked
from services.casework import Kept
from services.registering import Report
from services.web.app import create_app
from services.web.server import Server
from services.wiring.parts import Sibi, house, opened, settings
from services.wiring.processes import AWAY, loops, prepare
from services.workers import Workers

GRID = "340822100001001"


@contextmanager
def living(folder: Path) -> Iterator[tuple[Sibi, str]]:
    """Sibi with its loops and doors, and its address."""
    with opened(settings(data=folder, demo=True, sweep_every=0.2)) as sibi:
        prepare(sibi)
        workers = Workers(loops(sibi, ["feed", "sweep"]), sibi.stopping, lambda _: None, AWAY)
        workers.start()
        with socket.create_server(("127.0.0.1", 0)) as listening:
            config = uvicorn.Config(create_app(house(sibi)), log_level="warning", access_log=False)
            server = Thread(target=Server(config, sibi.stopping).run, args=([listening],))
            server.start()
            yield sibi, f"http://127.0.0.1:{listening.getsockname()[1]}"
            sibi.stopping.set()
            server.join()
        workers.join()
    assert workers.failed is None


def told(sibi: Sibi, summary: str = "外墙脱落", severity: str = "urgent") -> Kept:
    """The dispatcher registers an incident."""
    report = Report("incident", "EM.02", summary, severity, grid=GRID, place="文昌路170号")  # type: ignore[arg-type]
    return sibi.cases.register(Asked(sibi.register.people["dispatcher"], clock.now()), report)
