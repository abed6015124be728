"""The words of visits on a page: hours and minutes, roles, works, how an end is known."""

from __future__ import annotations

from flask_babel import gettext

from core.errors import N_
from core.visits import HOW_NAMES, WORK_NAMES
from factory.people_words import role_words

NOT_SAID = N_("Not said")
VISITOR = N_("Visitor")
KIND_NAMES = {
    "came": N_("Came"),
    "went": N_("Went home"),
    "worked": N_("Said what it was for"),
    "corrected": N_("Put right"),
    "paper": N_("Keyed in from paper"),
    "dropped": N_("Left out"),
}


def hours_words(ms: int) -> str:
    """A length of time, such as "3 h 05"."""
    minutes = round(ms / 60_000)
    return str(gettext("%(hours)s h %(minutes)s", hours=minutes // 60, minutes=f"{minutes % 60:02d}"))


def work_words(work: str) -> str:
    """The name of a work; "" is said to be not said."""
    return str(gettext(WORK_NAMES.get(work, NOT_SAID)))


def how_words(how: str) -> str:
    """How an end of a visit is known."""
    return str(gettext(HOW_NAMES[how])) if how in HOW_NAMES else ""


def visit_role_words(role: str) -> str:
    """The role in which somebody came."""
    return str(gettext(VISITOR)) if role == "visitor" else role_words(role)


def kind_words(kind: str) -> str:
    """What a line of a visit's story is."""
    return str(gettext(KIND_NAMES.get(kind, kind)))


WORDS = {
    "hours_words": hours_words,
    "work_words": work_words,
    "how_words": how_words,
    "visit_role_words": visit_role_words,
    "kind_words": kind_words,
}
"""What the templates of visits are given."""
