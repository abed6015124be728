"""The words of machines as people read them, on cards, bookings and figures."""

from __future__ import annotations

from typing import Final

from core.errors import N_
from hardware.vocabulary.signs import MATERIALS, METHOD, PROTECTION

USE_WORDS: Final = {
    "own_work": N_("My own work"),
    "piece": N_("A piece of furniture"),
    "class": N_("A class"),
    "makeover": N_("A makeover"),
    "artefacts": N_("Things we make"),
    "maintenance": N_("Maintenance"),
    "unknown": N_("Not said"),
}
BOOKING_WORDS: Final = {
    "booked": N_("booked"),
    "used": N_("used"),
    "no_show": N_("nobody came"),
    "cancelled": N_("given back"),
}
STATE_WORDS: Final = {
    "in_service": N_("in service"),
    "needs_check": N_("needs a check or a clean"),
    "out_of_order": N_("out of order"),
    "retired": N_("retired"),
}


def sign_words(word: str) -> str:
    """What a sign says, in English; a site's own word as it stands."""
    for known in (PROTECTION, METHOD, MATERIALS):
        if word in known:
            return known[word]
    return word.replace("_", " ").capitalize()
