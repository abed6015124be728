"""Which language a request is answered in, and its words: the catalogue's, under those that the house wrote."""

from __future__ import annotations

import logging
from typing import Any

from babel.support import Translations
from flask import Flask, g, request
from flask_babel import Babel, Domain, get_locale

from core.catalogues import FOLDER
from core.clock import SITE_ZONE
from core.people import LANGUAGES
from core.words_queries import NONE_YET, OwnTexts, checked_keys, own_texts
from factory.cookies import LANGUAGE, read_cookie


class HouseWords(Domain):
    """The catalogues that came with the program, overridden at once by the house's own corrections."""

    def __init__(self) -> None:
        super().__init__(domain="messages")  # type: ignore[no-untyped-call]
        self._merged: dict[str, tuple[str, Any]] = {}

    def get_translations(self) -> Any:
        """The words of the present language, looked up once a request: a page asks for some hundreds of texts."""
        language = locale_code()
        kept = g.setdefault("house_words", {}) if g else {}
        if language not in kept:
            kept[language] = self._words(language)
        return kept[language]

    def _words(self, language: str) -> Any:
        """English has no words of its own, so it asks nothing of the database."""
        base = super().get_translations()  # type: ignore[no-untyped-call]
        if language == "en":
            return base
        own = _own_of_request(language)
        if not own.texts:
            return base
        known = self._merged.get(language)
        if known is None or known[0] != own.mark:
            known = self._merged[language] = (own.mark, _merged(base, own))
        return known[1]


def _merged(base: Any, own: OwnTexts) -> Any:
    """The catalogue with the house's own texts in it."""
    merged = Translations()
    merged._catalog = dict(getattr(base, "_catalog", {}))
    merged.plural = getattr(base, "plural", merged.plural)
    for text in own.texts.values():
        if len(text.forms) == 1:
            merged._catalog[text.english] = text.forms[0]
        for number, form in enumerate(text.forms if len(text.forms) > 1 else ()):
            merged._catalog[(text.english, number)] = form
    return merged


def _own_of_request(language: str) -> OwnTexts:
    """The house's own texts, asked once in a request; where the database cannot answer, the catalogue's words do."""
    asked: dict[str, OwnTexts] = g.setdefault("own_words", {})
    if language not in asked:
        try:
            asked[language] = own_texts(language)
        except Exception:  # an error page must come in the person's language when the database is the error
            logging.getLogger(__name__).warning("the corrected words could not be read", exc_info=True)
            asked[language] = NONE_YET
    return asked[language]


def is_checked_here(key: str) -> bool:
    """True if a person has approved the text with that key in the language of this request."""
    language = locale_code()
    if language == "en":
        return True
    asked: dict[str, frozenset[str]] = g.setdefault("checked_words", {})
    if language not in asked:
        asked[language] = checked_keys(language)
    return key in asked[language]


def choose_language() -> str:
    """The language of this request: what the tablet's screen speaks, else the person's, else the browser's."""
    shown = request.headers.get("X-Eco-Language", "")
    if shown in LANGUAGES:
        return shown
    actor = g.get("actor")
    if actor is not None and actor.language in LANGUAGES:
        return str(actor.language)
    kept = read_cookie(LANGUAGE)
    if kept in LANGUAGES:
        return kept
    return request.accept_languages.best_match(LANGUAGES, default="en") or "en"


def languages_on_offer() -> list[str]:
    """English, and each language that has a catalogue."""
    return [code for code in LANGUAGES if code == "en" or (FOLDER / code / "LC_MESSAGES").is_dir()]


def locale_code() -> str:
    """The code of the language in use, `en` outside a request."""
    locale = get_locale()
    return locale.language if locale else "en"


def text_direction() -> str:
    """`rtl` or `ltr`."""
    locale = get_locale()
    return str(locale.text_direction) if locale else "ltr"


def register_locales(app: Flask) -> None:
    """Start Flask-Babel with our catalogues and the house's own words over them."""
    babel = Babel(
        app,
        default_locale="en",
        default_timezone=SITE_ZONE,
        default_translation_directories=str(FOLDER),
        locale_selector=choose_language,
    )
    babel.domain_instance = HouseWords()  # a cached property of the library, filled before its first use
