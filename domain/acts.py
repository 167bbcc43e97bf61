"""Facts that all cases share (`case.*`, `fact.*`), each with its effect."""

from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING

from msgspec import UNSET, Struct, UnsetType, field

from domain.facts import Fact, Instant, Sealed

if TYPE_CHECKING:
    from domain.case import Case


class State(StrEnum):
    """案件状态: the states of contract.md §3.1 that the first life cycle reaches."""

    REPORTED = "reported"
    ACCEPTED = "accepted"
    FILED = "filed"
    DISPATCHED = "dispatched"
    HANDLING = "handling"
    RESULT_IN = "result_in"
    CLOSED = "closed"
    WITHDRAWN = "withdrawn"
    VOIDED = "voided"


OVER = (State.CLOSED, State.WITHDRAWN, State.VOIDED)


class Severity(StrEnum):
    """紧急程度."""

    ORDINARY = "ordinary"
    URGENT = "urgent"
    MAJOR = "major"


class CaseClass(StrEnum):
    """办理类别: simple, web or superior, general, complex, emergency, urgent."""

    S = "S"
    W = "W"
    G = "G"
    C = "C"
    E = "E"
    U = "U"


class Registered(Fact, frozen=True, omit_defaults=True):
    """登记: what the desk was told. An imported one may lack any field but the category.

    Shape: `code` is the fingerprint of the reporter's code, never the code.
    """

    category: str
    number: str = ""
    severity: Severity = Severity.ORDINARY
    discovered_at: Instant | None = None
    target_at: Instant | None = None
    grid: str = ""
    lon: Decimal | None = None
    lat: Decimal | None = None
    channel: str = ""
    code: str = ""
    summary: Sealed | None = None
    place: Sealed | None = None
    reporter: Sealed | None = None

    def apply(self, case: "Case") -> None:
        """The case is there."""
        case.state = State.REPORTED
        case.registration = self


class Accepted(Fact, frozen=True, omit_defaults=True):
    """受理: the desk takes it on."""

    TOPIC, VERSION = "case.accepted", 1
    class_: CaseClass | None = field(name="class", default=None)

    def apply(self, case: "Case") -> None:
        """It may be dispatched now."""
        case.state = State.ACCEPTED


class Filed(Fact, frozen=True):
    """立案: it is on file; recorded with the dispatch of an accepted case."""

    TOPIC, VERSION = "case.filed", 1

    def apply(self, case: "Case") -> None:
        """It waits for a dispatch."""
        case.state = State.FILED


class Dispatched(Fact, frozen=True, omit_defaults=True):
    """派单: a unit, and perhaps one of its officers, is asked to handle it."""

    TOPIC, VERSION = "case.dispatched", 1
    unit: str = ""
    officer: str = ""

    def apply(self, case: "Case") -> None:
        """It is with that unit."""
        case.state = State.DISPATCHED
        case.unit, case.officer = self.unit, self.officer


class Signed(Fact, frozen=True):
    """签收: whoever signs holds the case."""

    TOPIC, VERSION = "case.signed", 1

    def apply(self, case: "Case") -> None:
        """It is being handled, by the one who signed."""
        case.state = State.HANDLING
        case.officer = self.said.by
        case.handlers |= {self.said.by}


class Returned(Fact, frozen=True, omit_defaults=True):
    """退单: it is not theirs, and they say why."""

    TOPIC, VERSION = "case.returned", 1
    reason: Sealed | None = None

    def apply(self, case: "Case") -> None:
        """It waits for another dispatch; the case clock does not stop."""
        case.state = State.FILED
        case.unit = case.officer = ""
        case.returns += 1


class Contacted(Fact, frozen=True):
    """首次联系: somebody spoke to the reporter."""

    TOPIC, VERSION = "case.contacted", 1

    def apply(self, case: "Case") -> None:
        """The reporter has been spoken to."""
        case.contacted = True


class Arrived(Fact, frozen=True, omit_defaults=True):
    """到场: they stated that they reached the place."""

    TOPIC, VERSION = "case.arrived", 1
    unit: str = ""

    def apply(self, case: "Case") -> None:
        """Somebody is, or was, on the scene."""
        case.on_scene = case.on_scene | {self.said.by}
        case.handlers |= {self.said.by}


class ResultSubmitted(Fact, frozen=True, omit_defaults=True):
    """处置完毕: what was done."""

    TOPIC, VERSION = "case.result_submitted", 1
    text: Sealed | None = None

    def apply(self, case: "Case") -> None:
        """It waits to be verified by somebody else."""
        case.state = State.RESULT_IN
        case.handlers |= {self.said.by}


class Verified(Fact, frozen=True, omit_defaults=True):
    """核查: somebody other than the handler looked at the result."""

    TOPIC, VERSION = "case.verified", 1
    passed: bool
    reason: Sealed | None = None

    def apply(self, case: "Case") -> None:
        """Failed, it goes back to its handler; passed, the closing follows."""
        if not self.passed:
            case.state = State.HANDLING


class Closed(Fact, frozen=True):
    """结案: recorded with a passed verification."""

    TOPIC, VERSION = "case.closed", 1

    def apply(self, case: "Case") -> None:
        """It is over."""
        case.state = State.CLOSED


class Withdrawn(Fact, frozen=True, omit_defaults=True):
    """撤回: it was taken back."""

    TOPIC, VERSION = "case.withdrawn", 1
    reason: Sealed | None = None

    def apply(self, case: "Case") -> None:
        """It is over."""
        case.state = State.WITHDRAWN


class Patch(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """What a correction sets. A field left out stays; null removes it."""

    occurred_at: Instant | UnsetType = UNSET
    discovered_at: Instant | UnsetType | None = UNSET
    target_at: Instant | UnsetType | None = UNSET
    category: str | UnsetType = UNSET
    severity: Severity | UnsetType = UNSET
    grid: str | UnsetType | None = UNSET
    lon: Decimal | UnsetType | None = UNSET
    lat: Decimal | UnsetType | None = UNSET
    channel: str | UnsetType | None = UNSET
    unit: str | UnsetType | None = UNSET
    officer: str | UnsetType | None = UNSET
    passed: bool | UnsetType = UNSET
    class_: CaseClass | UnsetType | None = field(name="class", default=UNSET)
    summary: Sealed | UnsetType | None = UNSET
    place: Sealed | UnsetType | None = UNSET
    reporter: Sealed | UnsetType | None = UNSET
    reason: Sealed | UnsetType | None = UNSET
    text: Sealed | UnsetType | None = UNSET


class Corrected(Fact, frozen=True, omit_defaults=True):
    """更正: an earlier fact said something wrong. The log keeps both."""

    TOPIC, VERSION = "fact.corrected", 1
    target: str
    patch: Patch = field(name="set")
    reason: Sealed | None = None


class Retracted(Fact, frozen=True, omit_defaults=True):
    """撤销: an earlier fact was not so at all. The log keeps both."""

    TOPIC, VERSION = "fact.retracted", 1
    target: str
    reason: Sealed | None = None

    def apply(self, case: "Case") -> None:
        """Registration: the case never was. Arrival, contact: it may be stated again."""
        match case.facts.get(self.target):
            case Registered():
                case.state = State.VOIDED
            case Arrived(said=said):
                case.on_scene = case.on_scene - {said.by}
            case Contacted():
                case.contacted = False
