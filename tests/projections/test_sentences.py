"""Every fact has a sentence in Chinese and in English."""

import re
from datetime import timedelta
from typing import Any, NamedTuple

import msgspec
import pytest

from domain import acts
from domain.acts import CaseClass, Patch, Registered, Severity
from domain.categories import CATEGORIES
from domain.duties.adopted import CalendarAdopted
from domain.duties.judged import CHANGE, Cause, Judged
from domain.duties.obligation import BREACH, Status
from domain.duties.proposed import PackProposed
from domain.facts import Fact, Said
from domain.kinds import FACTS, KINDS
from domain.people import Role
from projections.sentences import sentence, variant
from projections.stated import data_of
from projections.templates import TEMPLATES
from projections.wording import FIELDS, VALUES, length
from tests.projections.stories import START, TEXT, pack

SAID = Said(START, "li", Role.WORKER)


class Telling(NamedTuple):
    """What a sentence is made from."""

    topic: str
    by: str
    data: dict[str, Any]


class Codes:
    """Names that are as good as codes."""

    def person(self, login: str, /) -> str:
        return {"li": "李明"}.get(login, login)

    def unit(self, code: str, /) -> str:
        return code

    def grid(self, code: str, /) -> str:
        return code

    def category(self, code: str, /) -> str:
        return CATEGORIES[code][0]


def judged(step: str, status: Status) -> Judged:
    """A judgement."""
    return Judged(
        SAID,
        obligation="o",
        duty="R-ARR-1",
        number=1,
        step=step,
        status=status,
        final=True,
        cause=Cause.TICK,
        anchor=START,
        due_at=START,
        final_at=START,
        decided_by=(),
        pack="test",
        edition="1",
        sha256="",
        slack_ms=-61_000,
        to=("grid_leader",) if step.endswith("%") else (),
    )


EXAMPLES: tuple[Fact, ...] = (
    *(
        kind[1](SAID, "EM.02", severity=Severity.URGENT, grid="330482105001001", summary=TEXT)
        for kind in KINDS.values()
    ),
    acts.Accepted(SAID, CaseClass.E),
    acts.Filed(SAID),
    acts.Dispatched(SAID, "fire", "zhang"),
    acts.Signed(SAID),
    acts.Returned(SAID, TEXT),
    acts.Contacted(SAID),
    acts.Arrived(SAID, "fire"),
    acts.ResultSubmitted(SAID, TEXT),
    acts.Verified(SAID, passed=True),
    acts.Verified(SAID, passed=False, reason=TEXT),
    acts.Closed(SAID),
    acts.Withdrawn(SAID, TEXT),
    acts.Corrected(SAID, "f", Patch(grid="330482105001002", occurred_at=START), TEXT),
    acts.Retracted(SAID, "f", TEXT),
    PackProposed(SAID, "test", "2", "{}", ""),
    pack(),
    CalendarAdopted(SAID, "cn", "2026-1", "{}", ""),
    judged("50%", Status.PENDING),
    judged("100%", Status.BREACHED),
    *(judged(BREACH, one) for one in (Status.BREACHED, Status.MET_LATE)),
    *(judged(CHANGE, one) for one in Status),
)


def told(fact: Fact) -> Telling:
    """The fact as a line."""
    return Telling(fact.TOPIC, fact.said.by, data_of(fact))


def test_every_fact_has_an_example_and_every_sentence_is_used() -> None:
    assert {one.TOPIC for one in EXAMPLES} == FACTS.keys()
    assert {variant(one.TOPIC, data_of(one)) for one in EXAMPLES} == TEMPLATES.keys()


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("fact", EXAMPLES, ids=lambda fact: variant(fact.TOPIC, data_of(fact)))
def test_a_sentence_leaves_no_place_open(fact: Fact, language: str) -> None:
    for text in (None, lambda field: f"«{field}»"):
        said = sentence(told(fact), language, Codes(), text)

        assert said
        assert not re.search(r"[{}\[\]]", said)
        assert "AAAA" not in said
        chinese = re.search(r"[一-鿿]", said.replace("李明", "").replace("突发事件·事故灾难", ""))
        assert bool(chinese) is (language == "zh")


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("fact", EXAMPLES, ids=lambda fact: variant(fact.TOPIC, data_of(fact)))
def test_a_fact_with_only_what_it_must_say_has_a_sentence_too(fact: Fact, language: str) -> None:
    data = data_of(fact)
    required = {
        one.encode_name
        for one in msgspec.structs.fields(fact)
        if one.required or one.encode_name == "slack_ms"
    }
    bare = Telling(fact.TOPIC, "li", {name: data[name] for name in data.keys() & required})

    said = sentence(bare, language, Codes())

    assert said
    assert not re.search(r"[{}\[\]]|None", said)


def test_sealed_texts_are_said_only_to_whoever_can_open_them() -> None:
    fact = acts.Returned(SAID, TEXT)

    assert sentence(told(fact), "zh", Codes()) == "李明退单"
    assert sentence(told(fact), "zh", Codes(), lambda _: "不在辖区") == "李明退单：不在辖区"
    assert sentence(told(fact), "zh", Codes(), lambda _: "") == "李明退单"


def test_a_judgement_says_how_late_it_was_and_whom_a_step_tells() -> None:
    late = told(judged(BREACH, Status.MET_LATE))
    step = told(judged("100%", Status.BREACHED))

    assert sentence(late, "zh", Codes()) == "判定：R-ARR-1 逾期1分1秒才办到，缘由：时限已过"
    assert "was met 1 min 1 s late" in sentence(late, "en", Codes())
    assert sentence(step, "zh", Codes()) == "提醒：R-ARR-1 时限已用 100%，应告知网格长"


def test_every_field_of_a_correction_and_every_code_has_a_word() -> None:
    assert {*Patch.__struct_encode_fields__} == FIELDS.keys()
    assert VALUES["severity"].keys() == {*Severity}
    assert VALUES["class"].keys() == {*CaseClass}
    assert VALUES["cause"].keys() == {*Cause}
    assert Registered.TOPIC not in TEMPLATES


def test_a_length_of_time_is_said_in_two_units() -> None:
    day = timedelta(days=1, hours=2, minutes=3)

    assert length(day // timedelta(milliseconds=1), "zh") == "1天2小时"
    assert length(0, "en") == "0 s"
