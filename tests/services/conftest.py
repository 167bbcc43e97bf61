"""A community for each module of tests of the doors."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.services.bureau import Bureau
from tests.services.terminal import Sibi, terminal
from tests.services.web_house import Town


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    """A small community over SQLite, its feed stepped by hand."""
    here = Town(tmp_path_factory.mktemp("town"))
    yield here
    here.close()


@pytest.fixture
def bureau(tmp_path: Path) -> Iterator[Bureau]:
    """The same without doors, for one test, its clock at ten."""
    here = Bureau(tmp_path)
    yield here
    here.close()


@pytest.fixture
def sibi(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str], tmp_path: Path
) -> Sibi:
    """The program, on an empty store of its own."""
    monkeypatch.setenv("SIBI_DATA", str(tmp_path / "data"))
    return terminal(monkeypatch, capfd)
