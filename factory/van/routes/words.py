"""Template filters of the van's day, each word in the person's language."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from flask_babel import gettext

from core.errors import N_
from factory.van.routes import blueprint
from factory.van.words import (
    BACK_REASONS,
    CAME_BY,
    DECLINE_REASONS,
    NOT_SIGNED,
    OFFER_STATES,
    PIECE_STATES,
    STOP_OUTCOMES,
)
from inventory.catalogue import category

DELIVERY_STATES = {
    "planned": N_("Planned"),
    "loading": N_("In the van"),
    "there": N_("Arrived"),
    "done": N_("Done"),
    "cancelled": N_("Called off"),
}
EVENT_NAMES = {
    "loaded": N_("Loaded"),
    "delivered": N_("Delivered"),
    "back": N_("Came back"),
    "arrived": N_("Arrived"),
    "left": N_("Left"),
    "signed": N_("Signed"),
    "not_signed": N_("Not signed"),
    "stop_arrived": N_("Arrived"),
    "stop_left": N_("Left"),
    "nobody_in": N_("Nobody in"),
    "not_taken": N_("Not taken at the door"),
    "collected": N_("Collected"),
    "unread": N_("Could not be read"),
    "not_arrived": N_("Arrived: taken back"),
    "not_left": N_("Left: taken back"),
    "stop_not_arrived": N_("Arrived: taken back"),
}
WORDS = {
    "came_by": CAME_BY,
    "offer_state": OFFER_STATES,
    "decline_reason": DECLINE_REASONS,
    "stop_outcome": STOP_OUTCOMES,
    "delivery_state": DELIVERY_STATES,
    "van_piece_state": PIECE_STATES,
    "back_reason": BACK_REASONS,
    "not_signed_why": NOT_SIGNED,
    "van_event": EVENT_NAMES,
}


def _filter(words: dict[str, str]) -> Callable[[str], str]:
    def shown(slug: str) -> str:
        return gettext(words[slug]) if slug in words else slug

    return shown


for _name, _words in WORDS.items():
    blueprint.add_app_template_filter(_filter(_words), _name)


def item_words(slug: str) -> str:
    """The name of a kind of furniture."""
    found = category(slug)
    return gettext(found.name) if found is not None else slug


@blueprint.app_template_filter("items_words")
def items_words(items: Iterable[tuple[str, int]]) -> str:
    """What is offered: 2 × Armchair, 1 × Dining table."""
    return ", ".join(f"{many} × {item_words(slug)}" for slug, many in items)
