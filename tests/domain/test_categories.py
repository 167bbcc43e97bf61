"""What a case may be about."""

import pytest

from domain.categories import CATEGORIES, RETIRED, check
from domain.refusals import RetiredItem, UnknownCategory


@pytest.mark.parametrize("code", CATEGORIES)
def test_every_code_of_the_list_may_be_used(code: str) -> None:
    zh, en = CATEGORIES[code]

    assert check(code) == code
    assert zh.isprintable()
    assert en.isascii()


def test_no_two_codes_have_the_same_name() -> None:
    assert len({zh for zh, _ in CATEGORIES.values()}) == len(CATEGORIES)
    assert len({en for _, en in CATEGORIES.values()}) == len(CATEGORIES)


@pytest.mark.parametrize("code", ["FP", "FP.01", "FP.99"])
def test_the_retired_item_is_refused_with_its_reason(code: str) -> None:
    with pytest.raises(RetiredItem, match="2021") as refused:
        check(code)

    assert RETIRED["FP"] in refused.value.detail


@pytest.mark.parametrize("code", ["", "EM", "EM.00", "EM.2", "EM.99", "em.02", "XX.01", "EM.02 "])
def test_what_is_not_in_the_list_is_refused_by_name(code: str) -> None:
    with pytest.raises(UnknownCategory) as refused:
        check(code)

    assert repr(code) in refused.value.detail
