"""The wheel is the whole program: installed by itself it runs, and its names are ours alone."""

import json
import os
import signal
import subprocess
import sys
import sysconfig
import venv
import zipfile
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import pytest

from infra.stack.scratch import free_port, wait_until

pytestmark = pytest.mark.services
ROOT = Path(__file__).parents[2]
PACKAGES = ("domain", "projections", "services", "infra")
OWNERS = """
import json
from importlib import import_module, metadata
owners = metadata.packages_distributions()
print(json.dumps({n: [owners[n], import_module(n).__file__] for n in %r}))
"""


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Built from the tree."""
    out = tmp_path_factory.mktemp("dist")
    ask(sys.executable, "-m", "build", "--wheel", "--no-isolation", "-o", str(out), str(ROOT))
    [wheel] = out.glob("*.whl")
    return wheel


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A fresh environment with the wheel, which borrows its dependencies from ours."""
    place = tmp_path_factory.mktemp("fresh")
    venv.create(place, symlinks=True)
    [packages] = place.glob("lib/python*/site-packages")
    (packages / "borrowed.pth").write_text(sysconfig.get_path("purelib") + "\n")
    python = str(place / "bin" / "python")
    ask(sys.executable, "-m", "pip", "--python", python, "install", "-q", "--no-deps", str(wheel))
    return place


def test_it_holds_every_file_of_the_four_packages(wheel: Path) -> None:
    tree = {
        str(file.relative_to(ROOT))
        for name in PACKAGES
        for file in (ROOT / name).rglob("*")
        if file.is_file() and "__pycache__" not in file.parts
    }

    inside = set(zipfile.ZipFile(wheel).namelist())

    assert tree <= inside
    assert {name.split("/")[0] for name in inside} == {*PACKAGES, "sibi-0.1.0.dist-info"}


def test_its_four_names_belong_to_it_alone(installed: Path) -> None:
    found = json.loads(ask(str(installed / "bin" / "python"), "-c", OWNERS % (PACKAGES,)))

    assert set(found) == set(PACKAGES)
    assert all(owners == ["sibi"] for owners, _ in found.values())
    assert all(Path(file).is_relative_to(installed) for _, file in found.values())


def test_it_must_not_be_uploaded(wheel: Path) -> None:
    metadata = zipfile.ZipFile(wheel).read("sibi-0.1.0.dist-info/METADATA").decode()

    assert "Classifier: Private :: Do Not Upload" in metadata


def test_its_program_helps_and_checks_the_pack_it_brings(installed: Path) -> None:
    [pack] = installed.glob("lib/python*/site-packages/domain/rules/gaohe.yaml")

    helped = ask(str(installed / "bin" / "sibi"), "--help")
    linted = ask(str(installed / "bin" / "sibi"), "rules", "lint", str(pack))

    assert "judge" in helped
    assert linted == ""


def test_it_shows_its_pages_and_ends_on_a_signal(installed: Path, tmp_path: Path) -> None:
    port = str(free_port())
    command = [str(installed / "bin" / "sibi"), "run", "--demo", "--data", str(tmp_path)]

    with subprocess.Popen([*command, "--port", port], cwd=tmp_path, env=alone()) as running:
        try:
            wait_until(lambda: "四必" in page(port), 30, "a page")
        finally:
            running.send_signal(signal.SIGINT)

    assert running.returncode == 0


def page(port: str) -> str:
    try:
        with urlopen(f"http://127.0.0.1:{port}/", timeout=5) as answer:
            return str(answer.read().decode())
    except URLError:
        return ""


def ask(*command: str) -> str:
    """What it prints, away from the tree. Raises: CalledProcessError."""
    return subprocess.run(
        command, cwd="/", env=alone(), check=True, stdout=subprocess.PIPE, text=True
    ).stdout


def alone() -> dict[str, str]:
    """The environment without what would point Python at the tree, or Sibi at other stores."""
    return {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("PYTHONPATH", "SIBI_"))
    }
