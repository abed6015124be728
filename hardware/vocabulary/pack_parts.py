"""What a pack tells beside its people: pieces that may come to the machine, and the words of the house."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from hardware.vocabulary.reading import mapping, several, spoken, text

MOST_PIECES = 200
MOST_CORRECTED = 3000
LONGEST_WORDS = 500


@dataclass(frozen=True, slots=True)
class KnownPiece:
    """A piece of the site by a code on its label. `called` is its own name or its category's; `category` a slug."""

    code: str
    called: str
    category: str = ""


@dataclass(frozen=True, slots=True)
class Corrected:
    """Words of the screen as somebody of the house wrote them: one form, or one for each plural of the language."""

    language: str
    english: str
    forms: tuple[str, ...]


def read_pieces(value: object) -> tuple[KnownPiece, ...]:
    """The pieces of a pack. Raises NotUnderstood."""
    return tuple(
        _piece(mapping(one, "pack.pieces")) for one in several(value, "pack.pieces", most=MOST_PIECES)
    )


def _piece(values: Mapping[str, Any]) -> KnownPiece:
    return KnownPiece(
        code=text(values.get("code"), "pack.pieces.code", least=1, most=12),
        called=spoken(values.get("called", ""), "pack.pieces.called", most=120),
        category=text(values.get("category", ""), "pack.pieces.category", most=60),
    )


def read_corrected(value: object) -> tuple[Corrected, ...]:
    """The corrected words of a pack. Raises NotUnderstood."""
    given = several(value, "pack.corrected", most=MOST_CORRECTED)
    return tuple(_corrected(mapping(one, "pack.corrected")) for one in given)


def _corrected(values: Mapping[str, Any]) -> Corrected:
    forms = several(values.get("forms"), "pack.corrected.forms", most=8)
    what = "pack.corrected.forms"
    return Corrected(
        language=text(values.get("language"), "pack.corrected.language", least=2, most=16),
        english=text(values.get("english"), "pack.corrected.english", least=1, most=LONGEST_WORDS),
        forms=tuple(spoken(one, what, least=1, most=LONGEST_WORDS) for one in forms),
    )
