"""A road to PostgreSQL that can be cut between a commit and the news of it."""

import os
import socket
import tempfile
from contextlib import suppress
from pathlib import Path
from threading import Thread
from typing import Self

import sqlalchemy as sa


class Cut:
    """Stands before the server's socket. Cut, it closes both ends and hands on nothing more."""

    def __init__(self, url: str) -> None:
        server = sa.make_url(url)
        self._folder = tempfile.TemporaryDirectory(prefix="cut")
        self._here = Path(self._folder.name) / ".s.PGSQL.5432"
        self._server = server
        query = {**server.query, "host": self._folder.name, "port": "5432"}
        made = server.set(query=query, host=None, port=None)
        self.url = made.render_as_string(hide_password=False)
        self._to: bytes | None = None
        self.happened = False
        self._ends: list[socket.socket] = []
        self.open()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
        self._folder.cleanup()

    def next_answer(self, to: bytes = b"") -> None:
        """Cut when the server has answered the next message that has these bytes in it."""
        self._to, self.happened = to, False

    def open(self) -> None:
        """Let people through."""
        self._door = socket.socket(socket.AF_UNIX)
        self._door.bind(str(self._here))
        self._door.listen()
        Thread(target=self._let_in, args=(self._door,), daemon=True).start()

    def close(self) -> None:
        """Let nobody through, and end what is on its way."""
        with suppress(OSError):
            self._door.shutdown(socket.SHUT_RDWR)
        self._door.close()
        self._here.unlink(missing_ok=True)
        for end in self._ends:
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
            end.close()
        self._ends.clear()

    def _let_in(self, door: socket.socket) -> None:
        with suppress(OSError):
            while True:
                person, _ = door.accept()
                server = self._connected()
                self._ends += [person, server]
                Thread(target=self._carry, args=(person, server), daemon=True).start()

    def _connected(self) -> socket.socket:
        query = self._server.query
        host = str(query.get("host") or self._server.host)
        port = int(str(query.get("port") or self._server.port or 5432))
        if not host.startswith(os.sep):
            return socket.create_connection((host, port))
        server = socket.socket(socket.AF_UNIX)
        server.connect(f"{host}/.s.PGSQL.{port}")
        return server

    def _carry(self, person: socket.socket, server: socket.socket) -> None:
        """Question by question: the frontend is quiet until it is answered."""
        with suppress(OSError):
            Thread(target=self._answers, args=(person, server), daemon=True).start()
            while asked := person.recv(1 << 20):
                if self._to is not None and self._to in asked:
                    self.happened = True
                server.sendall(asked)
            server.close()

    def _answers(self, person: socket.socket, server: socket.socket) -> None:
        with suppress(OSError):
            while answer := server.recv(1 << 20):
                if self.happened and self._to is not None:
                    self._to = None
                    break
                person.sendall(answer)
        for end in (person, server):
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
