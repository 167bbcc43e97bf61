"""Which facts count: a match of a pack, made ready to be asked quickly."""

from collections.abc import Callable, Mapping

from msgspec import Struct

from domain.duties.belief import Line
from domain.duties.keys import Plain
from domain.duties.pack import Condition, Duty, Match, Matches, Where, each

Test = Callable[[object], bool]
LOGINS = {
    "grid_worker": "worker",
    "grid_leader": "leader",
    "desk": "dispatcher",
    "handler": "officer",
    "handling_unit": "officer",
    "unit_head": "officer",
}
"""Who owes, as packs name them, to the role under which they state facts."""


class Fit(Struct, frozen=True):
    """A match made ready. `by` empty: anybody."""

    tests: tuple[tuple[str, Test], ...]
    of: str
    by: frozenset[str]

    def takes(self, line: Line, types: Mapping[str, Line]) -> bool:
        """Whether a fact of its type fits, where facts of `types` are believed of the subject."""
        if self.of and self.of not in types:
            return False
        if self.by and line.by not in self.by:
            return False
        return all(test(line.data.get(field)) for field, test in self.tests)


Fits = Mapping[str, tuple[Fit, ...]]
"""By type of fact: any of them."""


def fits_of(matches: Matches, duty: Duty) -> Fits:
    """The matches by the type they take."""
    fits: dict[str, tuple[Fit, ...]] = {}
    for match in each(matches):
        fits[match.type] = (*fits.get(match.type, ()), _fit(match, duty))
    return fits


def _fit(match: Match, duty: Duty) -> Fit:
    tests = tuple((field, _test(where)) for field, where in match.where.items())
    named = (match.by,) if isinstance(match.by, str) else match.by
    who = {_owner(name, duty) for name in named}
    return Fit(tests, match.of or "", frozenset(who | {LOGINS.get(name, name) for name in who}))


def _owner(name: str, duty: Duty) -> str:
    return duty.owner or name if name in {"owner", "owner_unit"} else name


def _test(where: Where) -> Test:
    match where:
        case Condition(present=bool(wanted)):
            return lambda value: (value is not None) is wanted
        case Condition(prefix=str(beginning)):
            return lambda value: isinstance(value, str) and value.startswith(beginning)
        case Condition(not_=(tuple() | str() | int() | float()) as unwanted):
            one_of = _one_of(unwanted)
            return lambda value: not one_of(value)
        case tuple() | str() | int() | float():
            return _one_of(where)
    raise AssertionError(where)


def _one_of(wanted: Plain | tuple[Plain, ...]) -> Test:
    values = wanted if isinstance(wanted, tuple) else (wanted,)
    if all(isinstance(one, str) for one in values):
        words = frozenset(values)
        return lambda value: isinstance(value, str) and value in words
    return lambda value: any(same(value, one) for one in values)


def same(value: object, wanted: Plain) -> bool:
    """Equal as JSON: true is not 1, 1 is not "1", 1 is 1.0."""
    return value == wanted and isinstance(value, bool) is isinstance(wanted, bool)
