"""What a rule pack says: its duties, tables and ladders, as contract.md §5 names them."""

from typing import Annotated, Literal

from msgspec import Meta, Struct, field

from domain.duties.keys import Keys, Name, Plain, Title, Who
from domain.facts import Instant

DURATION = (
    r"^P(?=[\dT])(?:(?P<weeks>\d{1,4})W)?(?:(?P<days>\d{1,5})D)?"
    r"(?:T(?=\d)(?:(?P<hours>\d{1,6})H)?(?:(?P<minutes>\d{1,8})M)?(?:(?P<seconds>\d{1,9})S)?)?$"
)
Duration = Annotated[str, Meta(pattern=DURATION)]
"""`PT30M`, `P5D`: hours, minutes, seconds elapse; days and weeks are civil, in the pack's zone."""
Lead = Annotated[str, Meta(pattern=f"^unlimited$|{DURATION}")]

Percent = Annotated[str, Meta(pattern=r"^\d{1,4}%$")]
Time = Annotated[str, Meta(pattern=r"^([01]\d|2[0-3]):[0-5]\d$")]


class PackError(Exception):
    """规则文件有误: a pack or calendar that cannot be, with the place in it.

    Shape: `path` leads to the value; `line` counts from 1 where it came from a file, else 0.
    """

    def __init__(self, path: tuple[str | int, ...], message: str, line: int = 0) -> None:
        super().__init__(path, message, line)
        self.path, self.message, self.line = path, message, line

    def __str__(self) -> str:
        place = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in self.path)
        line = f"line {self.line}" if self.line else ""
        where = ", ".join(filter(None, (line, place.lstrip("."))))
        return f"{where}: {self.message}" if where else self.message


class NotYet(PackError):
    """暂不支持: the contract knows this, this version of Sibi does not yet."""


class Condition(Keys, frozen=True):
    """字段条件, in one of three forms."""

    prefix: str | None = None
    not_: Plain | tuple[Plain, ...] | None = field(name="not", default=None)
    present: bool | None = None

    def __post_init__(self) -> None:
        if sum(form is not None for form in (self.prefix, self.not_, self.present)) != 1:
            raise ValueError("one of prefix, not, present")


Where = Plain | tuple[Plain, ...] | Condition


class Match(Keys, frozen=True):
    """匹配: which facts count."""

    type: Name
    where: dict[str, Where] = field(default_factory=dict)
    of: Name | None = None
    by: Name | tuple[Name, ...] = ()


Matches = Match | tuple[Match, ...]
SomeMatches = Match | Annotated[tuple[Match, ...], Meta(min_length=1)]


def each(matches: Matches) -> tuple[Match, ...]:
    """One or a list: any of them."""
    return (matches,) if isinstance(matches, Match) else matches


class Limit(Keys, frozen=True):
    """时限, where it is not a duration: by table, by a field, or until an instant in a field."""

    table: Name | None = None
    key: tuple[Name, ...] = ()
    field: Name | None = None
    unit: Literal["seconds"] | None = None
    until: Name | None = None

    def __post_init__(self) -> None:
        named = {"table": self.table, "key": self.key or None, "field": self.field}
        named |= {"unit": self.unit, "until": self.until}
        if {name for name, value in named.items() if value} not in _FORMS:
            raise ValueError("one of {table, key}, {field, unit}, {until}")


_FORMS: tuple[set[str], ...] = ({"table", "key"}, {"field", "unit"}, {"until"})
AnyLimit = Duration | Limit


class Anchor(Keys, frozen=True):
    """起算: the field of the opening fact that the clock starts from."""

    field: Name


class Duty(Keys, frozen=True):
    """责任: what is owed after a fact, by whom, and until when."""

    id: Name
    kind: Literal["response"]
    opened_by: SomeMatches
    met_by: SomeMatches
    within: AnyLimit
    voided_by: Matches = ()
    title: Title | None = None
    basis: tuple[Name, ...] = ()
    item: str | None = None
    data: tuple[str, ...] = ()
    sensitivity: Literal["open", "restricted", "sealed"] = "open"
    valid_to: Instant | None = None
    owner: Who | None = None
    backup: Who | None = None
    ladder: Name | None = None
    anchor: Literal["occurred_at"] | Anchor = "occurred_at"
    lead: Lead = "PT0S"
    end: Literal["closed", "open"] = "closed"
    grace: Duration = "PT0S"
    uncertainty: Duration = "PT0S"
    transition: Literal["keep", "migrate", "restart", "cancel"] | None = None
    calendar: str | None = None
    clock: Literal["wall"] = "wall"


class Row(Keys, frozen=True):
    """表行: "*" fits all; the first row that fits gives the limit."""

    key: tuple[Plain, ...]
    value: AnyLimit


class Step(Keys, frozen=True):
    """升级步: at so much of the limit these people are told."""

    at: Percent
    to: tuple[Who, ...]

    @property
    def percent(self) -> int:
        """Units: percent of the time from anchor to due."""
        return int(self.at[:-1])


class Ladder(Keys, frozen=True):
    """升级梯: who is told when."""

    steps: tuple[Step, ...]
    mode: Literal["notify"] = "notify"
    quiet: tuple[Time, Time] | None = None


class Pack(Keys, frozen=True):
    """规则包: one edition of a set of duties."""

    pack: Name
    edition: Name
    zone: Name
    valid_from: Instant
    duties: tuple[Duty, ...]
    title: Title | None = None
    valid_to: Instant | None = None
    calendar: str | None = None
    transition: Literal["keep", "migrate", "restart", "cancel"] = "keep"
    tables: dict[str, tuple[Row, ...]] = field(default_factory=dict)
    ladders: dict[str, Ladder] = field(default_factory=dict)


class Edition(Struct, frozen=True):
    """版本: a pack with the canonical text it was read from and the hash of that text."""

    pack: Pack
    text: str
    sha256: str
