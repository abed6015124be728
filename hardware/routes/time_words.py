"""Filters of the pages of bookings, figures and cards: words of the room's own lists."""

from __future__ import annotations

from datetime import date, datetime

from flask_babel import format_date, format_decimal
from flask_babel import gettext as _

from core.clock import local_day
from hardware.routes import blueprint
from hardware.spoken import sign_words

HOUR_MS = 3_600_000


@blueprint.app_template_filter("sign_says")
def sign_says(word: str) -> str:
    """What a sign says."""
    return str(_(sign_words(word)))


@blueprint.app_template_filter("day_name")
def day_name(value: date | datetime) -> str:
    """Tue 22 Nov, on the site's calendar."""
    return str(format_date(local_day(value) if isinstance(value, datetime) else value, "EEE d MMM"))


@blueprint.app_template_filter("name_of_weekday")
def name_of_weekday(number: int) -> str:
    """Monday for 0, in the person's language."""
    return str(format_date(date(2024, 1, 1 + number), "EEEE"))


@blueprint.app_template_filter("in_hours")
def in_hours(milliseconds: int | None) -> str:
    """Milliseconds as hours with one decimal."""
    return "" if milliseconds is None else str(format_decimal(milliseconds / HOUR_MS, "#,##0.0"))
