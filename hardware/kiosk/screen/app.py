"""Puts the screen together: a small Flask app on loopback, over the agent that it shows."""

from __future__ import annotations

import hashlib
from functools import lru_cache
from pathlib import Path
from typing import Any

from flask import Flask, current_app, redirect
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import HTTPException

from hardware.kiosk.screen import pictures
from hardware.kiosk.screen.guard import Guard
from hardware.kiosk.screen.pages import pages
from hardware.kiosk.screen.spell import Spell
from hardware.kiosk.screen.views import cards, care, person, problems, standing  # noqa: F401  # each adds its own
from hardware.kiosk.screen.words import Words, direction, installed
from hardware.kiosk.showing import Due, ForTheScreen
from hardware.vocabulary import signs

ROOT = Path(__file__).resolve().parents[3]
MOST_BYTES = 3 * 1024 * 1024
"""A photo of a fault, as JPEG."""


def build_screen(
    *agents: ForTheScreen, language: str = "en", theme: str = "", is_silent: bool = False
) -> Flask:
    """The screen of one machine or several. `language` is spoken while nobody is known; `theme`: "", light, dark."""
    app = Flask("kiosk", template_folder=str(ROOT / "templates"), static_folder=str(ROOT / "static"))
    guard = Guard()
    guard.watch(app)
    app.config.update(
        MAX_CONTENT_LENGTH=MOST_BYTES,
        MAX_FORM_MEMORY_SIZE=64 * 1024,
        MAX_FORM_PARTS=20,
        START_WORD=guard.word,
    )
    app.url_map.redirect_defaults = False
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    app.extensions["kiosk"] = Spell(agents, language if language in installed() else "en")
    app.register_blueprint(pages)
    app.register_error_handler(HTTPException, _back_home)
    app.jinja_env.globals.update(
        asset=asset,
        picture=pictures.picture,
        machine_picture=signs.drawing_of_kind,
        piece_picture=pictures.piece_drawing,
        purpose_picture=pictures.PURPOSE_DRAWINGS.get,
        gravest_first=pictures.gravest_first,
        known=_known(),
        theme=theme,
        is_silent=is_silent,
        word=guard.word,
    )
    app.context_processor(_words_of_page)
    return app


def _known() -> dict[str, dict[str, str]]:
    return {
        "protection": signs.PROTECTION,
        "method": signs.METHOD,
        "materials": signs.MATERIALS,
        "checks": signs.CHECKS,
        "problems": signs.PROBLEMS,
        "dangers": signs.DANGERS,
        "purposes": signs.PURPOSES,
        "care": pictures.CARE,
        "reasons": pictures.REASONS,
        "remedies": pictures.REMEDIES,
    }


def _words_of_page() -> dict[str, Any]:
    spell: Spell = current_app.extensions["kiosk"]
    words = spell.words()
    return {
        "_": words.gettext,
        "gettext": words.gettext,
        "ngettext": words.ngettext,
        "duo": words.duo,
        "moment": words.moment,
        "due_words": lambda due: _due_words(words, due),
        "ask_staff": pictures.ASK_STAFF,
        "has_several": spell.has_several,
        "locale_code": words.language,
        "text_direction": direction(words.language),
        "languages_on_offer": spell.languages(),
    }


def _due_words(words: Words, due: Due) -> str:
    """Clean the collet in 3 h; Clean the collet: now."""
    what = words.gettext(pictures.CARE.get(due.what, due.what))
    if due.in_hours <= 0:
        return words.gettext("%(what)s: now", what=what)
    return words.gettext("%(what)s in %(hours)s h", what=what, hours=f"{due.in_hours:.0f}")


def _back_home(problem: HTTPException) -> ResponseReturnValue:
    """What is not there leads back to the machine; a refused stranger gets the bare number."""
    if problem.code in (404, 405):
        return redirect("/", 303)
    return "", problem.code or 500


def asset(name: str) -> str:
    """The address of a static file with its hash."""
    return f"/static/{name}?v={_hash_of(name)}"


@lru_cache(maxsize=512)
def _hash_of(name: str) -> str:
    try:
        return hashlib.sha256((ROOT / "static" / name).read_bytes()).hexdigest()[:12]
    except OSError:
        return "missing"
