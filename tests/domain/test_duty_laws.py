"""What holds for any log: the laws of the design, on generated histories of one subject."""

from collections.abc import Sequence

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.duties.belief import Line
from domain.duties.instants import DAY, utc
from domain.duties.judge import Rules, judge
from domain.duties.judged import Judged, news, next_at
from domain.duties.obligation import MISSED, Obligation, Status
from domain.facts import Said
from domain.people import Role
from tests.domain.duty_scenario import ARRIVE, at, rules

LADDERS = {"l": {"steps": [{"at": "50%", "to": ["backup"]}, {"at": "100%", "to": ["centre"]}]}}
FULL = rules({**ARRIVE, "ladder": "l", "grace": "PT5M"}, ladders=LADDERS)
MINUTES = st.integers(-70, 70).map(lambda minutes: minutes * 60)
ENDS = st.sampled_from([0, 0, 0, 1, -1])


@st.composite
def facts(draw: st.DrawFn, number: int) -> Line:
    """Something that happened around ten o'clock and was told then or later."""
    happened = draw(MINUTES) + draw(ENDS)
    told = max(happened, 0) + draw(st.sampled_from([0, 0, 600, 4000]))
    kind = draw(st.sampled_from(["open", "arrive", "arrive", "cancel", "other"]))
    return Line(f"f{number}", kind, "s", at(happened), at(told))


@st.composite
def amendments(draw: st.DrawFn, number: int, target: int) -> Line:
    """A correction or retraction of an earlier fact."""
    told = at(draw(st.integers(0, 8000)))
    if draw(st.booleans()):
        return Line(f"a{number}", "retract", "s", told, told, target=f"f{target}")
    patch = {"occurred_at": at(draw(MINUTES)) / 1000}
    return Line(f"a{number}", "correct", "s", told, told, target=f"f{target}", patch=patch)


@st.composite
def histories(draw: st.DrawFn) -> list[Line]:
    """Up to ten facts, some of them amended once, in the order they were told in."""
    count = draw(st.integers(0, 10))
    told = [draw(facts(number)) for number in range(count)]
    amended = draw(st.lists(st.integers(0, max(count - 1, 0)), unique=True, max_size=3))
    told += [draw(amendments(number, target)) for number, target in enumerate(amended)]
    return sorted(told, key=lambda line: line.told)


KNOWN = st.integers(0, 12_000).map(at)


def verdicts(owed: Sequence[Obligation], known: int) -> list[tuple[str, Status, int | None]]:
    return sorted((one.id, one.status(known), one.slack_ms(known)) for one in owed)


@given(histories(), KNOWN)
def test_the_same_log_gives_the_same_answer_whatever_order_it_came_in(
    log: list[Line], known: int
) -> None:
    assert judge(FULL, log, known) == judge(FULL, log, known)
    assert verdicts(judge(FULL, log[::-1], known), known) == verdicts(
        judge(FULL, log, known), known
    )


@given(histories(), KNOWN, st.integers(0, 10))
def test_repeated_delivery_changes_nothing(log: list[Line], known: int, again: int) -> None:
    repeated = [*log, *log[again:]]

    assert judge(FULL, repeated, known) == judge(FULL, log, known)


@given(histories(), MINUTES)
def test_corrected_back_and_forth_is_never_corrected(log: list[Line], moved: int) -> None:
    plain = [line for line in log if line.type not in {"correct", "retract"}]
    there = [correction(line, at(moved), "there") for line in plain]
    back = [correction(line, line.at, "back") for line in plain]
    known = at(20_000)

    assert verdicts(judge(FULL, [*plain, *there, *back], known), known) == verdicts(
        judge(FULL, plain, known), known
    )


def correction(line: Line, to: int, name: str) -> Line:
    patch = {"occurred_at": to / 1000}
    told = at(15_000)
    return Line(f"{name}-{line.id}", "correct", "s", told, told, target=line.id, patch=patch)


BETTER = [Status.BREACHED, Status.MET_LATE, Status.PENDING, Status.VOID, Status.MET]


@given(histories(), KNOWN, MINUTES)
def test_one_more_discharge_never_makes_anything_worse(
    log: list[Line], known: int, happened: int
) -> None:
    arrival = Line("new", "arrive", "s", at(happened), at(0))

    before = {one.id: one for one in judge(FULL, log, known)}
    after = {one.id: one for one in judge(FULL, [arrival, *log], known)}

    assert before.keys() == after.keys()
    for name, one in before.items():
        assert BETTER.index(after[name].status(known)) >= BETTER.index(one.status(known))


@given(histories(), KNOWN, MINUTES)
def test_one_more_opening_never_removes_a_breach(
    log: list[Line], known: int, happened: int
) -> None:
    opening = Line("new", "open", "s", at(happened), at(0))

    before = verdicts(judge(FULL, log, known), known)
    after = verdicts(judge(FULL, [opening, *log], known), known)

    assert set(before) <= set(after)


@given(histories(), KNOWN, st.integers(1, 60))
def test_the_same_days_later_gives_the_same_verdicts(
    log: list[Line], known: int, days: int
) -> None:
    shift = days * DAY
    later = [shifted(line, shift) for line in log]

    assert verdicts(judge(FULL, later, known + shift), known + shift) == verdicts(
        judge(FULL, log, known), known
    )


def shifted(line: Line, shift: int) -> Line:
    patch = {name: float(str(value)) + shift / 1000 for name, value in line.patch.items()}
    return msgspec.structs.replace(line, at=line.at + shift, told=line.told + shift, patch=patch)


OPEN = rules({**ARRIVE, "end": "open"})
CLOSED = rules(ARRIVE)


@given(histories(), KNOWN)
def test_a_closed_end_and_an_open_one_differ_exactly_where_there_is_no_slack(
    log: list[Line], known: int
) -> None:
    closed, opened = judge(CLOSED, log, known), judge(OPEN, log, known)

    for one, other in zip(closed, opened, strict=True):
        same = one.status(known) == other.status(known)
        decided = one.met if one.met is not None else known
        assert same or decided == one.due


@given(histories(), KNOWN)
def test_there_is_slack_exactly_where_it_was_met(log: list[Line], known: int) -> None:
    for by, least in ((CLOSED, 0), (OPEN, 1)):
        for one in judge(by, log, known):
            slack = one.slack_ms(known)
            if slack is not None:
                assert (slack >= least) is (one.status(known) == Status.MET)


@given(histories(), KNOWN)
def test_the_evidence_alone_gives_the_same_verdict(log: list[Line], known: int) -> None:
    for one in judge(FULL, log, known):
        proof = [line for line in log if line.id in one.decided_by(known)]
        (again,) = (other for other in judge(FULL, proof, known) if other.id == one.id)
        assert verdicts([again], known) == verdicts([one], known)


@given(histories(), KNOWN)
def test_what_lies_ahead_is_as_if_it_had_not_happened(log: list[Line], known: int) -> None:
    told = [line for line in log if line.told <= known]

    timeless = [one for one in judge(FULL, told, at(10**6)) if one.since <= known]

    assert verdicts(timeless, known) == verdicts(judge(FULL, log, known), known)


def sweep(by: Rules, log: list[Line], judged: list[Judged], now: int) -> list[Judged]:
    said = Said(utc(now), "sweep", Role.SYSTEM)
    return news(judge(by, log, now), judged, utc(now), said, log)


@given(histories(), st.lists(KNOWN, max_size=6))
def test_a_sweep_says_everything_once_and_the_board_knows_when(
    log: list[Line], visits: list[int]
) -> None:
    judged: list[Judged] = []
    for now in sorted(visits):
        told = [line for line in log if line.told <= now]
        wait = next_at(judge(FULL, told, at(10**6)), judged, now)

        new = sweep(FULL, told, judged, now)

        assert bool(new) is (wait == now)
        judged += new
        assert sweep(FULL, told, judged, now) == []
        after = next_at(judge(FULL, told, at(10**6)), judged, now)
        assert after is None or sweep(FULL, told, judged, after)
        assert after is None or sweep(FULL, told, judged, after - 1) == []


@given(histories(), KNOWN)
def test_every_breach_is_judged_exactly_once_however_late_the_sweep_comes(
    log: list[Line], known: int
) -> None:
    new = sweep(FULL, log, [], known)

    missed = {one.id for one in judge(FULL, log, known) if one.status(known) in MISSED}
    assert sorted(one.obligation for one in new if one.step == "breach") == sorted(missed)
    assert len({(one.obligation, one.step) for one in new}) == len(new)


@pytest.mark.parametrize("type_", ["open", "arrive", "cancel", "correct", "retract"])
def test_the_rules_name_what_can_change_anything(type_: str) -> None:
    assert FULL.names(type_)
    assert not FULL.names("case.filed")
