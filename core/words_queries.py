"""Reads of the house's own texts: loaded once for each edition of a language, then asked from memory."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from core.catalogues import key_of, reviewed_keys
from core.db import as_instant, as_json, fast


@dataclass(frozen=True, slots=True)
class OwnText:
    """The line that holds for a text; without forms the catalogue's text is shown."""

    line: int
    english: str
    forms: tuple[str, ...]
    is_approved: bool
    by_id: int | None
    at: datetime


@dataclass(frozen=True)
class OwnTexts:
    """What people made of a language, as of an edition."""

    mark: str
    texts: dict[str, OwnText]


NONE_YET = OwnTexts("", {})
_kept: dict[str, OwnTexts] = {}


def mark_of(language: str) -> str:
    """The mark of the language's present edition; "" while nobody has corrected or approved anything."""
    row = fast().row("SELECT mark FROM word_edition WHERE language = ?", (language,))
    return str(row[0]) if row else ""


def own_texts(language: str) -> OwnTexts:
    """The house's own texts of a language: one small statement, and a read of all lines after a change only."""
    mark = mark_of(language)
    if not mark:
        return NONE_YET
    known = _kept.get(language)
    if known is None or known.mark != mark:
        known = _kept[language] = OwnTexts(mark, _read(language))
    return known


def _read(language: str) -> dict[str, OwnText]:
    rows = fast().rows(
        "SELECT key, id, english, forms, is_approved, by_id, at FROM word_line WHERE language = ? ORDER BY id",
        (language,),
    )
    return {
        row[0]: OwnText(row[1], row[2], tuple(as_json(row[3])), bool(row[4]), row[5], as_instant(row[6]))
        for row in rows
    }


def is_checked(language: str, english: str, plural: str = "") -> bool:
    """True if a person has approved the text in that language; English always is."""
    return language == "en" or key_of(english, plural) in checked_keys(language)


def checked_keys(language: str) -> frozenset[str]:
    """The texts that a person has approved, here or before the program was handed out."""
    own = own_texts(language).texts
    if not own:
        return reviewed_keys(language)
    decided = {key for key, text in own.items() if text.forms}
    return (reviewed_keys(language) - decided) | {key for key, text in own.items() if text.is_approved}


def unchecked(language: str, texts: Iterable[str]) -> list[str]:
    """Those of the texts that no person has approved in that language."""
    if language == "en":
        return []
    checked = checked_keys(language)
    return [text for text in texts if text and key_of(text) not in checked]


def version_of(said: Iterable[str]) -> str:
    """A short mark of just these words, so that a record can tell which ones were shown."""
    return hashlib.sha256("\x1f".join(said).encode()).hexdigest()[:16]
