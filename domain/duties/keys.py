"""What rule packs and calendars have in common: strict keys, names, and who owes."""

from typing import Annotated, Literal

from msgspec import Meta, Struct

Who = Literal[
    "grid_worker",
    "grid_leader",
    "backup",
    "desk",
    "centre",
    "town",
    "county",
    "handler",
    "handling_unit",
    "unit_head",
    "community_mediation",
    "justice_office",
    "civil_affairs",
    "owner",
]
Name = Annotated[str, Meta(min_length=1)]
Plain = str | int | float | bool


class Keys(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """Every key is known, every other one refused."""


class Title(Keys, frozen=True):
    """名称, in two languages."""

    zh: str
    en: str
