"""A scratch PostgreSQL of Debian's, on a socket and a free port, durable as in production."""

import os
import pwd
import shutil
import signal
import subprocess
from contextlib import suppress
from pathlib import Path
from typing import Any

import psycopg

from infra.stack.scratch import end, free_port, runs, scratch, wait_until

OPTIONS = {
    "listen_addresses": "127.0.0.1",
    "max_connections": "200",
    "shared_buffers": "128MB",
    "max_wal_size": "2GB",
}


class Postgres:
    """A server that can be killed and started again on the same port and data."""

    def __init__(self, folder: Path | None = None) -> None:
        self.folder = folder or scratch("pg")
        self.port = free_port()
        self._made = 0
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def pid(self) -> int:
        """The process that stops the server when it is signalled."""
        assert self._process is not None
        return self._process.pid

    def start(self) -> None:
        """Start it, making its data where there is none, and wait until it answers."""
        data = self.folder / "data"
        if not data.exists():
            self._initialise(data)
        settings = {**OPTIONS, "port": str(self.port), "unix_socket_directories": str(self.folder)}
        flags = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        with (self.folder / "log").open("ab") as log:
            self._process = subprocess.Popen(
                [str(_program("postgres")), "-D", str(data), *flags],
                stdout=log,
                stderr=log,
                **_user(),
            )
        wait_until(self._answers, 60, "PostgreSQL")

    def stop(self) -> None:
        """Stop it, ending its connections."""
        if self._process:
            end(self._process, signal.SIGINT)
            self._process = None

    def kill(self) -> None:
        """kill -9 the server and every process of its own; what is not on disk is lost."""
        assert self._process is not None
        self._process.send_signal(signal.SIGSTOP)  # that it has no more children than these
        children = _children(self._process.pid)
        for pid in (self._process.pid, *children):
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        self._process.wait(30)
        wait_until(lambda: not any(map(runs, children)), 30, "the killed processes' end")
        self._process = None

    def remove(self) -> None:
        """Delete its folder."""
        shutil.rmtree(self.folder, ignore_errors=True)

    def url(self, database: str = "postgres") -> str:
        """The address of a database, in SQLAlchemy's form."""
        return f"postgresql+psycopg://postgres@127.0.0.1:{self.port}/{database}"

    def new_database(self, name: str = "") -> str:
        """A fresh empty database. Returns its address."""
        self._made += 1
        name = name or f"t{os.getpid()}_{self._made}"
        with psycopg.connect(_plain(self.url()), autocommit=True) as db:
            db.execute(f'CREATE DATABASE "{name}"'.encode())
        return self.url(name)

    def _answers(self) -> bool:
        if self._process and self._process.poll() is not None:
            raise RuntimeError((self.folder / "log").read_text()[-2000:])
        try:
            psycopg.connect(_plain(self.url()), connect_timeout=2).close()
        except psycopg.OperationalError:
            return False
        return True

    def _initialise(self, data: Path) -> None:
        owner = pwd.getpwnam("postgres") if os.geteuid() == 0 else None
        if owner:
            os.chown(self.folder, owner.pw_uid, owner.pw_gid)
        command = [str(_program("initdb")), "-A", "trust", "-U", "postgres", "-E", "UTF8"]
        done = subprocess.run(
            [*command, "--locale=C.UTF-8", "-D", str(data)],
            capture_output=True,
            check=False,
            **_user(),
        )
        if done.returncode:
            raise RuntimeError(done.stderr.decode()[-2000:])


def _program(name: str) -> Path:
    found = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"))
    if not found:
        raise FileNotFoundError(f"{name}: PostgreSQL is not installed (infra/stack/install.sh)")
    return found[-1]


def _user() -> dict[str, Any]:
    """PostgreSQL refuses to run as root."""
    if os.geteuid():
        return {}
    owner = pwd.getpwnam("postgres")
    return {"user": owner.pw_uid, "group": owner.pw_gid, "extra_groups": [], "cwd": "/"}


def _plain(url: str) -> str:
    return url.replace("+psycopg", "", 1)


def _children(pid: int) -> list[int]:
    tasks = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [int(one) for one in tasks]
