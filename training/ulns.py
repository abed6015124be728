"""Unique Learner Numbers: ten digits, the last a check digit (HESA, field ULN, coding manual C21051)."""

from __future__ import annotations

from typing import Final

from core.errors import N_, RuleBroken

UNKNOWN: Final = "9999999999"
"""The ILR's word for “no number” (validation rule ULN_02): kept as nothing."""
_WEIGHTS: Final = (10, 9, 8, 7, 6, 5, 4, 3, 2)
_DIGITS: Final = str.maketrans("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹", "01234567890123456789", " -\u200e\u200f")


def check_digit(body: str) -> str | None:
    """The tenth digit of a ULN of nine digits, or None where there is none: such numbers are never given out."""
    rest = sum(int(digit) * weight for digit, weight in zip(body, _WEIGHTS, strict=True)) % 11
    return None if rest == 0 else str(10 - rest)


def read_uln(text: str) -> str:
    """The number as it is kept; "" for none and for the word that means unknown. Raises RuleBroken on "uln"."""
    plain = text.translate(_DIGITS)
    if plain in ("", UNKNOWN):
        return ""
    if len(plain) != 10 or not (plain.isascii() and plain.isdigit()) or plain[0] == "0":
        raise RuleBroken("uln", N_("A ULN has ten digits and does not begin with 0."), N_("Leave it empty."))
    if check_digit(plain[:9]) != plain[9]:
        raise RuleBroken(
            "uln",
            N_("A digit of this ULN is wrong."),
            N_("Read it once more from the letter, or leave it empty."),
        )
    return plain
