"""The program `sibi`: what every command of it keeps to."""

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import typer
from typer.core import TyperGroup

from services import cli
from tests.services.terminal import Sibi


def commands(group: object, *names: str) -> Iterator[tuple[str, ...]]:
    """Every command by its words."""
    if isinstance(group, TyperGroup):
        for name, below in group.commands.items():
            yield from commands(below, *names, name)
    else:
        yield names


EVERY = list(commands(typer.main.get_command(cli.cli)))


@pytest.mark.parametrize("words", EVERY, ids=" ".join)
def test_the_help_of_every_command_has_an_example(sibi: Sibi, words: tuple[str, ...]) -> None:
    told = sibi(*words, "--help")

    assert told.code == 0
    assert f"sibi {' '.join(words)}" in told.out.split("Example:")[1]


def test_the_contract_is_there() -> None:
    assert {" ".join(words) for words in EVERY} >= {
        "run", "serve", "work", "judge", "explain", "import", "export facts", "check", "rules lint",
        "rules adopt", "rules approve", "calendar adopt", "replay", "accounts put",
        "accounts list", "accounts disable", "settings",
    }  # fmt: skip


@pytest.mark.parametrize(
    "words",
    [
        "dance",
        "run --port 80000",
        "serve --port x",
        "work --only relay,dance",
        "judge",
        "judge log.jsonl --pack p.yaml --format xml",
        "replay --view moon",
        "accounts put zhou king",
        "rules adopt pack.yaml",
    ],
)
def test_used_wrongly_it_ends_with_2_and_says_why(sibi: Sibi, words: str) -> None:
    told = sibi(*words.split())

    assert told.code == 2
    assert told.talk
    assert not told.out


@pytest.mark.parametrize(
    ("name", "value"), [("SIBI_ZONE", "Moon/Base"), ("SIBI_PORT", "-1"), ("SIBI_LOG", "mongo://h")]
)
def test_a_bad_setting_ends_with_2_and_is_named(
    sibi: Sibi, monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(name, value)

    told = sibi("check")

    assert told.code == 2
    assert told.talk.startswith(f"sibi: {name}: ")


def test_a_register_that_is_not_there_ends_with_1(
    sibi: Sibi, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("SIBI_REGISTER", str(tmp_path / "nowhere"))

    told = sibi("check")

    assert told.code == 1
    assert "nowhere/grids.csv" in told.talk


def test_a_database_that_is_away_ends_with_1(sibi: Sibi, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SIBI_LOG", "postgresql+psycopg://sibi:geheim@127.0.0.1:1/log")

    told = sibi("accounts", "list")

    assert told.code == 1
    assert told.talk.startswith("sibi: ")
    assert "geheim" not in told.talk


def test_settings_are_listed_and_no_secret_is(sibi: Sibi, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SIBI_KAFKA_PASSWORD", "geheim")
    monkeypatch.setenv("SIBI_VAULT", "postgresql+psycopg://keys:geheim@db/vault")

    table, data = sibi("settings"), sibi("settings", "--json")

    assert (table.code, data.code) == (0, 0)
    assert "geheim" not in table.out + data.out
    assert json.loads(data.out)["SIBI_VAULT"] == "postgresql+psycopg://keys:***@db/vault"


def test_it_is_a_program_of_its_own() -> None:
    program = Path(sys.executable).with_name("sibi")

    done = subprocess.run([program, "judge"], capture_output=True, text=True, check=False)

    assert done.returncode == 2
    assert done.stdout == ""
    assert "Missing argument" in done.stderr
