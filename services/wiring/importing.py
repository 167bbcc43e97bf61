"""Files of foreign systems, by the profiles of files, into the store or a fact log."""

from collections.abc import Callable
from pathlib import Path

from infra import rulepacks
from services.imports.profile import BadProfile, Profile, profile_of
from services.imports.result import Result
from services.imports.running import Store, import_to_log, import_to_store
from services.wiring.parts import Sibi


def profile_from(path: Path) -> Profile:
    """The profile of a file. Raises: PackError with the line."""
    return rulepacks.load(path, profile_of)


def bring_in(
    sibi: Sibi,
    profile: Path,
    file: Path,
    *,
    whole: bool = False,
    progress: Callable[[int, int], None] = lambda done, of: None,
) -> Result:
    """Into the store. Raises: PackError, BadTable; nothing is stored then."""
    store = Store(sibi.log, sibi.vault, sibi.now())
    try:
        return import_to_store(profile_from(profile), file, store, whole=whole, progress=progress)
    except BadProfile as error:
        raise rulepacks.placed(error, profile) from error


def write_log(profile: Path, file: Path, out: Path) -> Result:
    """Into a fact log; needs no store. Raises: PackError, BadTable; nothing is written then."""
    return import_to_log(profile_from(profile), file, out)
