"""Texts and numbers that services take in, held to their bounds."""

from __future__ import annotations

from core.errors import N_, RuleBroken
from core.forbidden import refuse_forbidden


def tidy(field: str, text: str, most: int, *, is_needed: bool = False) -> str:
    """`text` with single blanks. Raises RuleBroken on `field` if it is too long, missing or forbidden."""
    kept = refuse_forbidden(field, " ".join(text.split()))
    if is_needed and not kept:
        raise RuleBroken(field, N_("This is missing."), N_("Write it here."))
    if len(kept) > most:
        raise RuleBroken(
            field,
            N_("This text is too long: at most %(most)s characters."),
            N_("Make it shorter."),
            most=most,
        )
    return kept


def within(field: str, value: int, low: int, high: int) -> int:
    """`value`. Raises RuleBroken on `field` unless it lies between `low` and `high`."""
    if not low <= value <= high:
        raise RuleBroken(
            field,
            N_("This must be between %(low)s and %(high)s."),
            N_("Look at the number again."),
            low=low,
            high=high,
        )
    return value


def whole(text: str, digits: int = 9) -> int | None:
    """The whole number that `text` writes in at most that many plain digits; None for anything else.

    Asking `isdigit` alone lets "²" pass, which is no number, and numbers that no column holds.
    """
    return int(text) if 0 < len(text) <= digits and text.isascii() and text.isdigit() else None
