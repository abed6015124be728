"""The catalogues that come with the program: each text with its English, and whether a person has reviewed it."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from core.people import LANGUAGES

FOLDER = Path(__file__).resolve().parent.parent / "translations"
A_WHOLE_ONE = "ar"
"""A catalogue that holds every text; English, which has none of its own, is read from its ids."""


@dataclass(frozen=True, slots=True)
class CatalogueText:
    """One text. `forms` has one entry, or one for each plural form of the language; empty where nobody wrote it."""

    key: str
    english: str
    plural: str
    forms: tuple[str, ...]
    is_reviewed: bool
    files: tuple[str, ...]

    @property
    def is_missing(self) -> bool:
        """True if the language has no such text yet."""
        return not all(self.forms)


@dataclass(frozen=True)
class Catalogue:
    """A language's texts by key, in the order of their English; its plural forms and which number takes which."""

    texts: dict[str, CatalogueText]
    plural_count: int
    plural_rule: str = "(n != 1)"


def key_of(english: str, plural: str = "") -> str:
    """The name of a text: a hash of its English, so that a changed English is another text."""
    return hashlib.sha256(f"{english}\x00{plural}".encode()).hexdigest()[:32]


def catalogue_path(language: str) -> Path:
    """Where the catalogue of a language lies."""
    return FOLDER / language / "LC_MESSAGES" / "messages.po"


@lru_cache(maxsize=2)
def catalogue_of(language: str) -> Catalogue:
    """The catalogue of a language as it came with the program. Takes a quarter of a second, so two are kept."""
    from babel.messages.pofile import read_po

    is_english = language == "en"
    if language not in LANGUAGES:
        return Catalogue({}, 1)
    path = catalogue_path(A_WHOLE_ONE if is_english else language)
    with path.open("rb") as file:
        loaded = read_po(file, locale=A_WHOLE_ONE if is_english else language)
    texts: dict[str, CatalogueText] = {}
    for message in loaded:
        if not message.id:
            continue
        is_plural = not isinstance(message.id, str)
        english, plural = (message.id[0], message.id[1]) if is_plural else (message.id, "")
        given: tuple[object, ...] = (message.string,)
        if is_english:
            given = (english, plural)[: 1 + is_plural]
        elif isinstance(message.string, tuple | list):
            given = tuple(message.string)
        own = tuple(str(form or "") for form in given)
        key = key_of(str(english), str(plural))
        files = tuple(sorted({place for place, _ in message.locations}))
        is_reviewed = is_english or (bool(all(own)) and not message.fuzzy)
        texts[key] = CatalogueText(key, str(english), str(plural), own, is_reviewed, files)
    if is_english:
        return Catalogue(texts, 2)
    return Catalogue(texts, loaded.num_plurals, loaded.plural_expr)


@lru_cache(maxsize=16)
def reviewed_keys(language: str) -> frozenset[str]:
    """The keys of the texts that a person had reviewed before the program was handed out."""
    return frozenset(text.key for text in catalogue_of(language).texts.values() if text.is_reviewed)
