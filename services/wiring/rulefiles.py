"""Rule packs and calendars from files: judged by, checked, put into force."""

from collections.abc import Sequence
from pathlib import Path

from domain.duties.judge import Rules
from domain.duties.lint import lint
from domain.duties.pack import PackError
from domain.kinds import FACTS
from domain.people import Person
from infra import rulepacks
from services.rules import Adoption
from services.wiring.parts import Sibi

DEFAULT_PACK = Path(rulepacks.__file__).parents[1] / "domain" / "rules" / "gaohe.yaml"


class Unlinted(PackError):
    """规则包未通过检查: what fails a lint is not put into force."""


def rules_from(pack: Path, calendars: Sequence[Path]) -> Rules:
    """Rules of files, their form checked. Raises: PackError."""
    editions = [rulepacks.read_calendar(path).calendar for path in calendars]
    return Rules([rulepacks.read_pack(pack)], editions)


def findings(path: Path) -> list[PackError]:
    """What is wrong with a pack, each with its line. Raises: PackError where it cannot be read."""
    found = lint(rulepacks.read_pack(path).pack, FACTS.keys())
    return [rulepacks.placed(one, path) for one in found]


def bring_in(sibi: Sibi, path: Path, by: Person) -> str:
    """Put a pack into force, or propose it; which of the two. Raises: PackError, Unlinted."""
    wrong = findings(path)
    if wrong:
        raise Unlinted((), "; ".join(str(one) for one in wrong))
    return Adoption(sibi.log).pack(sibi.asked(by), rulepacks.read_pack(path))


def approve(sibi: Sibi, name: str, edition: str, by: Person) -> None:
    """Approve what another account proposed."""
    Adoption(sibi.log).approve(sibi.asked(by), name, edition)


def bring_in_calendar(sibi: Sibi, path: Path, by: Person) -> None:
    """Put a calendar into force. Raises: PackError."""
    Adoption(sibi.log).calendar(sibi.asked(by), rulepacks.read_calendar(path))
