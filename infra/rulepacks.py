"""From a YAML file to a pack, calendar or profile, or an error that names the line."""

from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import TypeVar

import yaml

from domain.duties.calendar import CalendarEdition
from domain.duties.pack import Edition, PackError
from domain.duties.reading import calendar_of, canonical, pack_of

Place = tuple[str | int, ...]
T = TypeVar("T")


class _Text(yaml.SafeLoader):
    """YAML where an instant stays the text that stands there."""


_Text.yaml_implicit_resolvers = {
    first: [(tag, form) for tag, form in known if tag != "tag:yaml.org,2002:timestamp"]
    for first, known in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def load(path: Path, reading: Callable[[object], T]) -> T:
    """What a reader makes of a file's plain data. Raises: PackError with the line."""
    raw, lines = _read(path)
    try:
        return reading(raw)
    except PackError as error:
        raise _placed(error, lines) from error


def read_pack(path: Path) -> Edition:
    """The pack of a file. Raises: PackError."""
    return load(path, _edition)


def read_calendar(path: Path) -> CalendarEdition:
    """The calendar of a file. Raises: PackError."""
    return load(path, _calendar_edition)


def placed(error: PackError, path: Path) -> PackError:
    """The same error with its line in a file, as far as the file has the place."""
    return _placed(error, _read(path)[1])


def _edition(raw: object) -> Edition:
    pack, text = pack_of(raw), canonical(raw)
    return Edition(pack, text, sha256(text.encode()).hexdigest())


def _calendar_edition(raw: object) -> CalendarEdition:
    calendar, text = calendar_of(raw), canonical(raw)
    return CalendarEdition(calendar, text, sha256(text.encode()).hexdigest())


def _placed(error: PackError, lines: dict[Place, int]) -> PackError:
    for length in range(len(error.path), -1, -1):
        if error.path[:length] in lines:
            return type(error)(error.path, error.message, lines[error.path[:length]])
    return error


def _read(path: Path) -> tuple[object, dict[Place, int]]:
    """The plain data of a file, and the line of each place in it."""
    try:
        loader = _Text(path.read_text(encoding="utf-8"))
        node = loader.get_single_node()
        if node is None:
            raise PackError((), "the file is empty", 1)
        lines: dict[Place, int] = {}
        _mark(node, (), lines)
        return loader.construct_document(node), lines
    except UnicodeDecodeError as error:
        raise PackError((), f"the file is not UTF-8: {error.reason}") from error
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        why = getattr(error, "problem", None) or str(error)
        raise PackError((), f"not YAML: {why}", mark.line + 1 if mark else 0) from error


def _mark(node: yaml.Node, place: Place, lines: dict[Place, int]) -> None:
    """Note the line of a node and of all below it. Raises: PackError for a doubled key."""
    lines.setdefault(place, node.start_mark.line + 1)
    if isinstance(node, yaml.SequenceNode):
        for index, child in enumerate(node.value):
            _mark(child, (*place, index), lines)
    elif isinstance(node, yaml.MappingNode):
        for key, child in node.value:
            _mark_key(key, child, place, lines)


def _mark_key(key: yaml.Node, child: yaml.Node, place: Place, lines: dict[Place, int]) -> None:
    line = key.start_mark.line + 1
    if not isinstance(key, yaml.ScalarNode) or key.tag not in _KEYS:
        raise PackError(place, "a key must be text", line)
    below = (*place, str(key.value))
    if below in lines:
        raise PackError(below, f"the key {key.value!r} is there twice", line)
    lines[below] = line
    key.tag = _KEYS[0]  # a year is a key like any other: JSON knows text only
    _mark(child, below, lines)


_KEYS = ("tag:yaml.org,2002:str", "tag:yaml.org,2002:int")
