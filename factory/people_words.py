"""The words for roles, permits, consents and ways of signing in, in the language of whoever looks."""

from __future__ import annotations

from flask import Flask
from flask_babel import gettext

from core.errors import N_
from core.people import permit_name

OWN_NAMES = {
    "en": "English",
    "ar": "العربية",
    "fa": "فارسی",
    "ckb": "کوردی",
    "ti": "ትግርኛ",
    "uk": "Українська",
    "pl": "Polski",
    "ro": "Română",
    "fr": "Français",
    "ur": "اردو",
    "ps": "پښتو",
    "am": "አማርኛ",
}
"""Languages by their own names, in their own script."""
ROLE_WORDS = {
    "volunteer": N_("Volunteer"),
    "trainee": N_("Trainee"),
    "trainer": N_("Trainer"),
    "assessor": N_("Assessor"),
    "internal_verifier": N_("Internal verifier"),
    "external_verifier": N_("External verifier"),
    "driver": N_("Driver"),
    "coordinator": N_("Coordinator"),
    "maintainer": N_("Maintainer"),
    "funder": N_("Funder"),
    "administrator": N_("Administrator"),
}
WORDS_OF = N_("Words: %(language)s")
CONSENT_WORDS = {
    "privacy_notice": N_("Privacy notice"),
    "first_name_public": N_("First name in public"),
    "photo": N_("Photos of the person"),
    "voice": N_("Recordings of the voice"),
}
HOW_WORDS = {
    "seen": N_("read"),
    "heard": N_("heard"),
    "interpreted": N_("interpreted"),
    "paper": N_("on paper"),
}
CARD_WORDS = {"blank": N_("Blank"), "live": N_("Works"), "lost": N_("Lost"), "void": N_("Taken out")}


def role_words(role: str) -> str:
    """The name of a role."""
    return str(gettext(ROLE_WORDS.get(role, role)))


def permit_words(kind: str) -> str:
    """The name of a permit."""
    if kind.startswith("words:"):
        code = kind.removeprefix("words:")
        return str(gettext(WORDS_OF, language=OWN_NAMES.get(code, code)))
    return str(gettext(permit_name(kind)))


def consent_words(kind: str) -> str:
    """The name of a consent."""
    return str(gettext(CONSENT_WORDS.get(kind, kind)))


def how_words(how: str) -> str:
    """How a consent was given."""
    return str(gettext(HOW_WORDS.get(how, how)))


def card_words(state: str) -> str:
    """What state a card is in."""
    return str(gettext(CARD_WORDS.get(state, state)))


def register_people_words(app: Flask) -> None:
    """Give the templates these words."""
    app.jinja_env.globals.update(
        role_words=role_words,
        permit_words=permit_words,
        consent_words=consent_words,
        how_words=how_words,
        card_words=card_words,
    )
