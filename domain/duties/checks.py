"""What the form of a pack or calendar must be beyond its keys, so that it can be judged by."""

from itertools import pairwise
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from domain.duties.calendar import DAYS, Calendar, Year
from domain.duties.pack import AnyLimit, Limit, Pack, PackError

Path = tuple[str | int, ...]


def check_pack(pack: Pack) -> None:
    """Raises: PackError."""
    _zone(pack.zone)
    if pack.valid_to and pack.valid_to < pack.valid_from:
        raise PackError(("valid_to",), "before valid_from")
    _check_ids(pack)
    _check_limits(pack)


def check_calendar(calendar: Calendar) -> None:
    """Raises: PackError."""
    _zone(calendar.zone)
    _check_windows(calendar)
    for number, year in calendar.years.items() if isinstance(calendar.years, dict) else ():
        for key, days in (("rest", year.rest), ("work", year.work)):
            if len(set(days)) < len(days):
                raise PackError(("years", str(number), key), "a day is there twice")
        _check_year(calendar, number, year)


def _zone(name: str) -> None:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise PackError(("zone",), f"{name!r} is not a time zone") from error


def _check_ids(pack: Pack) -> None:
    seen: set[str] = set()
    for index, duty in enumerate(pack.duties):
        if duty.id in seen:
            raise PackError(("duties", index, "id"), f"{duty.id!r} is there twice")
        seen.add(duty.id)


def _check_limits(pack: Pack) -> None:
    for index, duty in enumerate(pack.duties):
        _check_limit(pack, duty.within, ("duties", index, "within"), ())
    for name, rows in pack.tables.items():
        for index, row in enumerate(rows):
            _check_limit(pack, row.value, ("tables", name, index, "value"), (name,))


def _check_limit(pack: Pack, limit: AnyLimit, path: Path, through: tuple[str, ...]) -> None:
    """Its table is there, has rows of the key's length, and does not lead back to itself."""
    if not isinstance(limit, Limit) or not limit.table:
        return
    if limit.table not in pack.tables:
        raise PackError((*path, "table"), f"there is no table {limit.table!r}")
    if limit.table in through:
        raise PackError((*path, "table"), f"the table {limit.table!r} leads back to itself")
    for index, row in enumerate(pack.tables[limit.table]):
        if len(row.key) != len(limit.key):
            place = ("tables", limit.table, index, "key")
            raise PackError(place, f"{len(limit.key)} values are needed, as the duty's key has")
        _check_limit(pack, row.value, path, (*through, limit.table))


def _check_windows(calendar: Calendar) -> None:
    for index, (start, end) in enumerate(calendar.windows):
        if start >= end:
            raise PackError(("windows", index), "ends before it starts")
    for index, (before, after) in enumerate(pairwise(calendar.windows), 1):
        if after[0] < before[1]:
            raise PackError(("windows", index), "begins before the one above has ended")
    if not calendar.week or not calendar.windows:
        raise PackError(("week",), "week and windows need at least one entry")


def _check_year(calendar: Calendar, number: int, year: Year) -> None:
    for key, days in (("rest", year.rest), ("work", year.work)):
        for index, day in enumerate(days):
            place = ("years", str(number), key, index)
            if day.year != number:
                raise PackError(place, f"{day} is not in {number}")
            if key == "work" and (DAYS[day.weekday()] in calendar.week or day in year.rest):
                raise PackError(place, f"{day} is a working day already, or a rest day too")
