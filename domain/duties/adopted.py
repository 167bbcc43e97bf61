"""Which packs and calendars were put into force, as facts that carry their whole text."""

from collections.abc import Iterable
from hashlib import sha256
from typing import ClassVar
from uuid import UUID

from domain.duties.calendar import CalendarEdition
from domain.duties.judge import Rules
from domain.duties.pack import Edition
from domain.duties.reading import calendar_edition, pack_edition
from domain.facts import Entry, Fact, Said, Subject
from domain.refusals import Refusal

RULES_ID = UUID("51b10000-0000-4000-8000-000000000001")
"""The one subject that adoptions are recorded about."""


class Adopted(Fact, frozen=True):
    """采用: a named edition, with its canonical JSON and the hash of it."""

    SORT: ClassVar[str] = ""
    name: str
    edition: str
    text: str
    sha256: str

    def apply(self, subject: "RuleBook") -> None:
        """That edition stands for this text, for ever."""
        subject.texts[self.SORT, self.name, self.edition] = self.sha256


class PackAdopted(Adopted, frozen=True):
    """采用规则包."""

    TOPIC, VERSION, SORT = "pack.adopted", 1, "pack"


class CalendarAdopted(Adopted, frozen=True):
    """采用日历."""

    TOPIC, VERSION, SORT = "calendar.adopted", 1, "calendar"


class OtherContent(Refusal):
    """版本已有: an edition of this name was adopted with other content; give it another edition."""

    code = "other_content"


class RuleBook(Subject):
    """规则册: what has been adopted."""

    def __init__(self, subject: UUID = RULES_ID) -> None:
        super().__init__(subject)
        self.texts: dict[tuple[str, str, str], str] = {}

    def adopt_pack(self, said: Said, new: Edition) -> None:
        """Put a pack into force. The same again records nothing. Raises: OtherContent."""
        one = new.pack
        self._adopt(PackAdopted(said, one.pack, one.edition, new.text, new.sha256))

    def adopt_calendar(self, said: Said, new: CalendarEdition) -> None:
        """Put a calendar into force. The same again records nothing. Raises: OtherContent."""
        one = new.calendar
        self._adopt(CalendarAdopted(said, one.calendar, one.edition, new.text, new.sha256))

    def _adopt(self, new: Adopted) -> None:
        if sha256(new.text.encode()).hexdigest() != new.sha256:
            raise OtherContent(f"{new.name} {new.edition}: the hash is not that of the text")
        before = self.texts.get((new.SORT, new.name, new.edition))
        if before is None:
            self.record(new)
        elif before != new.sha256:
            raise OtherContent(f"{new.SORT} {new.name} {new.edition}")


def rules_of(entries: Iterable[Entry]) -> Rules:
    """The rules as adopted, from the facts of the rule book. Raises: PackError."""
    facts = [entry.fact for entry in entries]
    packs = [pack_edition(fact.text) for fact in facts if isinstance(fact, PackAdopted)]
    calendars = [calendar_edition(fact.text) for fact in facts if isinstance(fact, CalendarAdopted)]
    return Rules(packs, [one.calendar for one in calendars])
