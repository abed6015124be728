"""In which words a plain page asked the gates' questions: what the record keeps beside the answers."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from flask_babel import get_locale, gettext

from core.access import Actor
from core.words_queries import unchecked, version_of
from inventory.questions import Question
from inventory.services.desk_words import words_of


def shown_to(by: Actor, questions: Iterable[Question]) -> dict[str, Any]:
    """The note for an event: language, a mark of these words, whether a person had checked them, English beside."""
    texts = [text for item in questions for text in words_of(item)]
    locale = get_locale()
    language = locale.language if locale else "en"
    is_checked = not unchecked(language, texts)
    return {
        "language": language,
        "version": version_of(gettext(text) for text in texts),
        "checked": is_checked,
        "english": language == "en" or by.shows_english or not is_checked,
    }
