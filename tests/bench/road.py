"""How fast facts travel: log to Kafka to PostgreSQL, log to SQLite; and what bare writing costs."""

import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count, islice
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

import sqlalchemy as sa
from msgspec.json import encode
from sqlalchemy import orm

from domain.facts import Entry
from infra.carried import Carried
from infra.engines import engine
from infra.feed import Feed, KafkaSource, LogSource, least
from infra.fence import fence
from infra.kafka import Kafka, Publisher, Reader
from infra.log import FactLog
from infra.mapper import Mapper, Row
from infra.migrations import migrate
from infra.ports import Source
from infra.relay import Relay, messages
from infra.stack.kafka import Kafka as Broker
from infra.stack.postgres import Postgres
from projections.audit_trail import AuditTrail, audit_trail
from projections.case_list import CaseList
from projections.case_page import CasePage
from projections.duty_board import DutyBoard
from projections.rows import append
from projections.view import View
from services.rules import RulesInForce
from tests.bench.projecting import PAGE, facts

NAIVE = 1_500
"""How many facts the naive worker is given; it would take all day for the rest."""

Measure = tuple[str, float, str]


@dataclass(frozen=True)
class Place:
    """A log with facts in it, a place for views, and perhaps a topic."""

    url: str
    log: FactLog
    kafka: Kafka
    new_database: Callable[[], str]


def run() -> list[Measure]:
    """Name, value and unit of each."""
    return [*embedded(), *cluster()]


def embedded() -> Iterator[Measure]:
    """SQLite log to SQLite rows."""
    with TemporaryDirectory() as folder:
        names = count()
        place = filled(lambda: f"sqlite:///{Path(folder) / str(next(names))}", Kafka(""))
        yield from carried(place, "log → SQLite", lambda views: LogSource(place.log, least(views)))
        place.log.close()


def cluster() -> Iterator[Measure]:
    """PostgreSQL log to Kafka to PostgreSQL rows."""
    with services() as (postgres, broker):
        place = filled(postgres.new_database, Kafka(broker.bootstrap, broker.new_topic()))
        yield from relayed(place)
        groups = count()

        def source(views: Sequence[View]) -> Source:
            ours = Kafka(place.kafka.bootstrap, place.kafka.topic, group=f"g{next(groups)}")
            return KafkaSource(Reader(ours), place.log, least(views))

        yield from carried(place, "Kafka → PostgreSQL", source)
        place.log.close()


@contextmanager
def services() -> Iterator[tuple[Postgres, Broker]]:
    """A scratch PostgreSQL and a scratch Kafka."""
    postgres, broker = Postgres(), Broker()
    try:
        postgres.start()
        broker.start()
        yield postgres, broker
    finally:
        for server in (postgres, broker):
            server.stop()
            server.remove()


def filled(new_database: Callable[[], str], kafka: Kafka, many: int | None = None) -> Place:
    """A log with the facts of many cases."""
    url = new_database()
    migrate(url)
    log, mapper = FactLog(url), Mapper()
    told = [
        mapper.to_stored_event(Row(one.subject, one.version, one.fact))
        for one in islice(facts(), many)
    ]
    for at in range(0, len(told), PAGE):
        log.recorder.insert_events(told[at : at + PAGE])
    return Place(url, log, kafka, new_database)


def relayed(place: Place) -> Iterator[Measure]:
    """The relay, and a producer that is handed the same messages ready-made."""
    publisher, door = Publisher(place.kafka), fence(place.url)
    database = engine(place.url)
    relay = Relay(place.log, publisher.publish, Carried(database, place.kafka.topic), door)
    relay.carry(1)
    spent, many = timed(relay.carry)
    yield "relay, PostgreSQL → Kafka", many / spent, "facts/s"
    ready = messages(place.log.raw(0, many), 0)
    bare, _ = timed(lambda: publisher.publish(ready))  # it says nothing: once
    yield "relay to a producer of ready messages", bare / spent, "ratio"
    publisher.close()
    door.release()
    database.dispose()


def carried(
    place: Place, road: str, source: Callable[[Sequence[View]], Source]
) -> Iterator[Measure]:
    """One view with a row a fact, one that folds, all four, and what they are measured against."""
    database = engine(place.new_database())
    one = fed(place, [AuditTrail(database)], source)
    yield f"{road}, one view, a row a fact", one, "facts/s"
    bare = written(database)
    yield f"{road}, to a bare writer of the same rows", one / bare, "ratio"
    naive = naively(database, place.log.page(0, NAIVE))
    yield f"{road}, to a naive ORM worker", one / naive, "ratio"
    folding = fed(place, [CaseList(database)], source)
    yield f"{road}, one view, folding, with history", folding, "facts/s"
    database.dispose()
    yield f"{road}, all four views", fed(place, four(place), source), "facts/s"


def four(place: Place) -> list[View]:
    """All views, empty, in a database of their own."""
    database = engine(place.new_database())
    board = DutyBoard(database, place.log.histories, RulesInForce(place.log).at)
    views = [AuditTrail(database), CaseList(database), CasePage(database), board]
    for view in views:
        view.create()
    return views


def fed(place: Place, views: Sequence[View], source: Callable[[Sequence[View]], Source]) -> float:
    """Facts a second until the end of the log; the clock starts with the first page."""
    for view in views:
        view.create()
    feed, end = Feed(source(views), views), place.log.position()
    first = 0
    while not first:
        first = feed.step()
    start = perf_counter()
    while min(view.position() for view in views) < end:
        feed.step()
    return (end - first) / (perf_counter() - start)


def written(database: sa.Engine) -> float:
    """Rows a second, the same again, with nothing to read, fold or encode."""
    with database.begin() as db:
        rows = [tuple(row) for row in db.execute(sa.select(audit_trail))]
        db.execute(audit_trail.delete())
    start = perf_counter()
    for at in range(0, len(rows), PAGE):
        with database.begin() as db:
            append(db, audit_trail, rows[at : at + PAGE])
    return len(rows) / (perf_counter() - start)


class Naive(orm.DeclarativeBase):
    """What one would write first."""


class Line(Naive):
    """A row a fact."""

    __tablename__ = "naive"
    position: orm.Mapped[int] = orm.mapped_column(primary_key=True)
    subject: orm.Mapped[str]
    said: orm.Mapped[str]


def naively(database: sa.Engine, entries: Sequence[Entry]) -> float:
    """Facts a second: decode, one object, one commit, next."""
    Naive.metadata.create_all(database)
    told = [(one.position, str(one.subject), encode(one.fact)) for one in entries]
    start = perf_counter()
    for position, subject, state in told:
        said = json.loads(state)["said"]["by"]
        with orm.Session(database) as session:
            session.merge(Line(position=position, subject=subject, said=said))
            session.commit()
    return len(told) / (perf_counter() - start)


def timed(step: Callable[[], int | None]) -> tuple[float, int]:
    """Seconds until it has nothing more to do, and how much it did."""
    start, many = perf_counter(), 0
    while done := step():
        many += done
    return perf_counter() - start, many


if __name__ == "__main__":
    for name, value, unit in run():
        print(f"{name:60} {value:12,.2f} {unit}")
