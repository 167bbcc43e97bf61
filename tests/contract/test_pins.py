"""What is installed is pinned with hashes and names no place to get it from."""

from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-dev.txt"])
def test_pins_have_hashes_and_no_addresses(name: str) -> None:
    text = (ROOT / name).read_text()

    assert "://" not in text
    assert "--index" not in text
    blocks = [line for line in text.splitlines() if line and not line.startswith((" ", "#"))]
    assert all("==" in line for line in blocks)
    assert text.count("--hash=sha256:") >= len(blocks)
