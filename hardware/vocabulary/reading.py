"""Reads plain JSON values strictly; what does not fit is refused with a sentence that says what to do."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping
from enum import StrEnum
from typing import Any, NoReturn, TypeVar


class NotUnderstood(ValueError):
    """Something that came as JSON does not fit; the message says what to change."""


def refuse(what: str, to_do: str) -> NoReturn:
    """Raise NotUnderstood. It may quote what came: of that only what can be shown and stored."""
    said = f"{what}: {to_do}"
    raise NotUnderstood("".join(letter if letter.isprintable() else "·" for letter in said))


def mapping(value: object, what: str) -> Mapping[str, Any]:
    """A JSON object."""
    if not isinstance(value, Mapping) or not all(isinstance(key, str) for key in value):
        refuse(what, "give an object {…} with named values")
    return value


def known_only(values: Mapping[str, Any], names: Collection[str], what: str) -> None:
    """Refuse a name that nobody knows: mostly it is a slip of the pen."""
    unknown = sorted(set(values) - set(names))
    if unknown:
        refuse(what, f"{', '.join(unknown)[:80]} is not known; the names are {', '.join(sorted(names))}")


def text(value: object, what: str, *, most: int, least: int = 0) -> str:
    """A text of `least` to `most` characters without control characters."""
    if not isinstance(value, str) or not least <= len(value) <= most or not value.isprintable():
        refuse(what, f"give a text of {least} to {most} printable characters")
    return value


UNSEEN = frozenset("\u200c\u200d\u200e\u200f\u2066\u2069")
"""Joiners and marks of direction that names and words of many languages are spelled with."""


def spoken(value: object, what: str, *, most: int, least: int = 0) -> str:
    """A text in a language of people: as `text`, and the unseen letters that its spelling needs."""
    if isinstance(value, str):
        text("".join(letter for letter in value if letter not in UNSEEN), what, most=most)
        if least <= len(value) <= most:
            return value
    refuse(what, f"give a text of {least} to {most} letters")


def whole(value: object, what: str, *, least: int = 0, most: int = 2**53 - 1) -> int:
    """A whole number from `least` to `most`."""
    if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
        refuse(what, f"give a whole number from {least} to {most}")
    return value


def number(value: object, what: str, *, least: float = 0, most: float) -> float:
    """A finite number from `least` to `most`."""
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    if not is_number or not math.isfinite(value) or not least <= value <= most:  # type: ignore[arg-type,operator]
        refuse(what, f"give a number from {least:g} to {most:g}")
    return float(value)  # type: ignore[arg-type]


def yes_or_no(value: object, what: str) -> bool:
    """A truth value."""
    if not isinstance(value, bool):
        refuse(what, "give true or false")
    return value


def one_of(value: object, what: str, words: Collection[str]) -> str:
    """One of a few words."""
    if not isinstance(value, str) or value not in words:
        refuse(what, f"give one of {', '.join(words)}")
    return str(value)


Word = TypeVar("Word", bound=StrEnum)


def word_or(value: object, what: str, words: type[Word], otherwise: Word) -> Word:
    """One of a few words; `otherwise` for a word that only a newer version has."""
    word = text(value, what, least=1, most=60)
    return words(word) if word in tuple(words) else otherwise


def several(value: object, what: str, *, most: int) -> list[Any]:
    """A list of at most so many values."""
    if not isinstance(value, list) or len(value) > most:
        refuse(what, f"give a list […] of at most {most}")
    return value
