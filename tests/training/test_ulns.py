"""The check digit of a Unique Learner Number."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import RuleBroken
from training.ulns import UNKNOWN, check_digit, read_uln

HESA = "9276308686"
"""The example of HESA's coding manual (C21051, field ULN)."""


def test_the_example_of_the_manual_is_right_however_it_is_written() -> None:
    assert read_uln(HESA) == read_uln(" 9276 308-686 ") == read_uln("٩٢٧٦٣٠٨٦٨٦") == HESA


@pytest.mark.parametrize("text", ["", "  ", UNKNOWN, "9999 999 999"])
def test_no_number_is_no_number(text: str) -> None:
    assert read_uln(text) == ""


@pytest.mark.parametrize(
    "text", ["0276308686", "927630868", "92763086860", "927630868X", "²276308686", "9276308687"]
)
def test_what_is_no_uln_is_refused(text: str) -> None:
    with pytest.raises(RuleBroken) as refused:
        read_uln(text)
    assert refused.value.field == "uln"


@pytest.mark.parametrize("place", range(10))
def test_each_wrong_digit_is_seen(place: int) -> None:
    for digit in "0123456789":
        if digit != HESA[place]:
            with pytest.raises(RuleBroken):
                read_uln(HESA[:place] + digit + HESA[place + 1 :])


@pytest.mark.parametrize("place", range(9))
def test_each_swap_of_neighbours_is_seen(place: int) -> None:
    swapped = HESA[:place] + HESA[place + 1] + HESA[place] + HESA[place + 2 :]
    if swapped != HESA:
        with pytest.raises(RuleBroken):
            read_uln(swapped)


@given(st.integers(100_000_000, 999_999_999))
def test_the_digit_makes_the_weighted_sum_ten_by_eleven(body: int) -> None:
    digit = check_digit(str(body))
    if digit is not None:
        number = str(body) + digit
        assert sum(int(one) * weight for one, weight in zip(number, range(10, 0, -1), strict=True)) % 11 == 10
