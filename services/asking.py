"""Who asks, when, with which key: what every command comes with."""

from datetime import UTC, datetime, timedelta

from msgspec import Struct

from domain.claims import Claim
from domain.facts import Said
from domain.people import Person
from domain.refusals import FromTheFuture

CLOCK_AHEAD = timedelta(minutes=5)
"""How far a stated instant may lie ahead of our clock: clocks differ, nobody sees the future."""


class Asked(Struct, frozen=True):
    """Who asks, when our clock says it is, what they looked at and with which key."""

    by: Person
    now: datetime
    seen: int | None = None
    claim: Claim | None = None
    correlation: str = ""

    def said(self, at: datetime | None = None) -> Said:
        """The statement, in UTC. Raises: FromTheFuture."""
        stated = (at or self.now).astimezone(UTC)
        if stated > self.now + CLOCK_AHEAD:
            raise FromTheFuture(f"{stated.isoformat()} is ahead of the clock")
        return Said(stated, self.by.login, self.by.role, self.correlation)
