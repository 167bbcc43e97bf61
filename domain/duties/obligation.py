"""What is owed: one instance of a duty, and how it stands at an instant."""

from collections.abc import Iterator
from datetime import datetime
from enum import StrEnum
from hashlib import sha256
from zoneinfo import ZoneInfo

from msgspec import Struct

from domain.duties.instants import ms, seconds, stated, utc


class Status(StrEnum):
    """状态 of contract.md §4; a judgement can also be annulled: it never was owed."""

    PENDING = "pending"
    MET = "met"
    MET_LATE = "met_late"
    BREACHED = "breached"
    VOID = "void"
    ANNULLED = "annulled"


MISSED = frozenset({Status.BREACHED, Status.MET_LATE})
"""What stays on file as a breach."""


class Evidence(Struct, frozen=True, omit_defaults=True):
    """证据: a fact that decides. Shape: `with_` are facts that corrected it or that it rests on."""

    id: str
    at: int
    told: int
    with_: tuple[str, ...] = ()


class Rung(Struct, frozen=True):
    """升级步: a step of the ladder and its instant."""

    name: str
    at: int
    to: tuple[str, ...]


BREACH = "breach"
LIMIT = 100
"""Percent: at this step the limit is used up."""


class Obligation(Struct, frozen=True, omit_defaults=True):
    """义务: timeless; ask it how it stands as of an instant. Units: milliseconds since the epoch.

    Shape: `since` is the instant from which it is believed; `final_at` ends the grace;
    `discharge` is the first that counts and `voiding` the first one, whether they decide or not.
    """

    id: str
    duty: str
    subject: str
    pack: str
    edition: str
    sha256: str
    zone: str
    anchor: int
    due: int
    final_at: int
    since: int
    opening: Evidence
    discharge: Evidence | None = None
    voiding: Evidence | None = None
    end_open: bool = False
    uncertainty: int = 0
    owner: str = ""
    backup: str = ""
    ladder: str = ""
    rungs: tuple[tuple[int, tuple[str, ...]], ...] = ()
    limit: str = ""
    row: int = 0
    anchored_on: str = ""
    lead: str = "PT0S"
    grace: str = "PT0S"
    imported: bool = False
    calendar: str | None = None
    reason: str | None = None

    @property
    def anchor_at(self) -> datetime:
        """The instant that the clock starts from."""
        return utc(self.anchor)

    @property
    def due_at(self) -> datetime:
        """The instant until which it can be met."""
        return utc(self.due)

    @property
    def met(self) -> int | None:
        """The instant of the discharge."""
        return self.discharge.at if self.discharge else None

    @property
    def void(self) -> int | None:
        """The instant of the voiding."""
        return self.voiding.at if self.voiding else None

    @property
    def breach_at(self) -> int:
        """The first instant at which it is too late."""
        return self.due if self.end_open else self.due + 1

    def status(self, as_of: int) -> Status:
        """How it stands. What happens later than `as_of` has not happened."""
        met, void = _by(self.discharge, as_of), _by(self.voiding, as_of)
        if met and met.at < self.breach_at and not (void and void.at < met.at):
            return Status.MET
        if void and void.at <= self.due:
            return Status.VOID
        if met:
            return Status.MET_LATE
        return Status.PENDING if as_of < self.breach_at else Status.BREACHED

    def final(self, as_of: int) -> bool:
        """Whether the grace has run out."""
        return as_of >= self.final_at

    def slack_ms(self, as_of: int) -> int | None:
        """Due less the deciding instant; None where void or pending."""
        status = self.status(as_of)
        met, void = _by(self.discharge, as_of), _by(self.voiding, as_of)
        if status in {Status.MET, Status.MET_LATE} and met:
            return self.due - met.at
        if status == Status.BREACHED:
            return self.due - (void.at if void else as_of)
        return None

    def disputable(self, as_of: int) -> bool:
        """Whether the verdict turns on less than clocks can be trusted for."""
        slack = self.slack_ms(as_of)
        return slack is not None and abs(slack) < self.uncertainty

    def decided_by(self, as_of: int) -> tuple[str, ...]:
        """The facts that give this verdict on their own."""
        met, void = _by(self.discharge, as_of), _by(self.voiding, as_of)
        status = self.status(as_of)
        deciding = {
            Status.MET: [met],
            Status.MET_LATE: [met],
            Status.VOID: [void],
            Status.BREACHED: [void],
        }.get(status, [])
        proofs = [self.opening, *(one for one in deciding if one)]
        return tuple(dict.fromkeys(name for one in proofs for name in (one.id, *one.with_)))

    def steps(self) -> Iterator[Rung]:
        """The instants at which it is judged while nobody has acted: breach, steps of the ladder.

        A step at or beyond the limit waits for the breach and for the grace.
        """
        yield Rung(BREACH, max(self.breach_at, self.since), ())
        for percent, to in self.rungs:
            at = self.anchor + (self.due - self.anchor) * percent // 100
            if percent >= LIMIT:
                at = max(at, self.breach_at, self.final_at)
            yield Rung(f"{percent}%", max(at, self.since), to)

    def shown(self, as_of: datetime) -> dict[str, object]:
        """As contract.md §4 prints it."""
        now, zone = ms(as_of), ZoneInfo(self.zone)
        slack = self.slack_ms(now)
        return {
            "obligation": self.id,
            "duty": self.duty,
            "subject": self.subject,
            "anchor": stated(self.anchor, zone),
            "due_at": stated(self.due, zone),
            "status": self.status(now),
            "final": self.final(now),
            "reason": self.reason,
            "slack_s": None if slack is None else seconds(slack),
            "decided_by": self.decided_by(now),
            "pack": self.pack,
            "edition": self.edition,
            "calendar": self.calendar,
        }


def _by(one: Evidence | None, as_of: int) -> Evidence | None:
    return one if one and one.at <= as_of else None


def obligation_id(pack: str, duty: str, opening: str) -> str:
    """The same in every run and under every edition."""
    return sha256(f"{pack}\0{duty}\0{opening}".encode()).hexdigest()[:20]
