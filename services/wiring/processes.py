"""Processes: the loops and the pages, until a signal."""

import gc
from collections.abc import Callable, Sequence
from functools import partial

import psycopg
import sqlalchemy as sa

from domain.people import Person, Role
from domain.refusals import LogAway
from infra import clock
from infra.carried import Carried
from infra.engines import engine
from infra.feed import Feed, KafkaSource, LogSource, least
from infra.fence import fence
from infra.kafka import BrokerAway, Kafka, Publisher, Reader
from infra.relay import Relay
from services.duties import Sweep
from services.settings import Settings
from services.web.app import create_app
from services.web.server import run as serve_web
from services.wiring.parts import Sibi, house
from services.wiring.rulefiles import DEFAULT_PACK, bring_in
from services.workers import Loop, Workers, stop_on_signals

AWAY = (LogAway, BrokerAway, psycopg.OperationalError, sa.exc.OperationalError)
"""What passes by itself: a database or broker that is not there just now."""
LOOPS = ("relay", "feed", "sweep")
DEMO_PASSWORD = "sibi-demo"  # noqa: S105 - printed at every start of the demonstration
STEP = 0.5
"""Seconds for which a feed waits for something new before it looks whether to stop."""
SYSTEM = Person("system", "Sibi", Role.SYSTEM)


def prepare(sibi: Sibi) -> None:
    """Before the first loop or page: rules in force, and the demonstration's accounts."""
    if not sibi.rules.at().packs:
        bring_in(sibi, sibi.settings.pack or DEFAULT_PACK, SYSTEM)
    if sibi.settings.demo:
        there = {person.login for person, _ in sibi.accounts.all()}
        for person in sibi.register.people.values():
            if person.login not in there:
                sibi.accounts.put(person, DEMO_PASSWORD)


def broker(chosen: Settings) -> Kafka:
    """Where Kafka is."""
    return Kafka(
        chosen.kafka,
        chosen.topic,
        chosen.group,
        chosen.kafka_security,
        chosen.kafka_user,
        chosen.kafka_password.get_secret_value(),
        chosen.kafka_ca,
    )


def loops(sibi: Sibi, names: Sequence[str]) -> list[Loop]:
    """The loops of these names; without Kafka there is nothing to relay."""
    makers: dict[str, Callable[[Sibi], Loop]] = {"feed": feed, "sweep": sweep}
    if sibi.settings.kafka:
        makers["relay"] = relay
    return [makers[name](sibi) for name in names if name in makers]


def relay(sibi: Sibi) -> Loop:
    """Log to Kafka."""
    kafka = broker(sibi.settings)
    carried = Carried(engine(sibi.settings.log_url), sibi.settings.topic)
    publisher = Publisher(kafka)
    carrier = Relay(sibi.log, publisher.publish, carried, fence(sibi.settings.log_url))
    return Loop("relay", carrier.carry, 0.05)


def feed(sibi: Sibi) -> Loop:
    """Log or Kafka to views."""
    reached = least(sibi.views)
    if sibi.settings.kafka:
        source = KafkaSource(Reader(broker(sibi.settings)), sibi.log, reached)
        return Loop("feed", partial(Feed(source, sibi.views).step, STEP), 0)
    return Loop("feed", partial(Feed(LogSource(sibi.log, reached), sibi.views).step, STEP), 0)


def sweep(sibi: Sibi) -> Loop:
    """Due judgements."""
    judge = sweeper(sibi)
    return Loop("sweep", lambda: judge.step(clock.now()), sibi.settings.sweep_every)


def sweeper(sibi: Sibi) -> Sweep:
    """What turns due judgements into facts."""
    return Sweep(sibi.log, sibi.board, sibi.rules)


def spare_the_collector() -> None:
    """Pages of thousands of small structs are no garbage: look for cycles less often."""
    gc.freeze()
    gc.set_threshold(100_000, 20, 100)


def run(sibi: Sibi, names: Sequence[str], *, web: bool) -> int:
    """Run loops and, if asked, the pages, until a signal. Returns the exit code."""
    prepare(sibi)
    spare_the_collector()
    stop_on_signals(sibi.stopping)
    chosen = loops(sibi, names)
    for loop in chosen:
        sibi.beats.beat(loop.name, clock.now())
    workers = Workers(chosen, sibi.stopping, lambda name: sibi.beats.beat(name, clock.now()), AWAY)
    workers.start()
    if web:
        serve_web(create_app(house(sibi)), sibi.settings.host, sibi.settings.port, sibi.stopping)
        sibi.stopping.set()
    sibi.stopping.wait()
    workers.join()
    return 1 if workers.failed else 0
