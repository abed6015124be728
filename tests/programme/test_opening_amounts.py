"""The amount of an opening figure as people type it."""

from __future__ import annotations

import pytest

from factory.programme.indicators import INDICATORS
from factory.programme.opening_sheets import read_amount


@pytest.mark.parametrize("said", ["12345", "12,345", "12 345", "12\u00a0345", "12\u202f345", "١٢٣٤٥"])
def test_a_number_is_read_as_languages_part_its_thousands(said: str) -> None:
    assert read_amount(said, INDICATORS["pieces_received"]) == 12_345
