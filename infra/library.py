"""The event-sourcing library's contracts over our recorders: who knows it can read the log."""

from abc import abstractmethod
from collections import deque
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from eventsourcing.persistence import (
    AggregateRecorder,
    ApplicationRecorder,
    InfrastructureFactory,
    Notification,
    NotSupportedError,
    ProcessRecorder,
    StoredEvent,
    Subscription,
    TrackingRecorder,
)
from eventsourcing.utils import Environment, EnvType

from infra import clock
from infra.recorder import POLL, Recorder

URL = "LOG_URL"
PAGE = 500


class StreamRecorder(AggregateRecorder):
    """The rows of one subject at a time."""

    def __init__(self, rows: Recorder) -> None:
        self.rows = rows

    def insert_events(
        self, stored_events: Sequence[StoredEvent], **kwargs: Any
    ) -> Sequence[int] | None:
        """Store all or nothing."""
        self.rows.append(stored_events, clock.now())
        return None

    def select_events(
        self,
        originator_id: UUID | str,
        *,
        gt: int | None = None,
        lte: int | None = None,
        desc: bool = False,
        limit: int | None = None,
    ) -> Sequence[StoredEvent]:
        """The rows of one subject."""
        assert isinstance(originator_id, UUID)
        order = f"ORDER BY originator_version {'DESC' if desc else 'ASC'}"
        bounds = {"originator_version > ?": gt, "originator_version <= ?": lte}
        where, values = _where(
            {"originator_id = ?": self.rows.key(originator_id), **bounds}, order, limit
        )
        return [
            StoredEvent(row.subject, row.version, row.topic, row.state)
            for row in self.rows.rows(where, *values)
        ]


class LogRecorder(StreamRecorder, ApplicationRecorder):
    """The rows of all subjects in the log's order."""

    def insert_events(
        self, stored_events: Sequence[StoredEvent], **kwargs: Any
    ) -> Sequence[int] | None:
        """Store all or nothing. Returns the positions, in the order given."""
        return [row.position for row in self.rows.append(stored_events, clock.now())]

    def select_notifications(
        self,
        start: int | None,
        limit: int,
        stop: int | None = None,
        topics: Sequence[str] = (),
        *,
        inclusive_of_start: bool = True,
    ) -> Sequence[Notification]:
        """The rows from a position on."""
        first = "notification_id >= ?" if inclusive_of_start else "notification_id > ?"
        bounds = {first: start, "notification_id <= ?": stop}
        where, values = _where(bounds, "", None)
        if topics:
            where += f" AND topic IN ({', '.join('?' * len(topics))})"
        found = self.rows.rows(f"{where} ORDER BY notification_id LIMIT ?", *values, *topics, limit)
        return [
            Notification(row.subject, row.version, row.topic, row.state, row.position)
            for row in found
        ]

    def max_notification_id(self) -> int | None:
        """The last position."""
        return self.rows.last()

    def subscribe(
        self, gt: int | None = None, topics: Sequence[str] = ()
    ) -> Subscription[ApplicationRecorder]:
        """The rows from a position on, and those to come."""
        return Following(self, gt, topics)


class Following(Subscription[LogRecorder]):
    """Listens and polls, so that a call that is missed is not waited for."""

    def __init__(self, recorder: LogRecorder, gt: int | None, topics: Sequence[str]) -> None:
        super().__init__(recorder, gt, topics)
        self._page: deque[Notification] = deque()

    def __next__(self) -> Notification:
        while not self._has_been_stopped:
            if self._page:
                return self._page.popleft()
            self._turn_over()
        raise StopIteration

    def _turn_over(self) -> None:
        after = self._last_notification_id or 0
        if self._recorder.rows.wait(after, POLL):
            upto = self._recorder.max_notification_id()
            page = self._recorder.select_notifications(
                after, PAGE, upto, self._topics, inclusive_of_start=False
            )
            self._page.extend(page)
            self._last_notification_id = page[-1].id if len(page) == PAGE else upto


class LogFactory(InfrastructureFactory[TrackingRecorder]):
    """Makes recorders for the database at `LOG_URL`. Never makes a table: migrations do."""

    def __init__(self, env: Environment | EnvType | None) -> None:
        super().__init__(env)
        self._rows = self.recorder(self.env.get(URL, ""))

    @abstractmethod
    def recorder(self, url: str) -> Recorder:
        """The rows of a database."""

    def aggregate_recorder(self, purpose: str = "events") -> AggregateRecorder:
        """For one subject at a time."""
        return StreamRecorder(self._rows)

    def application_recorder(self) -> LogRecorder:
        """For all of them."""
        return LogRecorder(self._rows)

    def tracking_recorder(self, tracking_recorder_class: Any = None) -> TrackingRecorder:
        """There is none: a view's position stands beside its rows."""
        raise NotSupportedError

    def process_recorder(self) -> ProcessRecorder:
        """There is none, for the same reason."""
        raise NotSupportedError

    def close(self) -> None:
        """Let the connections go."""
        self._rows.close()


def _where(bounds: dict[str, Any], order: str, limit: int | None) -> tuple[str, list[Any]]:
    """The bounds that are set, as a condition with its values."""
    kept = {text: value for text, value in bounds.items() if value is not None}
    where, values = " AND ".join(["1 = 1", *kept]), [*kept.values()]
    if limit is not None:
        return f"{where} {order} LIMIT ?", [*values, limit]
    return f"{where} {order}", values
