"""Who may not install anything is told what to ask an administrator for."""

import shutil
import subprocess
from pathlib import Path

SCRIPT = Path(__file__).parents[2] / "infra" / "stack" / "install.sh"


def test_without_rights_it_stops_with_the_one_line_to_ask_for(tmp_path: Path) -> None:
    only_these_programs(tmp_path, "sh", "ls", "grep")
    program(tmp_path / "id", "echo 1000")

    done = install(tmp_path)

    assert done.returncode == 2
    [line] = [one for one in done.stderr.splitlines() if "apt-get install" in one]
    assert line.endswith("default-jre-headless maven chromium fontconfig fonts-noto-cjk")


def test_an_old_java_is_not_enough(tmp_path: Path) -> None:
    only_these_programs(tmp_path, "sh", "ls", "grep")
    program(tmp_path / "id", "echo 1000")
    program(tmp_path / "java", "echo 'openjdk version \"11.0.2\"' >&2")

    done = install(tmp_path)

    assert done.returncode == 2
    assert "default-jre-headless" in done.stderr


def only_these_programs(folder: Path, *names: str) -> None:
    for name in names:
        (folder / name).symlink_to(shutil.which(name) or name)


def program(path: Path, line: str) -> None:
    path.write_text(f"#!/bin/sh\n{line}\n")
    path.chmod(0o755)


def install(path: Path) -> subprocess.CompletedProcess[str]:
    """Run it with no other programs than those in this folder."""
    return subprocess.run(
        ["/bin/sh", SCRIPT], env={"PATH": str(path)}, capture_output=True, text=True, check=False
    )
