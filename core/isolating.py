"""Words of one direction within a sentence of the other: kept apart, so that neither turns the other around."""

from __future__ import annotations

import unicodedata
from typing import Final

FIRST_STRONG, POP = "\u2068", "\u2069"
"""FIRST STRONG ISOLATE and POP DIRECTIONAL ISOLATE (https://www.unicode.org/reports/tr9/#Explicit_Directional_Isolates):
what <bdi> does, where no element can stand, as in the title of a page."""
LEFT_TO_RIGHT = "\u2066"
"""LEFT-TO-RIGHT ISOLATE: for what has no letters of its own, such as a measure or a day in figures."""
_RIGHT: Final = frozenset({"R", "AL"})


def isolated(text: str, *, is_rtl: bool) -> str:
    """The text as it stands within a sentence that runs from the right or not: isolated where it runs the other way."""
    found = {unicodedata.bidirectional(one) for one in text}
    runs_against = ("L" in found) if is_rtl else bool(found & _RIGHT)
    return f"{FIRST_STRONG}{text}{POP}" if runs_against else text


def held_together(number: str) -> str:
    """A phone number on paper: no-break spaces keep its groups in order after letters from the right (W4)."""
    return number.replace(" ", "\u00a0")


def left_to_right(text: str) -> str:
    """A measure, a code or a day in figures, which runs from the left in every language."""
    return f"{LEFT_TO_RIGHT}{text}{POP}"
