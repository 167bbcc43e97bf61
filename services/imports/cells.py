"""What a cell says: an instant, a number, a word of ours."""

from contextlib import suppress
from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation
from zoneinfo import ZoneInfo

from domain.duties.instants import FAR, ms
from services.imports.profile import ISO, Format, Taking, Value
from services.imports.rows import Row

Stated = str | bool | int | Decimal | datetime
"""A field's value. Units: instants in UTC; no floats."""
MOST = Decimal(10) ** 15


def read_instant(cell: str, form: Format) -> datetime:
    """The instant in UTC. A local time that is there twice is the first. Raises: ValueError."""
    for pattern in form.times:
        with suppress(ValueError, OverflowError):
            return _in_utc(_parsed(cell, pattern), form.zone)
    raise ValueError(f"{cell!r} is not an instant")


def _parsed(cell: str, pattern: str) -> datetime:
    if pattern == ISO:
        return datetime.fromisoformat(cell)
    return datetime.strptime(cell, pattern)  # noqa: DTZ007 - the profile's zone follows


def _in_utc(read: datetime, zone: str | None) -> datetime:
    if read.tzinfo is None:
        if zone is None:
            raise ValueError("neither offset nor zone")
        read = read.replace(tzinfo=ZoneInfo(zone))
    instant = read.astimezone(UTC)
    if not -FAR < ms(instant) < FAR:
        raise ValueError("out of range")
    return instant


def read_number(cell: str) -> int | Decimal:
    """The number. Raises: ValueError."""
    try:
        number = Decimal(cell)
    except InvalidOperation:
        number = Decimal("NaN")
    if not (number.is_finite() and abs(number) < MOST):
        raise ValueError(f"{cell!r} is not a number")
    return int(number) if number == number.to_integral_value() else number


def fields_of(taking: Taking, row: Row, form: Format) -> dict[str, Stated]:
    """The fields that a row gives a fact; an empty cell gives none. Raises: BadTable."""
    told = {name: _value(value, row, form) for name, value in taking.set.items()}
    return {name: value for name, value in told.items() if value is not None}


def _value(value: Value, row: Row, form: Format) -> Stated | None:
    if value.column is None:
        return _exact(value.value)
    cell = row.cells[value.column]
    if not cell:
        return None
    try:
        return _read(value, cell, form)
    except ValueError as error:
        raise row.bad(value.column, str(error)) from error


def _read(value: Value, cell: str, form: Format) -> Stated | None:
    if value.map is not None:
        if cell not in value.map and value.else_ is None:
            raise ValueError(f"the map does not know {cell!r}")
        return _exact(value.map.get(cell, value.else_))
    match value.as_:
        case "instant":
            return read_instant(cell, form)
        case "number":
            return read_number(cell)
    return cell


def _exact(plain: str | float | None) -> Stated | None:
    """A value of the profile, without floats."""
    return Decimal(str(plain)) if isinstance(plain, float) else plain
