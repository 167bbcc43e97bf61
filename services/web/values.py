"""What single values may be at the door: texts that can be written down, instants with a zone."""

import re
from datetime import UTC, datetime
from decimal import Decimal
from typing import Annotated

from pydantic import AfterValidator, BeforeValidator, Field, StringConstraints

RFC3339 = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?(Z|[+-]\d\d:\d\d)")
YEARS = range(1970, 2200)
CENTIMETRE = Decimal("1e-7")
"""Units: degrees. Phones state more digits than there is truth in."""
LARGEST = 2**63 - 1


def read_instant(stated: object) -> datetime:
    """An instant, in UTC. Raises: ValueError without a zone, or where no clock can have been.

    Shape: RFC 3339; a plus that an address turned into a blank is read as a plus.
    """
    text = stated.upper().replace(" ", "+") if isinstance(stated, str) else ""
    if not RFC3339.fullmatch(text):
        raise ValueError("an instant is RFC 3339 with a zone, like 2026-03-02T10:00:00+08:00")
    instant = datetime.fromisoformat(text)
    if instant.year not in YEARS:
        raise ValueError(f"the year must be {YEARS.start} to {YEARS.stop - 1}")
    return instant.astimezone(UTC)


def writable(text: str) -> str:
    """The text, if every database can hold it. Raises: ValueError."""
    if "\0" in text or any("\ud800" <= letter <= "\udfff" for letter in text):
        raise ValueError("a character here is none")
    return text


def rounded(degrees: Decimal) -> Decimal:
    """To a centimetre at most."""
    return round(degrees, 7) if abs(degrees - round(degrees, 7)) > 0 else degrees


Stated = Annotated[datetime, BeforeValidator(read_instant)]
Writable = AfterValidator(writable)
Text = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=4000), Writable
]
Line = Annotated[str, StringConstraints(strip_whitespace=True, max_length=500), Writable]
Word = Annotated[str, StringConstraints(strip_whitespace=True, max_length=200), Writable]
Code = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9._-]{0,64}$")]
"""For what is stored in clear: no personal text fits in."""
Longitude = Annotated[Decimal, Field(ge=-180, le=180), AfterValidator(rounded)]
Latitude = Annotated[Decimal, Field(ge=-90, le=90), AfterValidator(rounded)]
Position = Annotated[int, Field(ge=0, le=LARGEST)]
