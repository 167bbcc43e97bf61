"""The program as somebody at a terminal meets it, in this process: it starts a hundred times."""

import io
import sys
from collections.abc import Callable
from typing import NamedTuple

import pytest

from services import cli


class Answer(NamedTuple):
    """What it said, and how it ended."""

    code: int
    out: str
    talk: str


Sibi = Callable[..., Answer]


def terminal(monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Sibi:
    """`sibi` with arguments; what is typed comes from `typed`."""

    def sibi(*arguments: object, typed: str = "") -> Answer:
        monkeypatch.setattr(sys, "argv", ["sibi", *map(str, arguments)])
        monkeypatch.setattr(sys, "stdin", io.StringIO(typed))
        capfd.readouterr()
        with pytest.raises(SystemExit) as ended:
            cli.app()
        sys.stdout.flush()
        said = capfd.readouterr()
        assert "Traceback" not in said.err
        return Answer(int(ended.value.code or 0), said.out, said.err)

    return sibi
