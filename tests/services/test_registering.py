"""How what somebody tells the desk becomes a case."""

import re
from datetime import timedelta

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.acts import Registered
from domain.claims import Claim
from domain.refusals import ForeignGrid, FromTheFuture, NotYours, RetiredItem, UnknownCategory
from services.registering import check_digit
from tests.services.bureau import REPORT, Bureau

DIGITS = st.text("0123456789", min_size=10, max_size=11)


@given(DIGITS, st.data())
def test_every_single_wrong_digit_is_caught(digits: str, data: st.DataObject) -> None:
    number = f"{digits}{check_digit(digits)}"
    place = data.draw(st.integers(0, len(number) - 1))
    wrong = data.draw(st.sampled_from([one for one in "0123456789" if one != number[place]]))

    slipped = number[:place] + wrong + number[place + 1 :]

    assert check_digit(slipped[:-1]) != int(slipped[-1])


@given(DIGITS, st.data())
def test_neighbours_that_change_places_are_caught_but_for_nought_and_nine(
    digits: str, data: st.DataObject
) -> None:
    place = data.draw(st.integers(0, len(digits) - 2))
    first, second = digits[place], digits[place + 1]

    swapped = digits[:place] + second + first + digits[place + 2 :]

    same = {first, second} in ({"0", "9"}, {first})
    assert (check_digit(swapped) == check_digit(digits)) == same


def test_numbers_count_the_day_in_gaohe_and_carry_their_digit(bureau: Bureau) -> None:
    numbers = [bureau.cases.register(bureau.asked("worker"), REPORT).number for _ in range(2)]
    bureau.later(14 * 60)  # past midnight in Gaohe, not in Greenwich

    numbers.append(bureau.cases.register(bureau.asked("worker"), REPORT).number)

    assert [number[:-2] for number in numbers] == ["260302-0001", "260302-0002", "260303-0001"]
    assert all(re.fullmatch(r"\d{6}-\d{4}-\d", number) for number in numbers)
    assert all(int(n[-1]) == check_digit(n[:-2].replace("-", "")) for n in numbers)


def test_a_case_carries_the_print_of_its_code_and_never_the_code(bureau: Bureau) -> None:
    case = bureau.reported("resident")

    code = bureau.vault.report_code(case)

    fact = bureau.log.history(case)[0].fact
    assert isinstance(fact, Registered)
    assert re.fullmatch("[A-Z2-7]{10}", code)
    assert fact.code == bureau.vault.fingerprint(f" {code.lower()} ")
    assert code.encode() not in msgspec.json.encode(fact)


def test_personal_text_is_sealed_from_the_first_fact_on(bureau: Bureau) -> None:
    case = bureau.reported()

    stored = msgspec.json.encode(bureau.log.history(case)[0].fact).decode()

    assert "外墙" not in stored
    assert "文昌路" not in stored
    assert '"summary":{"a":1' in stored


def test_what_is_owed_from_now_on_is_answered(bureau: Bureau) -> None:
    kept = bureau.cases.register(bureau.asked("worker"), REPORT)

    owed = {str(one["duty"]): str(one["due_at"]) for one in kept.obligations}

    assert owed["R-ARR-1"] == "2026-03-02T10:30:00+08:00"
    assert owed["R-ARR-1a"] == "2026-03-02T10:10:00+08:00"


@pytest.mark.parametrize("field", ["occurred_at", "discovered_at"])
def test_what_lies_ahead_of_the_clock_has_not_happened(bureau: Bureau, field: str) -> None:
    ahead = bureau.now + timedelta(minutes=5, seconds=1)
    report = msgspec.structs.replace(REPORT, **{field: ahead})

    with pytest.raises(FromTheFuture):
        bureau.cases.register(bureau.asked("worker"), report)

    assert bureau.case_list_is_empty()


def test_a_clock_that_is_five_minutes_fast_is_believed(bureau: Bureau) -> None:
    report = msgspec.structs.replace(REPORT, occurred_at=bureau.now + timedelta(minutes=5))

    kept = bureau.cases.register(bureau.asked("worker"), report)

    assert bureau.log.history(kept.case)[0].fact.said.at == report.occurred_at


@pytest.mark.parametrize(
    ("by", "change", "refusal"),
    [
        ("auditor", {}, NotYours),
        ("admin", {}, NotYours),
        ("worker", {"category": "FP.01"}, RetiredItem),
        ("worker", {"category": "EM"}, UnknownCategory),
        ("worker", {"grid": "110000000000001"}, ForeignGrid),
    ],
)
def test_what_cannot_be_is_refused_and_takes_no_number(
    bureau: Bureau, by: str, change: dict[str, str], refusal: type[Exception]
) -> None:
    with pytest.raises(refusal):
        bureau.cases.register(bureau.asked(by), msgspec.structs.replace(REPORT, **change))

    assert bureau.case_list_is_empty()
    assert bureau.log.next_number("260302") == 1


def test_a_report_told_twice_under_one_key_is_one_case(bureau: Bureau) -> None:
    asked = msgspec.structs.replace(
        bureau.asked("worker"), claim=Claim("worker", "/cases", "k", "b")
    )

    first, again = (bureau.cases.register(asked, REPORT) for _ in range(2))

    assert msgspec.json.encode(again) == msgspec.json.encode(first)
    assert first.number.startswith("260302-0001-")
    assert len(again.obligations) > 0
