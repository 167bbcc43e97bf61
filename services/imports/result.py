"""What became of a file: counts, and each row's own result."""

from collections import Counter
from collections.abc import Iterator
from enum import StrEnum

import msgspec
from msgspec import Struct, field

from services.imports.rows import Row


class Outcome(StrEnum):
    """What became of a statement of a row."""

    NEW = "new"
    THERE = "already_there"
    CORRECTED = "corrected"
    REFUSED = "refused"
    NOTHING = "nothing"  # the row states nothing that is taken


class Told(Struct, frozen=True, omit_defaults=True):
    """逐行结果. `reason` is the code of a refusal, `detail` says it in words."""

    row: int
    line: int
    outcome: Outcome
    type: str = ""
    id: str = ""
    reason: str = ""
    detail: str = ""


class Result(Struct):
    """导入结果: what was new, what was there, what was amended, what was refused and why."""

    profile: str
    rows: int = 0
    facts: int = 0
    already_there: int = 0
    corrections: int = 0
    retractions: int = 0
    refusals: dict[str, int] = field(default_factory=dict)
    told: list[Told] = field(default_factory=list)

    def refuse(self, row: Row, reason: str, detail: str, type_: str = "") -> None:
        """A row says something that cannot be taken; the others go on."""
        self.tell(Told(row.number, row.line, Outcome.REFUSED, type_, "", reason, detail))

    def tell(self, *told: Told) -> None:
        """Count, and keep."""
        self.told += told
        counted = Counter(one.outcome for one in told)
        self.facts += counted[Outcome.NEW]
        self.already_there += counted[Outcome.THERE]
        self.corrections += counted[Outcome.CORRECTED]
        for one in told:
            if one.outcome == Outcome.REFUSED:
                self.refusals[one.reason] = self.refusals.get(one.reason, 0) + 1

    def sorted(self) -> "Result":
        """The same. Order: as the rows are in the file."""
        self.told.sort(key=lambda one: one.row)
        return self

    def refused(self) -> list[Told]:
        """What was refused, row by row."""
        return [one for one in self.told if one.outcome == Outcome.REFUSED]

    def table(self) -> Iterator[tuple[str, int]]:
        """The counts, each with its name."""
        for name in ("rows", "facts", "already_there", "corrections", "retractions"):
            yield name.replace("_", " "), getattr(self, name)
        for reason, count in sorted(self.refusals.items()):
            yield f"refused: {reason}", count

    def json(self) -> str:
        """All of it."""
        return msgspec.json.encode(self).decode()
