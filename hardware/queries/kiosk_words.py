"""The words of a kiosk's screen that people of the house wrote anew, in every language."""

from __future__ import annotations

from core.catalogues import catalogue_of
from core.people import LANGUAGES
from core.words_queries import own_texts
from hardware.vocabulary import Corrected
from hardware.vocabulary.pack_parts import LONGEST_WORDS, MOST_CORRECTED

SAID_BY = (
    "templates/kiosk/",
    "templates/_layouts/kiosk.html",
    "hardware/kiosk/",
    "hardware/vocabulary/",
    "inventory/data/categories.csv",
)
"""Where the texts of the screen stand; a piece is called by its category where it has no name of its own."""


def corrected_words() -> tuple[Corrected, ...]:
    """Each corrected text of the screen, by language and English; what a kiosk could not show is left out."""
    found = [
        Corrected(language, own.english, own.forms)
        for language in LANGUAGES
        for key, own in own_texts(language).texts.items()
        if own.forms and _is_said(language, key) and _fits((own.english, *own.forms))
    ]
    return tuple(sorted(found, key=lambda one: (one.language, one.english))[:MOST_CORRECTED])


def _is_said(language: str, key: str) -> bool:
    text = catalogue_of(language).texts.get(key)
    return text is not None and any(file.startswith(SAID_BY) for file in text.files)


def _fits(texts: tuple[str, ...]) -> bool:
    return all(0 < len(one) <= LONGEST_WORDS and "\n" not in one for one in texts)
