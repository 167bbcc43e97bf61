"""`make stack` and `make stack-stop`: PostgreSQL and Kafka for trying the cluster form by hand."""

import os
import signal
import sys
from functools import partial
from pathlib import Path

from infra.stack.kafka import Kafka
from infra.stack.postgres import Postgres
from infra.stack.scratch import alive, wait_until

DATABASES = ("log", "views", "vault")


def main(act: str, folder: Path) -> None:
    """Start or stop; pids and settings are files in the folder."""
    if act == "start":
        start(folder)
    else:
        stop(folder)


def start(folder: Path) -> None:
    """Start both, make the databases, write and print the settings."""
    if (folder / "pids").exists():
        print(f"it runs already: see {folder / 'env'}; make stack-stop ends it", file=sys.stderr)
        raise SystemExit(1)
    folder.mkdir(parents=True, exist_ok=True)
    postgres, kafka = Postgres(), Kafka()
    postgres.start()
    kafka.start()
    (folder / "pids").write_text(f"{postgres.pid}\n{kafka.pid}\n")
    (folder / "folders").write_text(f"{postgres.folder}\n{kafka.folder}\n")
    urls = {name: postgres.new_database(f"sibi_{name}") for name in DATABASES}
    lines = [f"SIBI_{name.upper()}={url}" for name, url in urls.items()]
    text = "\n".join([*lines, f"SIBI_KAFKA={kafka.bootstrap}", ""])
    (folder / "env").write_text(text)
    print(text, end="")


def stop(folder: Path) -> None:
    """Stop what `start` started, by pid."""
    pids = folder / "pids"
    if not pids.exists():
        return
    for pid, number in zip(_read(pids), (signal.SIGINT, signal.SIGTERM), strict=True):
        if alive(int(pid)):
            os.kill(int(pid), number)
            wait_until(partial(_gone, int(pid)), 60, f"the end of {pid}")
    for name in ("pids", "env", "folders"):
        (folder / name).unlink(missing_ok=True)


def _gone(pid: int) -> bool:
    return not alive(pid)


def _read(path: Path) -> list[str]:
    return path.read_text().split()


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
