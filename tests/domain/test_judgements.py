"""What the sweep has to say, step by step."""

import msgspec
import pytest

from domain.duties.instants import utc
from domain.duties.judge import Rules, judge
from domain.duties.judged import Judged, news
from domain.facts import Said
from domain.people import Role
from tests.domain.duty_scenario import ARRIVE, at, log, rules

LADDER = {
    "mode": "notify",
    "steps": [
        {"at": "50%", "to": ["backup"]},
        {"at": "100%", "to": ["centre"]},
        {"at": "200%", "to": ["town"]},
    ],
}
GRACED = rules({**ARRIVE, "ladder": "urgent", "grace": "PT10M"}, ladders={"urgent": LADDER})
PLAIN = rules(ARRIVE)


def swept(words: str, *instants: int, by: Rules = GRACED) -> list[Judged]:
    """What sweeps at these seconds say, one after the other."""
    lines = log(words)
    told: list[Judged] = []
    for seconds in instants:
        now = at(seconds)
        said = Said(utc(now), "sweep", Role.SYSTEM)
        told += news(judge(by, lines, now), told, utc(now), said, lines)
    return told


@pytest.mark.parametrize(
    ("seconds", "steps"),
    [
        (899, []),
        (900, ["50%"]),
        (1800, ["50%"]),
        (1801, ["breach", "50%"]),
        (2399, ["breach", "50%"]),
        (2400, ["breach", "50%", "100%"]),
        (3600, ["breach", "50%", "100%", "200%"]),
    ],
)
def test_a_breach_is_judged_at_once_and_told_after_the_grace(
    seconds: int, steps: list[str]
) -> None:
    assert [one.step for one in swept("open@0", seconds)] == steps


def test_each_step_is_judged_once_however_often_it_is_swept() -> None:
    told = swept("open@0", 100, 900, 950, 1801, 1900, 2400, 3600, 9000)

    assert [one.step for one in told] == ["50%", "breach", "100%", "200%"]
    assert [one.number for one in told] == [1, 2, 3, 4]
    assert [one.final for one in told] == [False, False, True, True]


@pytest.mark.parametrize("words", ["open@0 arrive@600", "open@0 cancel@600"])
def test_what_was_done_in_time_is_not_talked_about(words: str) -> None:
    assert swept(words, 300, 900, 1801, 9000) == []


@pytest.mark.parametrize(
    ("words", "status", "cause"),
    [
        ("open@0 arrive@1700/5000", "met", "late"),
        ("open@0 cancel@1700/5000", "void", "late"),
        ("open@0 arrive@5000", "met_late", "event"),
        ("open@0 correct#1@5000=1000", "breached", "correction"),
        ("open@0 retract#1@5000", "annulled", "retraction"),
        ("open@0 correct#1@5000[kind:enquiry]", "annulled", "correction"),
    ],
)
def test_a_judged_breach_is_withdrawn_or_changed_with_its_cause(
    words: str, status: str, cause: str
) -> None:
    first, second = swept(words, 1801, 6000, 7000, by=PLAIN)

    assert (first.step, first.status, first.cause) == ("breach", "breached", "tick")
    assert (second.step, second.status, second.cause) == ("change", status, cause)
    assert second.supersedes == first.number


@pytest.mark.parametrize(
    ("words", "cause"),
    [
        ("open@0 arrive@1700 retract#2@4000", "retraction"),
        ("open@0 arrive@1700 correct#2@4000=1900", "correction"),
    ],
)
def test_a_breach_that_comes_to_light_later_says_why(words: str, cause: str) -> None:
    (judged,) = swept(words, 1801, 5000, by=PLAIN)

    assert (judged.step, judged.cause) == ("breach", cause)


def test_a_judged_breach_under_another_edition_says_so() -> None:
    (first,) = swept("open@0", 1801, by=PLAIN)
    slower = rules({**ARRIVE, "within": "PT1H"})
    now = at(2000)

    (second,) = news(
        judge(slower, log("open@0"), now), [first], utc(now), Said(utc(now), "sweep", Role.SYSTEM)
    )

    assert (second.status, second.cause) == ("pending", "pack")


def test_imported_obligations_are_judged_and_nobody_is_told() -> None:
    lines = [msgspec.structs.replace(one, imported=True) for one in log("open@0")]
    now = at(9000)
    said = Said(utc(now), "sweep", Role.SYSTEM)

    told = news(judge(GRACED, lines, now), [], utc(now), said, lines)

    assert [(one.step, one.imported) for one in told] == [("breach", True)]


def test_a_judgement_carries_the_whole_obligation() -> None:
    (judged, *_) = swept("open@0", 1801)

    assert judged.due_at == utc(at(1800))
    assert judged.slack_ms == -1000
    assert (judged.pack, judged.edition, len(judged.sha256)) == ("test", "1", 64)
    assert judged.decided_by == ("f1",)
    assert msgspec.json.decode(msgspec.json.encode(judged), type=Judged) == judged
