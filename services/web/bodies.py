"""What commands may say: an unknown field is refused, an instant has a zone."""

from typing import Literal, Self

from pydantic import BaseModel, ConfigDict, Field, StrictBool, model_validator

from domain.acts import CaseClass, Severity
from services.web.values import Code, Latitude, Line, Longitude, Stated, Text, Word

LASTING = ("occurred_at", "category", "severity", "passed")
"""What a correction may change and not remove."""


class Body(BaseModel):
    """Every field is known, every other one refused."""

    model_config = ConfigDict(extra="forbid")


class Place(Body):
    """地点."""

    grid: Word = ""
    lon: Longitude | None = None
    lat: Latitude | None = None
    text: Line = ""


class NewCase(Body):
    """上报."""

    kind: Literal["incident", "dispute", "hazard", "request", "family_crisis"]
    category: Word
    summary: Text
    place: Place = Place()
    severity: Severity = Severity.ORDINARY
    occurred_at: Stated | None = None
    discovered_at: Stated | None = None
    reporter: Line = ""


class Acceptance(Body):
    """受理."""

    class_: CaseClass | None = Field(None, alias="class")


class Contact(Body):
    """首次联系."""

    contacted_at: Stated


class Dispatch(Body):
    """派单."""

    unit: Word = ""
    officer: Word = ""


class Nothing(Body):
    """An act that says nothing more."""


class Reason(Body):
    """An act that must say why."""

    reason: Text


class Arrival(Body):
    """到场."""

    arrived_at: Stated


class Result(Body):
    """处置完毕."""

    text: Text


class Verification(Body):
    """核查."""

    passed: StrictBool
    reason: Text | Literal[""] = ""


class Amendment(Body):
    """What a correction sets: null removes a field, one left out stays."""

    occurred_at: Stated | None = None
    discovered_at: Stated | None = None
    target_at: Stated | None = None
    category: Word | None = None
    severity: Severity | None = None
    grid: Word | None = None
    lon: Longitude | None = None
    lat: Latitude | None = None
    channel: Code | None = None
    unit: Code | None = None
    officer: Code | None = None
    passed: StrictBool | None = None
    class_: CaseClass | None = Field(None, alias="class")
    summary: Text | None = None
    place: Line | None = None
    reporter: Line | None = None
    reason: Text | None = None
    text: Text | None = None

    @model_validator(mode="after")
    def keeps_what_lasts(self) -> Self:
        """Refuse to remove what every fact of its type has."""
        gone = [
            name
            for name in LASTING
            if name in self.model_fields_set and getattr(self, name) is None
        ]
        if gone:
            raise ValueError(f"{', '.join(gone)}: can be changed, not removed")
        return self


class Correction(Body):
    """更正."""

    fact: Word
    set: Amendment
    reason: Text


class Retraction(Body):
    """撤销."""

    fact: Word
    reason: Text
