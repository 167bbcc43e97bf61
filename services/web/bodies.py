"""What commands may say: an unknown field is refused, an instant has a zone."""

from decimal import Decimal
from typing import Annotated, Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, StringConstraints

from domain.acts import CaseClass, Severity

Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=4000)]
Short = Annotated[str, StringConstraints(strip_whitespace=True, max_length=200)]
Longitude = Annotated[Decimal, Field(ge=-180, le=180, max_digits=12)]
Latitude = Annotated[Decimal, Field(ge=-90, le=90, max_digits=12)]


class Body(BaseModel):
    """Every field is known, every other one refused."""

    model_config = ConfigDict(extra="forbid")


class Place(Body):
    """地点."""

    grid: Short = ""
    lon: Longitude | None = None
    lat: Latitude | None = None
    text: Annotated[str, StringConstraints(max_length=500)] = ""


class NewCase(Body):
    """上报."""

    kind: Literal["incident", "dispute", "hazard", "request", "family_crisis"]
    category: Short
    summary: Text
    place: Place = Place()
    severity: Severity = Severity.ORDINARY
    occurred_at: AwareDatetime | None = None
    discovered_at: AwareDatetime | None = None
    reporter: Annotated[str, StringConstraints(max_length=500)] = ""
    channel: Short = ""


class Acceptance(Body):
    """受理."""

    class_: CaseClass | None = Field(None, alias="class")


class Contact(Body):
    """首次联系."""

    contacted_at: AwareDatetime


class Dispatch(Body):
    """派单."""

    unit: Short = ""
    officer: Short = ""


class Nothing(Body):
    """An act that says nothing more."""


class Reason(Body):
    """An act that must say why."""

    reason: Text


class Arrival(Body):
    """到场."""

    arrived_at: AwareDatetime


class Result(Body):
    """处置完毕."""

    text: Text


class Verification(Body):
    """核查."""

    passed: bool
    reason: Annotated[str, StringConstraints(max_length=4000)] = ""


class Settings(Body):
    """What a correction sets: null removes a field, one left out stays."""

    occurred_at: AwareDatetime | None = None
    discovered_at: AwareDatetime | None = None
    target_at: AwareDatetime | None = None
    category: Short | None = None
    severity: Severity | None = None
    grid: Short | None = None
    lon: Longitude | None = None
    lat: Latitude | None = None
    channel: Short | None = None
    unit: Short | None = None
    officer: Short | None = None
    passed: bool | None = None
    class_: CaseClass | None = Field(None, alias="class")
    summary: Text | None = None
    place: Text | None = None
    reporter: Text | None = None
    text: Text | None = None


class Correction(Body):
    """更正."""

    fact: Short
    set: Settings
    reason: Text


class Retraction(Body):
    """撤销."""

    fact: Short
    reason: Text
