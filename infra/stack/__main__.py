"""`make stack` and `make stack-stop`: PostgreSQL and Kafka for trying the cluster form by hand."""

import os
import shutil
import signal
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from functools import partial
from pathlib import Path

from infra.stack.kafka import Kafka
from infra.stack.postgres import Postgres
from infra.stack.scratch import runs, wait_until

DATABASES = ("log", "views", "vault")


def main(act: str, folder: Path) -> None:
    """Start or stop; what runs and the settings are files in the folder."""
    if act == "start":
        start(folder)
    else:
        stop(folder)


def start(folder: Path) -> None:
    """Start both, make the databases, write and print the settings."""
    if any(runs(pid, scratch) for pid, scratch in _started(folder)):
        print(f"it runs already: see {folder / 'env'}; make stack-stop ends it", file=sys.stderr)
        raise SystemExit(1)
    folder.mkdir(parents=True, exist_ok=True)
    postgres, kafka = Postgres(), Kafka()
    with ExitStack() as undo:
        for server in (postgres, kafka):
            undo.callback(server.remove)
            undo.callback(server.stop)
            server.start()
        _write(folder, postgres, kafka)
        undo.pop_all()
    print((folder / "env").read_text(), end="")


def stop(folder: Path) -> None:
    """Stop what `start` started, by pid, and delete its data."""
    for pid, scratch in _started(folder):
        if runs(pid, scratch):
            # SIGINT: PostgreSQL would wait for its clients otherwise.
            os.kill(pid, signal.SIGINT if "-pg-" in scratch else signal.SIGTERM)
            wait_until(partial(_ended, pid, scratch), 60, f"the end of {pid}")
        shutil.rmtree(scratch, ignore_errors=True)
    for name in ("started", "env"):
        (folder / name).unlink(missing_ok=True)


def _write(folder: Path, postgres: Postgres, kafka: Kafka) -> None:
    started = [f"{server.pid} {server.folder}\n" for server in (postgres, kafka)]
    (folder / "started").write_text("".join(started))
    urls = {name: postgres.new_database(f"sibi_{name}") for name in DATABASES}
    lines = [f"SIBI_{name.upper()}={url}" for name, url in urls.items()]
    (folder / "env").write_text("\n".join([*lines, f"SIBI_KAFKA={kafka.bootstrap}", ""]))


def _started(folder: Path) -> Iterator[tuple[int, str]]:
    """Pid and scratch folder of each server; the folder tells it from a later process's pid."""
    file = folder / "started"
    for line in file.read_text().splitlines() if file.exists() else ():
        pid, scratch = line.split(maxsplit=1)
        yield int(pid), scratch


def _ended(pid: int, scratch: str) -> bool:
    return not runs(pid, scratch)


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
