"""A word of the room in the person's language."""

from __future__ import annotations

from flask_babel import gettext

from hardware.spoken import WORDS


def machine_word(word: str, group: str) -> str:
    """A word of the room in the person's language; one that a site made up itself as it is written."""
    known = WORDS[group].get(word)
    return gettext(known) if known else word.replace("_", " ").capitalize()
