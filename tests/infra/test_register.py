"""The register of a folder, or an error that names file and row."""

import shutil
from pathlib import Path

import pytest

import services
from domain.people import Role
from infra.register import BadRegister, read_register

DEMO = Path(services.__file__).parent / "demo"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The demonstration's register, to be broken."""
    return Path(shutil.copytree(DEMO, tmp_path / "register"))


def test_the_demonstration_has_a_register() -> None:
    register = read_register(DEMO)

    assert register.grid("340822100001001").community == "高河社区"
    assert register.people["worker"].role == Role.WORKER
    assert {one.unit for one in register.people.values() if one.unit} <= register.units.keys()


def test_a_mark_at_a_files_beginning_is_let_pass(folder: Path) -> None:
    units = folder / "units.csv"
    units.write_bytes(b"\xef\xbb\xbf" + units.read_bytes())

    assert read_register(folder) == read_register(DEMO)


@pytest.mark.parametrize(
    ("file", "row", "said"),
    [
        ("grids.csv", "340822100001999,第999网格", "grids.csv: row 85: "),
        ("grids.csv", "340822100001001,又一个,高河社区", "grids.csv: row 85: "),
        ("grids.csv", ",无码,高河社区", "grids.csv: row 85: "),
        ("units.csv", "a,b,c", "units.csv: row 13: "),
        ("accounts.csv", "he,何,king,,", "accounts.csv: row 11: 'king'"),
        ("accounts.csv", "he,何,system,,", "accounts.csv: row 11: 'system'"),
        ("accounts.csv", "he,何,officer,moon,", "accounts.csv: row 11: 'moon'"),
    ],
)
def test_a_bad_row_is_named(folder: Path, file: str, row: str, said: str) -> None:
    path = folder / file
    path.write_text(path.read_text(encoding="utf-8").rstrip("\n") + f"\n{row}\n", encoding="utf-8")

    with pytest.raises(BadRegister) as refused:
        read_register(folder)

    assert str(refused.value).startswith(said)


@pytest.mark.parametrize("first", ["", "code,name\n", "name,code,community\n"])
def test_a_file_without_its_first_row_is_named(folder: Path, first: str) -> None:
    (folder / "grids.csv").write_text(first, encoding="utf-8")

    with pytest.raises(BadRegister, match=r"grids\.csv: the first row must be code,name,community"):
        read_register(folder)


def test_a_file_that_is_not_utf_8_is_named(folder: Path) -> None:
    (folder / "units.csv").write_bytes("id,name\ngrid,社区网格\n".encode("gb18030"))

    with pytest.raises(BadRegister, match=r"units\.csv: not UTF-8"):
        read_register(folder)
