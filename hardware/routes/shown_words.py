"""Words of the room in templates: signs of the board, states, causes, materials; drawings; and how long it is."""

from __future__ import annotations

from datetime import datetime

from flask_babel import gettext, ngettext

from core.clock import now
from core.people import permit_name
from hardware.forms.spoken import machine_word
from hardware.routes import blueprint
from hardware.spoken import SIGN_ICONS
from hardware.vocabulary.signs import CHECKS, drawing_of, drawing_of_kind

blueprint.add_app_template_filter(machine_word, "machine_word")
blueprint.add_app_template_filter(drawing_of, "machine_art")
blueprint.add_app_template_filter(drawing_of_kind, "kind_art")


@blueprint.app_template_filter("sign_icon")
def sign_icon(sign: str) -> str:
    """The symbol of a sign of the board: its shape tells it without its colour."""
    return SIGN_ICONS[sign]


@blueprint.app_template_filter("check_words")
def check_words(step: str) -> str:
    """A step of a checklist in the person's language."""
    return gettext(CHECKS.get(step, step))


@blueprint.app_template_filter("permit_words")
def permit_words(kind: str) -> str:
    """A kind of permit in the person's language."""
    return gettext(permit_name(kind))


@blueprint.app_template_filter("how_long")
def how_long(since: datetime) -> str:
    """How long ago it began, in minutes, hours or days."""
    return lasted(int((now() - since).total_seconds() * 1000))


@blueprint.app_template_filter("lasted")
def lasted(milliseconds: int) -> str:
    """A length of time: minutes, then hours and minutes, then days."""
    minutes = max(0, milliseconds) // 60_000
    if minutes < 60:
        return ngettext("%(num)s min", "%(num)s min", minutes)
    if minutes < 48 * 60:
        return gettext("%(hours)s h %(minutes)s min", hours=minutes // 60, minutes=minutes % 60)
    return ngettext("%(num)s day", "%(num)s days", minutes // (24 * 60))
