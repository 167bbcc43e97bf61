"""Where and who: grids, units and people of the register."""

from collections.abc import Mapping

from msgspec import Struct

from domain.people import Person
from domain.refusals import ForeignGrid, UnknownUnit


class Grid(Struct, frozen=True):
    """网格: a 12-digit community code and three more digits."""

    code: str
    name: str
    community: str


class Unit(Struct, frozen=True):
    """单位: a department or service that cases are dispatched to."""

    id: str
    name: str


class Register(Struct, frozen=True):
    """名册: the grids, units and accounts there are."""

    grids: Mapping[str, Grid]
    units: Mapping[str, Unit]
    people: Mapping[str, Person]

    def grid(self, code: str) -> Grid:
        """The grid with that code. Raises: ForeignGrid."""
        if code not in self.grids:
            raise ForeignGrid(f"place.grid: {code!r} is not in the register")
        return self.grids[code]

    def handler(self, unit: str, officer: str) -> tuple[str, str]:
        """The unit and officer a case may go to. Raises: UnknownUnit."""
        if officer:
            person = self.people.get(officer)
            if person is None or (unit and person.unit != unit):
                raise UnknownUnit(
                    f"officer: {officer!r} is not in the register, or in another unit"
                )
            unit = person.unit
        if unit not in self.units:
            raise UnknownUnit(f"unit: {unit!r} is not in the register")
        return unit, officer
