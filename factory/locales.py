"""Which language a request is answered in: the person's, else the tablet's, else the browser's; else English."""

from __future__ import annotations

from pathlib import Path

from flask import Flask, g, request
from flask_babel import Babel, get_locale

from core.clock import SITE_ZONE
from core.people import LANGUAGES
from factory.cookies import LANGUAGE, read_cookie

FOLDER = Path(__file__).resolve().parent.parent / "translations"


def choose_language() -> str:
    """The code of the language of this request."""
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
    """Start Flask-Babel with our catalogues."""
    Babel(
        app,
        default_locale="en",
        default_timezone=SITE_ZONE,
        default_translation_directories=str(FOLDER),
        locale_selector=choose_language,
    )
