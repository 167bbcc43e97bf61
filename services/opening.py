"""Who may read personal text: the one place where a sealed token is opened."""

from typing import Protocol
from uuid import UUID

import msgspec

from domain.facts import Sealed
from domain.people import Person, may, sees

ERASED = "▇"
HIDDEN = "—"


class Opens(Protocol):
    """What is needed of the vault."""

    def open(self, subject: UUID, field: str, sealed: Sealed) -> str | None:
        """The text; None where its key is gone."""


class Reading:
    """阅读: opens texts of one case for one person, or shows that they are erased or not theirs."""

    def __init__(self, vault: Opens, reader: Person | None) -> None:
        self._vault = vault
        self._reader = reader

    def text(
        self,
        subject: UUID,
        field: str,
        sealed: Sealed | str | None,
        *,
        grid: str,
        unit: str,
        reported_by: str,
    ) -> str:
        """The text for somebody in scope; a mark for everybody else and for what is erased."""
        if not sealed:
            return ""
        me = self._reader
        in_scope = me and may(me.role, "open_text")
        if not (me and in_scope and sees(me, grid=grid, unit=unit, reported_by=reported_by)):
            return HIDDEN
        token = msgspec.json.decode(sealed, type=Sealed) if isinstance(sealed, str) else sealed
        text = self._vault.open(subject, field, token)
        return ERASED if text is None else text
