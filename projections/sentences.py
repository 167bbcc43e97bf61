"""A sentence in Chinese and in English for every fact there is."""

import re
from collections.abc import Callable, Mapping
from typing import Any, Protocol

from projections.templates import TEMPLATES
from projections.wording import FIELDS, VALUES, WHO, both, length

CLAUSE = re.compile(r"\[([^\]]*)\]")
PLACE = re.compile(r"\{(\w+)\}")
SEALED = frozenset({"a", "k", "n", "c"})


class Said(Protocol):
    """What a sentence is made from: a line of a case page or of the audit trail."""

    @property
    def topic(self) -> str:
        """What sort of fact."""

    @property
    def by(self) -> str:
        """Who says it."""

    @property
    def data(self) -> Mapping[str, Any]:
        """Its fields."""


class Names(Protocol):
    """名称: what people call the codes that facts carry."""

    def person(self, login: str, /) -> str:
        """An account."""

    def unit(self, code: str, /) -> str:
        """A unit."""

    def grid(self, code: str, /) -> str:
        """A grid."""

    def category(self, code: str, /) -> str:
        """A category."""


def sentence(
    told: Said, language: str, names: Names, text: Callable[[str], str] | None = None
) -> str:
    """What a fact says. `text` opens a sealed field; left out, sealed texts are not part of it.

    Shape: a clause in brackets is left out where a field in it is absent.
    """
    words = _Words(told, language, names, text)
    template = TEMPLATES[variant(told.topic, told.data)][language == "en"]
    whole = CLAUSE.sub(lambda clause: words.filled(clause[1], optional=True), template)
    return words.filled(whole, optional=False)


def variant(topic: str, data: Mapping[str, Any]) -> str:
    """Which sentence a fact gets: one a topic, several where its fields say opposite things."""
    if topic == "case.verified":
        return f"{topic} {'passed' if data['passed'] else 'failed'}"
    if topic == "duty.judged":
        step = data["step"] if data["step"] in {"breach", "change"} else "step"
        return f"{topic} {step}" if step == "step" else f"{topic} {step} {data['status']}"
    return topic


class _Words:
    def __init__(
        self, told: Said, language: str, names: Names, text: Callable[[str], str] | None
    ) -> None:
        self._told, self._language, self._text = told, language, text
        self._named = {
            "unit": names.unit,
            "officer": names.person,
            "grid": names.grid,
            "category": names.category,
        }
        self._by = names.person(told.by)

    def filled(self, template: str, *, optional: bool) -> str:
        """The words with their fields; nothing where an optional field is absent."""
        found = {name: self._word(name) for name in PLACE.findall(template)}
        if optional and not all(found.values()):
            return ""
        return PLACE.sub(lambda place: found[place[1]], template)

    def _word(self, name: str) -> str:
        value = self._told.data.get(name)
        if name == "by":
            return self._by
        if name == "late":
            return length(-(self._told.data.get("slack_ms") or 0), self._language)
        if value is None or value == "":
            return ""
        if isinstance(value, dict) and value.keys() == SEALED:
            return self._text(name) if self._text else ""
        return self._plain(name, value)

    def _plain(self, name: str, value: Any) -> str:
        if name in self._named:
            return self._named[name](value)
        if name == "set":
            return self._listed(both(FIELDS, one, self._language) for one in value)
        if name == "to":
            return self._listed(both(WHO, one, self._language) for one in value)
        return both(VALUES.get(name, {}), str(value), self._language)

    def _listed(self, words: Any) -> str:
        return (", " if self._language == "en" else "、").join(words)
