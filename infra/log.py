"""The log: facts in one order, kept for ever, each command's answer beside its facts."""

from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from eventsourcing.application import Application
from eventsourcing.persistence import IntegrityError, OperationalError, StoredEvent
from eventsourcing.utils import Environment, EnvType

from domain.claims import Answer, Claim
from domain.facts import Entry, Fact, Subject
from domain.refusals import KeyTaken, LogAway, Overtaken, TooLarge
from infra import clock
from infra.library import URL, LogRecorder
from infra.mapper import Mapper, Row, fact_of
from infra.recorder import Recorded

AT_MOST = 65_536
"""Units: bytes of a stored fact."""
FACTORIES = {"sqlite": "infra.sqlite:Factory", "postgresql": "infra.postgres:Factory"}
ANSWER = "SELECT body_hash, answer FROM answers WHERE account = ? AND path = ? AND key = ?"
FORGET = "DELETE FROM answers WHERE kept_at < ? RETURNING 1"
NUMBER = (
    "INSERT INTO numbers (day, last) VALUES (?, 1)"
    " ON CONFLICT (day) DO UPDATE SET last = numbers.last + 1 RETURNING last"
)


class FactLog(Application[UUID]):
    """日志: one application, one order, for every kind of subject.

    Raises: LogAway, from every method, where the database is away.
    """

    name = "sibi"
    mapper: Mapper
    recorder: LogRecorder

    def __init__(self, url: str, now: Callable[[], datetime] = clock.now) -> None:
        topic = FACTORIES[sa.make_url(url).get_backend_name()]
        super().__init__({"PERSISTENCE_MODULE": topic, URL: url})
        self._now, self._rows = now, self.recorder.rows

    def construct_env(self, name: str, env: EnvType | None = None) -> Environment:
        """What we say and nothing else: the process's environment is for settings."""
        return Environment(name, env)

    def construct_mapper(self) -> Mapper:
        """Ours."""
        return Mapper()

    def history(self, subject: UUID) -> list[Entry]:
        """The facts of one subject, oldest first. Raises: UnknownTopic, msgspec.DecodeError."""
        with _present():
            found = self._rows.rows(
                "originator_id = ? ORDER BY originator_version", self._rows.key(subject)
            )
        return [_entry(row, self.mapper.read(row.topic, row.state)) for row in found]

    def histories(self, subjects: Collection[UUID], upto: int) -> dict[UUID, list[Entry]]:
        """The facts of several up to a position; `Unreadable` where one cannot be read."""
        with _present():
            found = self._rows.among(subjects, upto) if subjects else []
        told: dict[UUID, list[Entry]] = {subject: [] for subject in subjects}
        for row in found:
            told[row.subject].append(self._lenient(row))
        return told

    def page(self, after: int, at_most: int) -> list[Entry]:
        """The next facts in the log's order; `Unreadable` where one cannot be read."""
        return [self._lenient(row) for row in self.raw(after, at_most)]

    def raw(self, after: int, at_most: int) -> list[Recorded]:
        """The next facts in the log's order, not decoded."""
        with _present():
            return self._rows.rows(
                "notification_id > ? ORDER BY notification_id LIMIT ?", after, at_most
            )

    def position(self) -> int:
        """The last position; 0 when empty."""
        with _present():
            return self._rows.last() or 0

    def wait(self, after: int, timeout: float) -> bool:
        """Whether there is something after a position, at once or until the time is up.

        Units: `timeout` in seconds.
        """
        with _present():
            return self._rows.wait(after, timeout)

    def keep(self, *subjects: Subject, claim: Claim | None = None) -> list[Entry]:
        """Append what is unsaved, all or nothing, and the answer with it.

        Raises: Overtaken, TooLarge, KeyTaken.
        """
        facts = [Row(one.id, version, fact) for one in subjects for version, fact in one.unsaved()]
        events = [self._stored(row) for row in facts]
        if not events and claim is None:
            return []
        with _present():
            kept = self._append(events, claim)
        return [_entry(row, of.fact) for row, of in zip(kept, facts, strict=True)]

    def _stored(self, row: Row) -> StoredEvent:
        event = self.mapper.to_stored_event(row)
        if len(event.state) > AT_MOST:
            raise TooLarge(f"{event.topic}: {len(event.state)} bytes")
        return event

    def _append(self, events: Sequence[StoredEvent], claim: Claim | None) -> list[Recorded]:
        try:
            return self._rows.append(events, self._now(), claim)
        except IntegrityError as conflict:
            raise self._refusal(claim) from conflict
        except OperationalError:
            return self._append_again(events, claim)

    def _append_again(self, events: Sequence[StoredEvent], claim: Claim | None) -> list[Recorded]:
        """After an unknown outcome: asked again, the log refuses what it has, and then tells it."""
        try:
            return self._rows.append(events, self._now(), claim)
        except IntegrityError as conflict:
            found = self._found(events)
            if len(found) < len(events):
                raise self._refusal(claim) from conflict
            return found
        except OperationalError as away:
            raise LogAway("perhaps recorded: ask again under the same key") from away

    def _found(self, events: Sequence[StoredEvent]) -> list[Recorded]:
        """Those of the facts that the log has, exactly as they are here."""
        subjects = {one.originator_id for one in events if isinstance(one.originator_id, UUID)}
        there = {
            (row.subject, row.version, row.topic, row.state): row
            for row in self._rows.among(subjects, self._rows.last() or 0)
        }
        ours = [(one.originator_id, one.originator_version, one.topic, one.state) for one in events]
        return [there[one] for one in ours if one in there]

    def _refusal(self, claim: Claim | None) -> Overtaken | KeyTaken:
        if claim and self.answered(claim.account, claim.path, claim.key):
            return KeyTaken()
        return Overtaken()

    def answered(self, account: str, path: str, key: str) -> Answer | None:
        """What was answered to a key before."""
        with _present():
            found = self._rows.ask(ANSWER, account, path, key)
        return Answer(*found[0]) if found else None

    def forget_answers(self, before: datetime) -> int:
        """Drop the answers kept before an instant. Returns how many."""
        with _present():
            return len(self._rows.tell(FORGET, self._rows.instant(before)))

    def next_number(self, day: str) -> int:
        """The next number of a day, from 1. A number given to a command that fails is lost."""
        with _present():
            number: int = self._rows.tell(NUMBER, day)[0][0]
        return number

    def _lenient(self, row: Recorded) -> Entry:
        return _entry(row, fact_of(row.topic, row.state, row.recorded_at))


def _entry(row: Recorded, fact: Fact) -> Entry:
    return Entry(row.subject, row.version, fact, row.position, row.recorded_at)


@contextmanager
def _present() -> Iterator[None]:
    try:
        yield
    except OperationalError as error:
        raise LogAway from error
