"""Staff help a person who lost a card or PIN; nobody helps somebody above them (they could act in their name)."""

from __future__ import annotations

from datetime import datetime

from core.access import Actor
from core.cards import PrintedCard, card_by_token, claim_card, lose_cards, make_card_for
from core.clock import local_day
from core.credentials import new_pin, set_pin
from core.errors import N_, NotAllowed, RuleBroken
from core.ids import read_card
from core.newcomers import check_home
from core.people import Person
from core.people_queries import person_here
from core.standing_queries import has_live_permit, may_help


def person_to_help(*, by: Actor, number: str, at: datetime) -> Person:
    """The person of the site, if `by` may help them. Raises NotFound or NotAllowed."""
    person = person_here(number, site_id=by.site_id)
    if not may_help(by, person.id, at=at):
        raise NotAllowed(
            N_("You cannot do this for this person."),
            N_("A coordinator can; for a coordinator or administrator, an administrator."),
        )
    return person


def person_to_arm(*, by: Actor, number: str, at: datetime) -> Person:
    """The person whose PIN or password is set. Whoever could then sign checks as them gives their own secret first.

    Raises as `person_to_help`, and NotAllowed where that secret is missing.
    """
    person = person_to_help(by=by, number=number, at=at)
    if not by.signs and has_live_permit(person.id, day=local_day(at)):
        raise NotAllowed(
            N_("This person signs checks: it needs your own PIN or password again."),
            N_("Open My page, give it there, then press once more."),
        )
    return person


def give_new_pin(*, by: Actor, number: str, at: datetime) -> tuple[Person, str]:
    """Give a person a new random PIN; it is told once and kept nowhere.

    A found card of the staff must not become somebody's signature under a check, so that PIN asks for one's own.
    """
    person, pin = person_to_arm(by=by, number=number, at=at), new_pin()
    set_pin(by=by, person_id=person.id, pin=pin, at=at)
    return person, pin


def take_lost_card(*, by: Actor, number: str, at: datetime) -> Person:
    """Call a person's cards lost."""
    person = person_to_help(by=by, number=number, at=at)
    lose_cards(by=by, person_id=person.id, at=at)
    return person


def claim_new_card(*, by: Actor, number: str, text: str, at: datetime) -> Person:
    """Give a person the blank card that was shown.

    Raises as `person_to_help`, RuleBroken for no card of ours or one of another site, Conflict for one in use.
    """
    person = person_to_help(by=by, number=number, at=at)
    token = read_card(text)
    card = card_by_token(token) if token else None
    if card is None:
        raise RuleBroken("card", N_("This is no card of ours."), N_("Take a blank card from the drawer."))
    check_home(card, by.site_id)
    claim_card(by=by, card_id=card.id, person_id=person.id, at=at)
    return person


def print_card_for(*, by: Actor, number: str, at: datetime) -> tuple[Person, PrintedCard]:
    """Make a card for a person, to print now."""
    person = person_to_help(by=by, number=number, at=at)
    return person, make_card_for(by=by, person_id=person.id, at=at)
