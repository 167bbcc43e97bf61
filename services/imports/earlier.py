"""What earlier imports of a profile said of a subject, and what differs now."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from uuid import UUID

import msgspec
from msgspec import NODEFAULT, UNSET

from domain.acts import Corrected, Patch, Retracted
from domain.facts import Entry, Fact, Sealed
from services.imports.stating import FIELDS, Field, Stating

Open = Callable[[UUID, str, Sealed], str | None]
OCCURRED_AT = "occurred_at"
PATCHED = dict(zip(Patch.__struct_encode_fields__, Patch.__struct_fields__, strict=True))
"""What a correction may set: its name in the log to its name in Python."""


class Earlier:
    """此前导入. What people corrected or retracted since is theirs, and is left alone."""

    def __init__(self, profile: str, history: Iterable[Entry]) -> None:
        self.facts: dict[str, Fact] = {}
        self.retracted: dict[str, str] = {}
        """Fact to the retraction of it that stands."""
        self.amended: Counter[str] = Counter()
        """How often each fact was corrected, retracted or brought back."""
        self._of: dict[str, str] = {}
        for entry in history:
            origin = entry.fact.said.origin
            if origin and origin.profile == profile:
                self._take(entry.id, entry.fact)

    def _take(self, name: str, fact: Fact) -> None:
        match fact:
            case Corrected(target=target) if target in self.facts:
                self.facts[target] = _patched(self.facts[target], fact.patch)
                self.amended[target] += 1
            case Retracted(target=target):
                self._strike(name, target)
            case _:
                self.facts[name] = fact

    def _strike(self, name: str, target: str) -> None:
        """Retract a fact; or bring it back, where it is its retraction that is retracted."""
        about = self._of.get(target, target)
        self._of[name] = about
        self.amended[about] += 1
        if about == target:
            self.retracted[about] = name
        else:
            self.retracted.pop(about, None)


def _patched(fact: Fact, patch: Patch) -> Fact:
    """The fact as a correction left it; null makes a field blank."""
    set_ = {name: getattr(patch, PATCHED[name]) for name in PATCHED}
    set_ = {name: value for name, value in set_.items() if value is not UNSET}
    at = set_.pop(OCCURRED_AT, fact.said.at)
    changes = {
        field.name: field.blank if set_[field.stored] is None else set_[field.stored]
        for field in FIELDS[type(fact)]
        if field.stored in set_
    }
    said = msgspec.structs.replace(fact.said, at=at)
    return msgspec.structs.replace(fact, said=said, **changes)


def changed(subject: UUID, old: Fact, new: Stating, opened: Open) -> Iterator[tuple[str, object]]:
    """The fields that differ, by their names in the log, each with what it is now.

    Shape: text stays text; None where nothing is said any more.
    """
    if old.said.at != new.fact.said.at:
        yield OCCURRED_AT, new.fact.said.at
    for field in FIELDS[type(old)]:
        was, now = getattr(old, field.name), getattr(new.fact, field.name)
        if field.sealed:
            yield from _changed_text(subject, field, was, new.texts.get(field.stored), opened)
        elif was != now:
            blank = field.blank is not NODEFAULT and now in {None, ""}
            yield field.stored, None if blank else now


def _changed_text(
    subject: UUID, field: Field, was: Sealed | None, now: str | None, opened: Open
) -> Iterator[tuple[str, object]]:
    """A text whose key is gone was erased: no import brings it back."""
    before = opened(subject, field.stored, was) if was else None
    erased = was is not None and before is None
    if not erased and before != now:
        yield field.stored, now
