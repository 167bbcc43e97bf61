"""Who may import whom is checked, and the check bites."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGES = ("domain", "projections", "services", "infra", "tests")
PLANTED = [
    ("domain/case.py", "import sqlalchemy"),
    ("projections/case_list.py", "import infra.clock"),
    ("services/cases.py", "from infra import clock"),
    ("infra/feed.py", "import services.settings"),
]


def test_the_layers_hold() -> None:
    done = _lint(ROOT)

    assert done.returncode == 0, done.stdout
    assert "0 broken" in done.stdout


@pytest.mark.parametrize(("file", "line"), PLANTED)
def test_a_planted_violation_is_caught(file: str, line: str, tmp_path: Path) -> None:
    for name in PACKAGES:
        ignored = shutil.ignore_patterns("__pycache__", "static", "golden", "data")
        shutil.copytree(ROOT / name, tmp_path / name, ignore=ignored)
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    planted = tmp_path / file
    planted.write_text(f"{planted.read_text()}\n{line}\n")

    done = _lint(tmp_path)

    assert done.returncode == 1, done.stdout
    assert "BROKEN" in done.stdout


def _lint(folder: Path) -> subprocess.CompletedProcess[str]:
    """Runs in the folder, whose packages shadow the installed ones."""
    script = (
        "import sys; sys.path.insert(0, '.'); from importlinter.cli import lint_imports_command"
    )
    return subprocess.run(
        [sys.executable, "-c", f"{script}; lint_imports_command(['--no-cache'])"],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
