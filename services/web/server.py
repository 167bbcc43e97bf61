"""The web server: ends its streams when it is told to stop, so that stopping takes no time."""

import socket
from threading import Event
from types import FrameType

import uvicorn
from fastapi import FastAPI

FAREWELL = 3
"""Units: seconds given to answers that are under way."""


class Server(uvicorn.Server):
    """uvicorn waits for open answers before anything else; so the streams are told first."""

    def __init__(self, config: uvicorn.Config, stopping: Event) -> None:
        super().__init__(config)
        self._stopping = stopping

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """A signal came."""
        self._stopping.set()
        super().handle_exit(sig, frame)

    async def on_tick(self, counter: int) -> bool:
        """Stop also where a loop of ours has failed."""
        return await super().on_tick(counter) or self._stopping.is_set()


def run(app: FastAPI, host: str, port: int, stopping: Event) -> None:
    """Serve until told to stop."""
    config = uvicorn.Config(
        app,
        host=host,
        port=port,
        log_level="warning",
        access_log=False,
        timeout_graceful_shutdown=FAREWELL,
        server_header=False,
    )
    listening = socket.create_server((host, port), reuse_port=False)
    with listening:
        Server(config, stopping).run(sockets=[listening])
