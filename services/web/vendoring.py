"""Which browser files are not ours, from which package, and whether they are still what was copied.

Run after `npm install` somewhere: `python -m services.web.vendoring NODE_MODULES`.
"""

import json
import sys
from hashlib import sha256
from pathlib import Path

FOLDER = Path(__file__).parent / "static" / "vendor"
LOCK = FOLDER / "vendor.lock.json"
WANTED = {"htmx.org": ("0BSD", ("dist/htmx.min.js", "dist/ext/hx-sse.min.js"))}
"""Package to its licence and the files we serve."""


def digest(path: Path) -> str:
    """The SHA-256 of a file, in hexadecimal."""
    return sha256(path.read_bytes()).hexdigest()


def vendored() -> dict[str, str]:
    """Plain name to the file name served, which carries the hash."""
    return {one["plain"]: one["file"] for one in json.loads(LOCK.read_text())}


def copy(modules: Path) -> None:
    """Copy what is wanted and write the lock."""
    lock = [
        _copied(modules / name, name, licence, file)
        for name, (licence, files) in WANTED.items()
        for file in files
    ]
    LOCK.write_text(json.dumps(lock, indent=2) + "\n")


def _copied(package: Path, name: str, licence: str, file: str) -> dict[str, str]:
    source = package / file
    hashed = digest(source)
    stem, _, ending = source.name.partition(".")
    served = f"{stem}.{hashed[:12]}.{ending}"
    (FOLDER / served).write_bytes(source.read_bytes())
    version = json.loads((package / "package.json").read_text())["version"]
    return {
        "plain": source.name,
        "file": served,
        "name": name,
        "version": version,
        "sha256": hashed,
        "license": licence,
    }


if __name__ == "__main__":
    copy(Path(sys.argv[1]))
