"""Find, ask, keep: what every use case does, and what it needs of the log."""

from collections.abc import Callable, Collection, Sequence
from contextlib import suppress
from typing import Protocol
from uuid import UUID

import msgspec
from msgspec import Struct

from domain.case import Case
from domain.claims import Answer, Claim
from domain.facts import Entry, Subject
from domain.kinds import rebuild
from domain.refusals import KeyReused, KeyTaken, NoSuchCase, Overtaken

TRIES = 3


class Log(Protocol):
    """What use cases need of the log."""

    def history(self, subject: UUID) -> list[Entry]:
        """The facts of one subject, oldest first."""

    def histories(self, subjects: Collection[UUID], upto: int) -> dict[UUID, list[Entry]]:
        """The facts of several up to a position."""

    def keep(self, *subjects: Subject, claim: Claim | None = None) -> list[Entry]:
        """Append what is unsaved, all or nothing.

        Raises: Overtaken, TooLarge, KeyTaken, LogAway.
        """

    def answered(self, account: str, path: str, key: str) -> Answer | None:
        """What was answered to a key before."""

    def position(self) -> int:
        """The last position; 0 when empty."""

    def next_number(self, day: str) -> int:
        """The next number of a day, from 1."""


class Kept(Struct, frozen=True, omit_defaults=True):
    """What a command wrote, and where case and log stand now."""

    case: UUID
    facts: Sequence[str]
    revision: int
    position: int
    number: str = ""
    obligations: Sequence[dict[str, object]] = ()


class Casework:
    """办案: the one way to change a subject."""

    def __init__(self, log: Log) -> None:
        self._log = log

    def find(self, case_id: UUID) -> Case:
        """The case as it is now. Raises: NoSuchCase."""
        history = self._log.history(case_id)
        case = rebuild(case_id, (entry.fact for entry in history))
        if case.state is None:
            raise NoSuchCase
        return case

    def change(
        self,
        case_id: UUID,
        ask: Callable[[Case], None],
        seen: int | None = None,
        claim: Claim | None = None,
    ) -> Kept:
        """Ask the case as it is now; where somebody was faster, ask again.

        Raises: Stale if it is not what the asker has `seen`. Overtaken after three tries.
        """

        def once() -> Kept:
            case = self.find(case_id)
            case.must_be_at(seen)
            ask(case)
            return self.keep(case, claim)

        return self.once(claim, once)

    def once(self, claim: Claim | None, act: Callable[[], Kept]) -> Kept:
        """What was answered to this command before; otherwise act, again where somebody was faster.

        Raises: KeyReused for another body under the same key. Overtaken after three tries.
        """
        for _ in range(TRIES):
            before = self.answered(claim)
            if before:
                return before
            with suppress(Overtaken, KeyTaken):
                return act()
        raise Overtaken

    def keep(
        self,
        case: Case,
        claim: Claim | None,
        told: Callable[[Kept], Kept] = lambda kept: kept,
    ) -> Kept:
        """Append what the case recorded, together with its answer."""
        facts = [f"{case.id}-{version}" for version, _ in case.unsaved()]
        before = 0 if facts else self._log.position()

        def kept(positions: Sequence[int]) -> Kept:
            return told(Kept(case.id, facts, case.revision, max(positions, default=before)))

        if claim:
            claim = msgspec.structs.replace(claim, answer=lambda at: msgspec.json.encode(kept(at)))
        return kept([entry.position for entry in self._log.keep(case, claim=claim)])

    def answered(self, claim: Claim | None) -> Kept | None:
        """What was answered to this command before. Raises: KeyReused for another body."""
        if claim is None:
            return None
        answer = self._log.answered(claim.account, claim.path, claim.key)
        if answer is None:
            return None
        if answer.body_hash != claim.body_hash:
            raise KeyReused
        return msgspec.json.decode(answer.answer, type=Kept)
