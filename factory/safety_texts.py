"""The texts on which somebody's safety or consent hangs: the gates' questions, and the notice of the first hour."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from flask_babel import force_locale, gettext

from core.errors import N_
from core.notice import NOTICE_TEXTS
from core.people import CHECK_PERMITS, LANGUAGES
from core.understandings import ShownWords
from core.words_queries import unchecked, version_of
from inventory.questions import questions
from inventory.services.desk_words import gate_words, words_of

MARK = N_("No person has checked these words yet. The English counts.")
"""The mark itself is such a text: whoever shares the screen must be able to read it."""


@lru_cache(maxsize=1)
def safety_texts() -> frozenset[str]:
    """English of every such text; one that no person has approved in a language is marked so on screen."""
    return frozenset((*gate_words(), *NOTICE_TEXTS, MARK))


def texts_of_permit(kind: str) -> list[str]:
    """What somebody with that permit answers for: the texts of the questions that ask for it."""
    if kind not in CHECK_PERMITS:
        return []
    return [text for item in questions().values() if item.permit == kind for text in words_of(item)]


def words_shown(
    language: str, texts: Iterable[str], *, with_english: bool, interpreter: str = ""
) -> ShownWords:
    """The record of these texts as they are shown in a language at this moment."""
    listed, language = list(texts), language if language in LANGUAGES else "en"
    lacking = unchecked(language, listed)
    with force_locale(language):
        version = version_of(gettext(text) for text in listed)
    return ShownWords(language, version, not lacking, with_english or bool(lacking), interpreter)


def state_of_words(language: str) -> dict[str, object]:
    """For tablets: a mark of the safety texts as they are now, and those that no person has checked."""
    texts = sorted(safety_texts())
    shown = words_shown(language, texts, with_english=True)
    return {"version": shown.version, "unchecked": unchecked(language, texts)}
