"""Who is meant by a card that was shown or a number that was typed."""

from __future__ import annotations

from datetime import datetime

from core.cards import live_card
from core.db import db
from core.errors import N_, RuleBroken
from core.ids import read_card
from core.people import Person
from core.people_queries import person_here


def person_shown(text: str, *, site_id: int, at: datetime) -> Person:
    """The person of a card that was shown, or of a number that was typed. Raises RuleBroken on "person"."""
    token = read_card(text)
    card = live_card(token, at=at) if token else None
    person = db.session.get(Person, card.person_id) if card is not None else None
    if person is not None and person.is_active:
        return person
    if token is not None:
        raise RuleBroken(
            "person",
            N_("This card is nobody's."),
            N_("A blank card begins a first hour; a lost one is replaced."),
        )
    return person_here(text.strip().upper(), site_id=site_id)
