"""Files that are not ours are still what was copied, and their names say so."""

import json
from pathlib import Path

import pytest

from services.web.vendoring import FOLDER, LOCK, digest

AXE = "29348999450cdf2849a8e70b7912fc2da85a849da39c0d0d5394f51d4a9ed95c"
LOCKED = json.loads(LOCK.read_text())


@pytest.mark.parametrize("one", LOCKED, ids=lambda one: one["file"])
def test_a_vendored_file_is_what_was_copied(one: dict[str, str]) -> None:
    hashed = digest(FOLDER / one["file"])

    assert hashed == one["sha256"]
    assert hashed[:12] in one["file"]


def test_nothing_else_lies_beside_them() -> None:
    scripts = {path.name for path in FOLDER.glob("*.js")}

    assert scripts == {one["file"] for one in LOCKED}
    assert {one["license"] for one in LOCKED} == {"0BSD"}


def test_the_accessibility_checker_is_what_was_copied() -> None:
    assert digest(Path(__file__).parent.parent / "vendor" / "axe.min.js") == AXE
