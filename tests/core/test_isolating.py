"""Words that run against their sentence are isolated, and no others."""

from __future__ import annotations

import pytest

from core.isolating import isolated


@pytest.mark.parametrize(
    ("text", "is_rtl", "kept"),
    [
        ("Laser cutting", False, True),
        ("Laser cutting", True, False),
        ("قص بالليزر", True, True),
        ("قص بالليزر", False, False),
        ("Laser ليزر", True, False),
        ("12:30", True, True),
        ("", True, True),
    ],
)
def test_what_runs_the_other_way_is_isolated(text: str, is_rtl: bool, kept: bool) -> None:
    found = isolated(text, is_rtl=is_rtl)
    assert (found == text) is kept and text in found
