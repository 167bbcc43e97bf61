"""What is to be told of one subject: new facts, corrections, retractions, refusals."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Protocol
from uuid import UUID

import msgspec

from domain.acts import Corrected, Patch, Registered, Retracted
from domain.case import Case
from domain.facts import Entry, Fact, Said, Sealed
from domain.kinds import rebuild
from domain.refusals import NotToCorrect, Refusal
from services.imports.earlier import PATCHED, Earlier, changed
from services.imports.result import Outcome, Told
from services.imports.statements import Statement, imported_id
from services.imports.stating import Stating, said, stating


class Texts(Protocol):
    """What is needed of the vault."""

    def prepare(self, subjects: Iterable[UUID]) -> None:
        """Make the keys that are missing."""

    def seal(self, subject: UUID, field: str, text: str) -> Sealed:
        """The text as a token of that field of that subject."""

    def open(self, subject: UUID, field: str, sealed: Sealed) -> str | None:
        """The text; None where its key is gone."""


class NotRegistered(Refusal):
    """尚未登记: nothing registered this subject, so nothing else is stated about it."""

    code = "not_registered"


def refused(one: Statement, why: Refusal) -> Told:
    """The result of a row that says what cannot be told."""
    row = one.row
    return Told(row.number, row.line, Outcome.REFUSED, one.type, one.id, why.code, why.detail)


class Plan:
    """What is to be told of one subject."""

    def __init__(
        self, profile: str, subject: UUID, history: Sequence[Entry], texts: Texts, now: datetime
    ) -> None:
        self.case: Case = rebuild(subject, (entry.fact for entry in history))
        self.told: list[Told] = []
        self.retractions = 0
        self._profile, self._texts, self._now = profile, texts, now
        self._earlier = Earlier(profile, history)
        self._given: set[str] = set()

    def take(self, one: Statement) -> None:
        """Tell it, correct what was told, or leave it; a refusal is its row's result."""
        self._given.add(one.id)
        try:
            outcome = self._settled(one, stating(one, self._profile))
        except Refusal as no:
            self.told.append(refused(one, no))
        else:
            row = one.row
            self.told.append(Told(row.number, row.line, outcome, one.type, one.id))

    def _settled(self, one: Statement, new: Stating) -> Outcome:
        if one.id not in self._earlier.facts:
            if self.case.registration is None and not isinstance(new.fact, Registered):
                raise NotRegistered(f"{one.type}: no registration of {one.subject}")
            self.case.record(self._sealed(new))
            return Outcome.NEW
        struck = self._earlier.retracted.get(one.id)
        if struck:
            self._retract(struck, one.id)
        if self._correct(one, new):
            return Outcome.CORRECTED
        return Outcome.NEW if struck else Outcome.THERE

    def _sealed(self, new: Stating) -> Fact:
        tokens = {name: self._seal(name, text) for name, text in new.texts.items()}
        return msgspec.structs.replace(new.fact, **tokens)

    def _correct(self, one: Statement, new: Stating) -> bool:
        """Raises: NotToCorrect where nothing of what changed can be corrected."""
        old = self._earlier.facts[one.id]
        differs = dict(changed(self.case.id, old, new, self._texts.open))
        patch = {name: value for name, value in differs.items() if name in PATCHED}
        texts = {name: str(text) for name, text in patch.items() if text and name in new.texts}
        patch |= {name: self._seal(name, text) for name, text in texts.items()}
        if patch:
            told = self._amendment("fact.corrected", one.id, one.known_at)
            self.case.record(Corrected(told, one.id, msgspec.convert(patch, Patch)))
        elif differs:
            raise NotToCorrect(f"{one.type}: {', '.join(differs)}")
        return bool(patch)

    def retract_missing(self) -> None:
        """Retract what an earlier file gave and this one does not."""
        for name in self._earlier.facts:
            if name not in self._given and name not in self._earlier.retracted:
                self._retract(name, name)
                self.retractions += 1

    def _retract(self, target: str, about: str) -> None:
        self.case.record(Retracted(self._amendment("fact.retracted", about, self._now), target))

    def _amendment(self, topic: str, about: str, known_at: datetime) -> Said:
        self._earlier.amended[about] += 1
        name = imported_id(self._profile, topic, about, self._earlier.amended[about])
        return said(self._now, name, self._profile, known_at)

    def _seal(self, field: str, text: str) -> Sealed:
        return self._texts.seal(self.case.id, field, text)
