"""The comma that a language's own script sets between a day and a time of day."""

from __future__ import annotations

from typing import Final

_ARABIC: Final = frozenset({"ar", "ckb", "fa", "ps", "ur"})
"""Languages in Arabic letters, whose comma hangs the other way (Unicode Standard, chapter 9.2: U+060C)."""


def comma(language: str) -> str:
    """The comma with the blank after it; `language` as a code, with or without a region."""
    return "\u060c " if language.partition("_")[0] in _ARABIC else ", "
