"""Who may sign in, and how long that holds."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Literal

import pytest
import sqlalchemy as sa
from argon2 import PasswordHasher, Type, extract_parameters

from domain.people import Person, Role
from infra import accounts as module
from infra.accounts import IDLE, NOBODY, Accounts, accounts, sessions
from infra.engines import engine
from infra.migrations import migrate

NOW = datetime(2026, 3, 2, 2, tzinfo=UTC)
ZHOU = Person("zhou", "周敏", Role.DISPATCHER, "centre", ("340822100", "340822200"))
WORD = "four words in a row"


@pytest.fixture
def store(tmp_path: Path) -> Iterator[sa.Engine]:
    """The log's database, where accounts are."""
    url = f"sqlite:///{tmp_path / 'log.db'}"
    migrate(url)
    opened = engine(url)
    yield opened
    opened.dispose()


@pytest.fixture
def desk(store: sa.Engine) -> Accounts:
    """Accounts with one in it."""
    made = Accounts(store)
    made.put(ZHOU, WORD)
    return made


def signed_in(desk: Accounts, now: datetime = NOW) -> str:
    """A session of hers."""
    token = desk.sign_in("zhou", WORD, now)
    assert token
    return token


def test_whoever_signs_in_is_who_they_are(desk: Accounts) -> None:
    assert desk.who(signed_in(desk), NOW) == ZHOU


@pytest.mark.parametrize(("login", "word"), [("zhou", "wrong"), ("zhou", ""), ("nobody", WORD)])
def test_a_wrong_word_or_name_opens_nothing(desk: Accounts, login: str, word: str) -> None:
    assert desk.sign_in(login, word, NOW) is None


def test_passwords_are_kept_with_argon2id_as_it_is_recommended(
    desk: Accounts, store: sa.Engine
) -> None:
    with store.connect() as db:
        kept = db.execute(sa.select(accounts.c.password_hash)).scalar_one()

    known = extract_parameters(kept)
    assert (known.type, known.memory_cost, known.time_cost, known.parallelism) == (
        Type.ID,
        19_456,
        2,
        1,
    )
    assert WORD not in kept


def test_nobody_costs_as_much_as_somebody() -> None:
    ours, nobodys = extract_parameters(module.HASHER.hash(WORD)), extract_parameters(NOBODY)

    assert ours == nobodys


@pytest.mark.parametrize("login", ["zhou", "nobody"])
def test_an_unknown_name_is_hashed_like_a_known_one(
    desk: Accounts, monkeypatch: pytest.MonkeyPatch, login: str
) -> None:
    asked: list[str] = []

    class Counting(PasswordHasher):
        def verify(self, hash: str | bytes, password: str | bytes) -> Literal[True]:  # noqa: A002
            asked.append(str(hash))
            return super().verify(hash, password)

    monkeypatch.setattr(module, "HASHER", Counting())

    desk.sign_in(login, "wrong", NOW)

    assert len(asked) == 1


def test_a_session_is_kept_as_a_print(desk: Accounts, store: sa.Engine) -> None:
    token = signed_in(desk)

    with store.connect() as db:
        row = db.execute(sa.select(sessions)).one()
    assert token not in str(row)


def test_a_disabled_account_is_out_at_once_and_does_not_come_back(desk: Accounts) -> None:
    token = signed_in(desk)

    assert desk.disable("zhou")

    assert desk.who(token, NOW) is None
    assert desk.sign_in("zhou", WORD, NOW) is None
    assert desk.all() == [(ZHOU, True)]


def test_nobody_can_be_disabled_who_is_not_there(desk: Accounts) -> None:
    assert not desk.disable("nobody")


def test_a_changed_account_signs_in_anew(desk: Accounts) -> None:
    token = signed_in(desk)

    desk.put(ZHOU, "another word")

    assert desk.who(token, NOW) is None
    assert desk.sign_in("zhou", WORD, NOW) is None
    assert desk.sign_in("zhou", "another word", NOW)


def test_whoever_signs_out_is_out_and_nobody_else(desk: Accounts) -> None:
    here, there = signed_in(desk), signed_in(desk)

    desk.sign_out(here)

    assert desk.who(here, NOW) is None
    assert desk.who(there, NOW) == ZHOU


def test_a_session_ends_by_itself(desk: Accounts) -> None:
    token = signed_in(desk)

    assert desk.who(token, NOW + IDLE - timedelta(seconds=1)) == ZHOU
    assert desk.who(token, NOW + IDLE) is None


@pytest.mark.parametrize("token", ["", "x", "' OR 1=1 --"])
def test_a_token_that_was_made_up_is_nobodys(desk: Accounts, token: str) -> None:
    assert desk.who(token, NOW) is None
