"""Names for codes, as people know them: grids, units, accounts, categories."""

from collections.abc import Iterable
from itertools import groupby

from domain.categories import CATEGORIES
from domain.people import Person, Role, in_grids
from services.duties import SWEEPER
from services.web.pages import words
from services.web.pages.frame import Visit
from services.web.pages.language import of_two

Choice = list[tuple[str, str]]
Groups = list[tuple[str, Choice]]


class Names:
    """名称: in the language of a visit, from the register."""

    def __init__(self, seen: Visit) -> None:
        self._seen = seen
        self._register = seen.house.register

    def grid(self, code: str) -> str:
        """The grid's name, or its code."""
        known = self._register.grids.get(code)
        return known.name if known else code

    def unit(self, code: str) -> str:
        """The unit's name, or its code."""
        known = self._register.units.get(code)
        return known.name if known else code

    def person(self, login: str) -> str:
        """The account's name, or its login."""
        known = self._register.people.get(login)
        return self._seen.say("系统") if login == SWEEPER else known.name if known else login

    def handler(self, unit: str, officer: str) -> str:
        """Unit and officer who hold a case."""
        return " ".join(part for part in (self.unit(unit), self.person(officer)) if part)

    def category(self, code: str) -> str:
        """The category's name, or its code."""
        return of_two(CATEGORIES[code], self._seen.language) if code in CATEGORIES else code

    def categories(self) -> Groups:
        """Every category, grouped by its title."""
        language = self._seen.language
        named = [(code, of_two(pair, language)) for code, pair in CATEGORIES.items()]
        mark = ": " if language == "en" else "·"
        return _grouped(
            (name.partition(mark)[0], code, name.partition(mark)[2]) for code, name in named
        )

    def grids(self, person: Person) -> Groups:
        """The grids in somebody's scope; those without a scope may name any."""
        every = self._register.grids.values()
        near = [grid for grid in every if not person.grids or in_grids(person, grid.code)]
        return _grouped((grid.community, grid.code, grid.name) for grid in near)

    def units(self) -> Choice:
        """Every unit."""
        return [(unit.id, unit.name) for unit in self._register.units.values()]

    def officers(self) -> Choice:
        """Everybody a case may be dispatched to, with their unit."""
        people = [
            one for one in self._register.people.values() if one.role in HANDLERS and one.unit
        ]
        return [(one.login, f"{one.name} · {self.unit(one.unit)}") for one in people]

    def choice(self, codes: str) -> Choice:
        """The codes of one of the tables of words."""
        table = getattr(words, codes)
        return [(str(code), self._seen.say(said)) for code, said in table.items()]


HANDLERS = (Role.OFFICER, Role.WORKER, Role.LEADER)


def _grouped(named: Iterable[tuple[str, str, str]]) -> Groups:
    by_title = groupby(named, key=lambda one: one[0])
    return [(title, [(code, name) for _, code, name in group]) for title, group in by_title]
