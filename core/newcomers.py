"""A new person's first hour: a blank card, a language, a name, a picture, a notice. Online or from a tablet's queue."""

from __future__ import annotations

import hmac
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import select

from core.access import Actor, system_actor
from core.cards import claim_card
from core.clock import local_day
from core.db import db
from core.errors import N_, Conflict, NotAllowed, RuleBroken
from core.ids import sign_proof
from core.people import Card, Person
from core.people_roles import give_role
from core.people_services import add_person, note_consent, note_day_in
from core.understandings import ShownWords
from core.young import set_young


@dataclass(frozen=True)
class Newcomer:
    """What a new person told the tablet."""

    token: str
    called: str
    language: str
    avatar: str
    notice: str
    notice_how: str
    shown: ShownWords | None = None
    is_young: bool = False
    """True for somebody who said that they are under 18."""
    is_late: bool = False
    """True for one from a tablet's queue, whom a missing answer must not lose."""


def card_by_lookup(lookup: str) -> Card:
    """The card with that lookup key, blank or taken. Raises NotAllowed for one that does not exist or was ended."""
    card = db.session.scalar(select(Card).where(Card.lookup_key == lookup))
    if card is None or card.state in ("void", "lost"):
        raise NotAllowed(N_("This card does not work."), N_("Take another blank card."))
    return card


def check_home(card: Card, site_id: int) -> None:
    """Raise RuleBroken for a blank card that was printed at another site: it would be missing from its drawer there."""
    if card.state == "blank" and card.site_id != site_id:
        raise RuleBroken(
            "card",
            N_("This blank card belongs to another site."),
            N_("Take a blank card from the drawer here, and send this one back."),
        )


def _check_proof(card: Card, message: str, proof: str) -> None:
    """Raise NotAllowed unless `proof` shows that whoever made `message` had the card in hand."""
    good = sign_proof(card.proof_key, message).encode()
    if not hmac.compare_digest(good, proof.encode("utf-8", "replace")):
        raise NotAllowed(N_("The card was not shown."), N_("Show the card again."))


def welcome_from_queue(
    *,
    newcomer: Newcomer,
    lookup: str,
    message: str,
    proof: str,
    site_id: int,
    device_id: int | None,
    at: datetime,
) -> tuple[Person, bool]:
    """As `welcome`, for what waited on a tablet: `proof` shows that whoever made `message` held the card.

    Raises NotAllowed where it does not.
    """
    _check_proof(card_by_lookup(lookup), message, proof)
    return welcome(newcomer=newcomer, lookup=lookup, site_id=site_id, device_id=device_id, at=at)


def welcome(
    *, newcomer: Newcomer, lookup: str, site_id: int, device_id: int | None, at: datetime
) -> tuple[Person, bool]:
    """Make the person, give them the card with that lookup key and the volunteer's role from today; True if new.

    The same token again returns the same person; the same card with another token is a Conflict. Raises NotAllowed
    for a card that does not work, RuleBroken for one of another site and for a notice not seen.
    """
    card = card_by_lookup(lookup)
    known = db.session.scalar(select(Person).where(Person.token == newcomer.token))
    if known is not None:
        if card.person_id != known.id:
            raise Conflict(
                N_("This card is somebody's already, or was ended."), N_("Take another blank card.")
            )
        return known, False
    check_home(card, site_id)
    if not newcomer.notice or newcomer.notice_how not in ("seen", "heard"):
        raise RuleBroken("notice", N_("The privacy notice comes first."), N_("Look at it, or hear it."))
    door = replace(system_actor(site_id), device_id=device_id)
    person = add_person(
        by=door,
        called=newcomer.called,
        language=newcomer.language,
        avatar=newcomer.avatar,
        at=at,
        token=newcomer.token,
    )
    claim_card(by=door, card_id=card.id, person_id=person.id, at=at)
    _let_in(door, person, newcomer, at)
    return person, True


def _let_in(door: Actor, person: Person, newcomer: Newcomer, at: datetime) -> None:
    note_consent(
        by=door,
        person_id=person.id,
        kind="privacy_notice",
        how=newcomer.notice_how,
        version=newcomer.notice,
        at=at,
        shown=newcomer.shown,
        is_late=newcomer.is_late,
    )
    give_role(
        by=door,
        person_id=person.id,
        role="volunteer",
        site_id=door.site_id,
        starts_on=local_day(at),
        ends_on=None,
        at=at,
    )
    if newcomer.is_young:
        set_young(by=door, person_id=person.id, is_young=True, permitted_on=None, at=at)
    note_day_in(person_id=person.id, site_id=door.site_id, at=at)
