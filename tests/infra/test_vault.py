"""A text opens where it was sealed and nowhere else; its key is there before its token is."""

from base64 import b64decode, b64encode
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from uuid import UUID

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from infra.engines import engine
from infra.vault import PEPPER, Vault, keys

CASE, OTHER = UUID(int=1), UUID(int=2)
TEXT = "文昌路170号，李四，13800000000"


@pytest.fixture
def url(tmp_path: Path) -> str:
    """A key store's file."""
    return f"sqlite:///{tmp_path / 'vault.db'}"


@pytest.fixture
def store(url: str) -> Iterator[sa.Engine]:
    """The same, open."""
    opened = engine(url)
    yield opened
    opened.dispose()


@pytest.fixture(scope="module")
def held(tmp_path_factory: pytest.TempPathFactory) -> Vault:
    """A vault for many texts."""
    return Vault(engine(f"sqlite:///{tmp_path_factory.mktemp('vault') / 'vault.db'}"))


@given(text=st.text(st.characters(codec="utf-8"), max_size=200))
def test_a_text_comes_back_as_it_was(held: Vault, text: str) -> None:
    assert held.open(CASE, "summary", held.seal(CASE, "summary", text)) == text


def test_a_token_has_no_byte_of_its_text_and_no_two_are_alike(held: Vault) -> None:
    first, second = (held.seal(CASE, "summary", TEXT) for _ in range(2))

    assert first != second
    assert first.n != second.n
    assert TEXT.encode()[:6] not in b64decode(first.c)


@pytest.mark.parametrize(("case", "field"), [(OTHER, "summary"), (CASE, "place"), (CASE, "")])
def test_a_token_that_was_moved_does_not_open(held: Vault, case: UUID, field: str) -> None:
    held.prepare([OTHER])
    token = held.seal(CASE, "summary", TEXT)

    assert held.open(case, field, token) is None


@pytest.mark.parametrize("part", ["n", "c"])
def test_a_token_that_was_changed_does_not_open(held: Vault, part: str) -> None:
    token = held.seal(CASE, "summary", TEXT)
    raw = bytearray(b64decode(getattr(token, part)))
    raw[0] ^= 1

    assert held.open(CASE, "summary", replace(token, **{part: b64encode(raw).decode()})) is None


def test_a_key_is_on_disk_before_its_token_is_returned(url: str) -> None:
    token = Vault(engine(url)).seal(CASE, "summary", TEXT)

    assert Vault(engine(url)).open(CASE, "summary", token) == TEXT


def test_where_the_key_is_gone_nothing_opens(store: sa.Engine) -> None:
    token = Vault(store).seal(CASE, "summary", TEXT)
    with store.begin() as db:
        db.execute(keys.delete().where(keys.c.subject == CASE))

    assert Vault(store).open(CASE, "summary", token) is None


def test_many_at_once_agree_on_one_key(url: str) -> None:
    vaults = [Vault(engine(url)) for _ in range(4)]

    with ThreadPoolExecutor(8) as crowd:
        tokens = list(crowd.map(lambda n: vaults[n % 4].seal(CASE, "summary", TEXT), range(16)))

    assert {vault.open(CASE, "summary", token) for vault in vaults for token in tokens} == {TEXT}


def test_several_are_prepared_with_a_key_for_each(store: sa.Engine) -> None:
    Vault(store).prepare([CASE, OTHER, CASE])

    with store.connect() as db:
        rows = db.execute(sa.select(keys)).all()
    assert {row.subject for row in rows} == {CASE, OTHER, PEPPER}
    assert len({row.key for row in rows}) == 3
    assert {len(row.key) for row in rows} == {32}


def test_a_reporters_code_is_the_same_tomorrow_and_another_elsewhere(url: str, held: Vault) -> None:
    code = Vault(engine(url)).report_code(CASE)

    assert Vault(engine(url)).report_code(CASE) == code
    assert held.report_code(CASE) != code
    assert held.report_code(OTHER) != held.report_code(CASE)
    assert len(code) == 10


def test_a_codes_print_forgives_case_and_space_and_tells_nothing(held: Vault) -> None:
    code = held.report_code(CASE)

    printed = held.fingerprint(code)

    assert printed == held.fingerprint(f" {code.lower()}\n")
    assert code not in printed.upper()
    assert held.fingerprint(code[:-1]) != printed
