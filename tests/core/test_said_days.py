"""Days as lists have them: ISO, the British way, named months, Excel's own numbers."""

from __future__ import annotations

from datetime import date

import pytest

from core.said_days import read_said_day

TODAY = date(2026, 11, 27)


@pytest.mark.parametrize(
    "text",
    ["2023-04-03", "03/04/2023", "3.4.2023", "03-04-2023", "3/4/23", "45019", "45019.5", "2023-04-03 09:30:00",
     "03/04/2023 00:00", "3 April 2023", "03-Apr-23", "3rd Apr 2023"],
)  # fmt: skip
def test_the_third_of_april_is_read_however_it_is_written(text: str) -> None:
    assert read_said_day(text, TODAY) == date(2023, 4, 3)


@pytest.mark.parametrize(
    "text",
    ["", "04/13/2023", "31/02/2023", "1999-12-31", "28/11/2026", "99999", "36525", "3 Foo 2023", "yesterday", "4502",
     "٣/٤/٢٠٢٣x"],
)  # fmt: skip
def test_what_is_no_day_that_can_be_is_none(text: str) -> None:
    assert read_said_day(text, TODAY) is None
