"""How long after its command a fact is visible in all four views, in both forms."""

from collections.abc import Callable, Iterator, Sequence
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Event, Thread
from time import perf_counter
from uuid import UUID

from domain.acts import Filed
from domain.case import Case
from domain.facts import Said
from domain.people import Role
from infra.carried import Carried
from infra.engines import engine
from infra.feed import Feed, KafkaSource, LogSource, least
from infra.fence import fence
from infra.kafka import Kafka, Publisher, Reader
from infra.log import FactLog
from infra.relay import Relay
from projections.view import View
from tests.bench.projecting import NOW
from tests.bench.road import Measure, filled, four, services

COMMANDS = 300
PACE = 0.02
"""Units: seconds between two commands."""
BURST = 2_000
"""How many facts the log has before: the views are warm and at its end."""


def run() -> list[Measure]:
    """Name, value and unit of each."""
    return [*embedded(), *cluster()]


def embedded() -> Iterator[Measure]:
    """One process, SQLite."""
    with TemporaryDirectory() as folder:
        names = count()
        place = filled(lambda: f"sqlite:///{Path(folder) / str(next(names))}", Kafka(""), BURST)
        views = four(place)
        feed = Feed(LogSource(place.log, least(views)), views)
        yield from told("embedded", place.log, views, [lambda: feed.step(0.5)])
        place.log.close()


def cluster() -> Iterator[Measure]:
    """Relay, Kafka and PostgreSQL."""
    with services() as (postgres, broker):
        place = filled(postgres.new_database, Kafka(broker.bootstrap, broker.new_topic()), BURST)
        views = four(place)
        publisher, door = Publisher(place.kafka), fence(place.url)
        carried = Carried(engine(place.url), place.kafka.topic)
        relay = Relay(place.log, publisher.publish, carried, door)
        relay.carry()
        reader = Reader(place.kafka)
        feed = Feed(KafkaSource(reader, place.log, least(views)), views)
        pause = Event()
        loops = [lambda: relay.carry() or pause.wait(0.05), lambda: feed.step(0.5)]
        yield from told("cluster", place.log, views, loops)
        for one in (publisher, reader, place.log):
            one.close()
        door.release()


def told(
    form: str, log: FactLog, views: Sequence[View], loops: Sequence[Callable[[], object]]
) -> Iterator[Measure]:
    """Commands one after the other while the loops run; each is timed until all views have it."""
    stop = Event()
    seen: list[float] = []
    threads = [Thread(target=until, args=(stop, loop)) for loop in loops]
    for thread in threads:
        thread.start()
    while min(view.position() for view in views) < log.position():
        stop.wait(0.05)
    for number in range(COMMANDS):
        seen.append(visible(log, views, number))
        stop.wait(PACE)
    stop.set()
    for thread in threads:
        thread.join()
    seen.sort()
    yield f"fact → visible, {form}, p50", seen[len(seen) // 2] * 1000, "ms"
    yield f"fact → visible, {form}, p99", seen[len(seen) * 99 // 100] * 1000, "ms"


def until(stop: Event, loop: Callable[[], object]) -> None:
    """Step until stopped."""
    while not stop.is_set():
        loop()


def visible(log: FactLog, views: Sequence[View], number: int) -> float:
    """Seconds from the command to the last of the views."""
    case = Case(UUID(int=number))
    case.record(Filed(Said(NOW, "li", Role.WORKER)))
    start = perf_counter()
    (entry,) = log.keep(case)
    while min(view.position() for view in views) < entry.position:
        Event().wait(0.001)
    return perf_counter() - start


if __name__ == "__main__":
    for name, value, unit in run():
        print(f"{name:60} {value:12,.2f} {unit}")
