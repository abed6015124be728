"""What every template may use: who and where, words in two languages, addresses of static files, filters."""

from __future__ import annotations

import hashlib
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

from flask import Flask, current_app, g, url_for
from flask_babel import format_date, format_datetime, format_decimal, gettext
from markupsafe import Markup, escape

from core.catalogues import key_of
from core.clock import local_day
from core.commas import comma
from core.db import db
from core.isolating import left_to_right
from core.people import LANGUAGES
from core.sites import Site
from core.sorting import turned
from factory.cookies import THEME, read_cookie
from factory.front_desk.policing import may_open
from factory.locales import is_checked_here, languages_on_offer, locale_code, text_direction
from factory.page_help import chapter_of, help_on
from factory.safety_texts import safety_texts

STATIC = Path(__file__).resolve().parent.parent / "static"


def asset(name: str) -> str:
    """The address of a static file with its hash, so that browsers may keep it for ever."""
    known: dict[str, str] = g.setdefault("assets", {})  # a page names its icons' file some hundred times
    if name not in known:
        known[name] = f"/static/{name}?v={_hash_of(name, _changed_at(name))}"
    return known[name]


def _changed_at(name: str) -> int:
    """When the file changed, asked only where somebody may be editing it."""
    if not current_app.config["ECO_SETTINGS"].is_demo:
        return 0
    try:
        return (STATIC / name).stat().st_mtime_ns
    except OSError:
        return 0


@lru_cache(maxsize=2048)
def _hash_of(name: str, changed_at: int) -> str:
    try:
        return hashlib.sha256((STATIC / name).read_bytes()).hexdigest()[:12]
    except OSError:
        return "missing"


def duo(message: str, **values: Any) -> Markup:
    """`message` in the person's language, and in English below it for whoever shares the screen.

    A safety text that no person has checked in that language always has its English beside it.
    """
    said, english = gettext(message, **values), message % values if values else message
    actor = g.get("actor")
    is_alone = actor is not None and not actor.shows_english
    if locale_code() == "en" or (is_alone and said != english and not is_unchecked(message)):
        return escape(said)
    if said == english:  # no words in that language yet: the English once, in its own direction
        return Markup('<span lang="en" dir="ltr">{}</span>').format(english)
    return Markup(
        '<span class="duo"><span class="duo-own">{}</span>'
        '<span class="duo-also" lang="en" dir="ltr">{}</span></span>'
    ).format(said, english)


def is_unchecked(message: str) -> bool:
    """True for a gate, notice or consent text that no person has approved in the language of the screen."""
    return locale_code() != "en" and message in safety_texts() and not is_checked_here(key_of(message))


def current_theme() -> str:
    """`light`, `dark` or the empty string, which follows the machine."""
    actor = g.get("actor")
    chosen = (actor.theme if actor is not None else "") or read_cookie(THEME)
    return chosen if chosen in ("light", "dark") else ""


def current_site() -> Site | None:
    """The site of the tablet, else of the person's sign-in."""
    if "here" not in g:
        place = g.get("device") or g.get("actor")
        g.here = db.session.get(Site, place.site_id) if place is not None else None
    here: Site | None = g.here
    return here


def endpoint_exists(name: str) -> bool:
    """True if the app has that endpoint (a room may be missing)."""
    return name in current_app.view_functions


def _context() -> dict[str, Any]:
    return {
        "me": g.get("actor"),
        "here": current_site(),
        "device": g.get("device"),
        "text_direction": text_direction(),
        "locale_code": locale_code(),
        "theme": current_theme(),
        "languages": LANGUAGES,
        "languages_on_offer": languages_on_offer(),
        "home": home_address(),
    }


def home_address() -> str:
    """The address of the home page."""
    return url_for("front_desk.show_home") if endpoint_exists("front_desk.show_home") else "/"


# Filters


def as_day_words(value: date | datetime | None) -> str:
    """22 Nov 2026, on the site's calendar."""
    if value is None:
        return ""
    day = local_day(value) if isinstance(value, datetime) else value
    return str(format_date(day, "d MMM y"))


def as_time_words(value: datetime | None) -> str:
    """14:05, the site's clock."""
    return "" if value is None else str(format_datetime(value, "HH:mm"))


def as_moment_words(value: datetime | None) -> str:
    """22 Nov 2026, 14:05."""
    return "" if value is None else f"{as_day_words(value)}{comma(locale_code())}{as_time_words(value)}"


def as_month_words(value: str | date | None) -> str:
    """November 2026, of a day or of `2026-11`."""
    if not value:
        return ""
    day = date.fromisoformat(f"{value}-01") if isinstance(value, str) and len(value) == 7 else value
    return str(format_date(day, "LLLL y")) if isinstance(day, date) else str(value)


def as_kg_words(grams: int | None) -> str:
    """Grams as kilograms with one decimal."""
    return "" if grams is None else f"{format_decimal(grams / 1000, '#,##0.0')} {gettext('kg')}"


def as_number_words(value: float | int | None) -> str:
    """A number grouped by the language's habit."""
    return "" if value is None else str(format_decimal(value))


def register_templating(app: Flask) -> None:
    """Give the templates their context and filters."""
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    app.context_processor(_context)
    app.jinja_env.globals.update(
        asset=asset,
        duo=duo,
        is_unchecked=is_unchecked,
        may=may_open,
        endpoint_exists=endpoint_exists,
        help_on=help_on,
        chapter_of=chapter_of,
        turned=turned,
    )
    app.jinja_env.tests["unchecked"] = is_unchecked
    app.jinja_env.filters["said"] = gettext
    app.jinja_env.filters.update(
        day=as_day_words,
        time=as_time_words,
        moment=as_moment_words,
        left_to_right=left_to_right,
        month=as_month_words,
        kg=as_kg_words,
        number=as_number_words,
        numberformat=as_number_words,
    )
