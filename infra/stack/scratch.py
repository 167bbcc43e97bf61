"""Scratch folders, free ports, and waiting for a condition."""

import random
import signal
import socket
import subprocess
import tempfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from threading import Event
from time import monotonic

PORTS = range(20_000, 32_000)
"""Below those that the kernel lends to outgoing connections: a killed server finds its own free."""


def scratch(name: str) -> Path:
    """A new folder with a short path that another user may enter."""
    folder = Path(tempfile.mkdtemp(prefix=f"sibi-{name}-"))
    folder.chmod(0o755)
    return folder


def free_port() -> int:
    """A port that nobody listens on just now."""
    while True:
        port = random.choice(PORTS)
        with socket.socket() as probe, suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port


def wait_until(condition: Callable[[], bool], seconds: float, what: str) -> None:
    """Ask again and again until it holds. Raises: TimeoutError."""
    ends, pause = monotonic() + seconds, Event()
    while not condition():
        if monotonic() > ends:
            raise TimeoutError(f"{what}: not within {seconds} s")
        pause.wait(0.05)


def end(process: "subprocess.Popen[bytes]", number: signal.Signals, seconds: float = 30) -> None:
    """Signal a process of ours and wait for its end; killed where it does not end."""
    with suppress(ProcessLookupError):
        process.send_signal(number)
    try:
        process.wait(seconds)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait(seconds)


def runs(pid: int, word: str = "") -> bool:
    """Whether there is such a process, with this word in its command. A zombie has no command."""
    try:
        command = Path(f"/proc/{pid}/cmdline").read_bytes()
    except (FileNotFoundError, ProcessLookupError):
        return False
    return bool(command) and word.encode() in command
