"""What a calendar file says: which days are worked, and when."""

from datetime import date
from typing import Annotated, Literal

from msgspec import Meta, Struct

from domain.duties.keys import Keys, Name

Day = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
DAYS: tuple[Day, ...] = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
Clock = Annotated[str, Meta(pattern=r"^(([01]\d|2[0-3]):[0-5]\d|24:00)$")]


class Year(Keys, frozen=True):
    """年度安排: rest days on week days, working days on week-ends."""

    rest: tuple[date, ...] = ()
    work: tuple[date, ...] = ()


class Calendar(Keys, frozen=True):
    """工作日历. A year that is not listed is unknown; `every` has no holidays."""

    calendar: Name
    edition: Name
    zone: Name
    week: tuple[Day, ...]
    windows: tuple[tuple[Clock, Clock], ...]
    years: dict[int, Year] | Literal["every"]


class CalendarEdition(Struct, frozen=True):
    """版本: a calendar with the canonical text it was read from and the hash of that text."""

    calendar: Calendar
    text: str
    sha256: str
