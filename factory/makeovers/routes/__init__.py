"""Makeovers: the one blueprint, the lookups and the way in which every form of the room is pressed."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from pkgutil import iter_modules

from flask import Blueprint, flash, redirect
from flask_babel import gettext
from werkzeug.wrappers import Response

import factory.makeovers.models  # noqa: F401  # the tables of the whole room
from core.db import transaction
from core.errors import Conflict, EcoError, NotAllowed, NotFound, RuleBroken
from core.guards import current_actor
from core.pressing import PressedForm, told
from factory.makeovers.queries.lists import makeover_id_by_code
from factory.makeovers.queries.story import Whole, whole_makeover
from factory.makeovers.shown_words import picture_of, word_of
from inventory.catalogue import categories

blueprint = Blueprint("makeovers", __name__)
Page = str | Response | tuple[str, int]


def there(code: str) -> Whole:
    """The makeover of the person's site that has this code. Raises NotFound."""
    found = makeover_id_by_code(code, current_actor().site_id)
    row = whole_makeover(found) if found is not None else None
    if row is None:
        raise NotFound()
    return row


def press(
    form: PressedForm, act: Callable[[], object], words: str, goal: str, page: Callable[[], str]
) -> Page:
    """Press a form: its one service, then `words` and the goal; else its page with the refusal beside the field."""
    if form.validate():
        try:
            with transaction():
                act()
            flash(words, "good")
            return redirect(goal, 303)
        except (RuleBroken, NotAllowed, Conflict) as problem:
            form.refuse(problem)
    return page(), 422


def tap(act: Callable[[], object], words: str, goal: str) -> Response:
    """Press a button without a field: its one service, then `words`, or why not, and the goal."""
    try:
        with transaction():
            act()
        flash(words, "good")
    except (RuleBroken, NotAllowed, Conflict) as problem:
        flash(why_not(problem), "refused")
    return redirect(goal, 303)


def category_names() -> dict[str, str]:
    """Every category's name in the person's language, by slug."""
    return {slug: str(gettext(row.name)) for slug, row in categories().items()}


def why_not(problem: EcoError) -> str:
    """A refusal in the person's language."""
    return told(problem)


@blueprint.app_template_filter("makeover_word")
def makeover_word(slug: str, kind: str) -> str:
    """What a word of makeovers is called."""
    return str(gettext(word_of(slug, kind)))


@blueprint.app_template_filter("makeover_picture")
def makeover_picture(slug: str, kind: str) -> str:
    """The icon of a word of makeovers."""
    return picture_of(slug, kind)


for _module in sorted(iter_modules(__path__), key=lambda one: one.name):
    import_module(f"{__name__}.{_module.name}")
