"""People's cards: printed ahead, given, lost, replaced. The token is on paper only; we keep what it proves."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select

from core.access import Actor
from core.audit import write_audit_line
from core.clock import local_day
from core.db import db
from core.errors import N_, Conflict, NotFound, RuleBroken
from core.ids import lookup_key, new_token, proof_key
from core.people import Card
from core.people_queries import hold_living
from core.sign_ins import end_sign_ins_of

MOST_AT_ONCE = 200
CARD_HOLDS = timedelta(days=3 * 365)


@dataclass(frozen=True)
class PrintedCard:
    """A card to print: its number, and the token that exists nowhere else from now on."""

    number: str
    token: str


def _new_card(site_id: int, at: datetime) -> tuple[Card, str]:
    token = new_token()
    proof = proof_key(token)
    while True:
        number = f"C{secrets.randbelow(900_000) + 100_000}"
        if db.session.scalar(select(Card.id).where(Card.number == number)) is None:
            break
    card = Card(site_id=site_id, number=number, lookup_key=lookup_key(proof), proof_key=proof, made_at=at)
    db.session.add(card)
    return card, token


def make_blank_cards(*, by: Actor, count: int, at: datetime) -> list[PrintedCard]:
    """Make cards ahead; whoever shows one first begins their first hour with it.

    Raises RuleBroken for none or too many at once.
    """
    if not 1 <= count <= MOST_AT_ONCE:
        raise RuleBroken("count", N_("Between 1 and %(most)s cards at once."), most=MOST_AT_ONCE)
    made = [_new_card(by.site_id, at) for _ in range(count)]
    db.session.flush()
    write_audit_line(
        "make_blank_cards", f"cards:{made[0][0].number}", site_id=by.site_id, by_id=by.person_id, at=at
    )
    return [PrintedCard(card.number, token) for card, token in made]


def make_card_for(*, by: Actor, person_id: int, at: datetime) -> PrintedCard:
    """Make a card that is the person's from the start; their other cards go on working until they are called lost.

    Raises NotFound for one who was erased.
    """
    hold_living(person_id)
    card, token = _new_card(by.site_id, at)
    card.person_id, card.state, card.claimed_at = person_id, "live", at
    card.ends_on = local_day(at + CARD_HOLDS)
    db.session.flush()
    _write("make_card_for", card, by, at)
    return PrintedCard(card.number, token)


def card_by_token(token: str) -> Card | None:
    """The card that carries this token, whatever its state."""
    return db.session.scalar(select(Card).where(Card.lookup_key == lookup_key(proof_key(token))))


def live_card(token: str, *, at: datetime) -> Card | None:
    """The card if it signs somebody in today."""
    card = card_by_token(token)
    if card is None or card.state != "live" or (card.ends_on is not None and card.ends_on < local_day(at)):
        return None
    return card


def claim_card(*, by: Actor, card_id: int, person_id: int, at: datetime) -> None:
    """A blank card becomes the person's; one that is somebody's already is refused with a Conflict.

    Raises NotFound for one who was erased.
    """
    hold_living(person_id)
    card = db.session.get_one(Card, card_id)
    if card.state == "live" and card.person_id == person_id:
        return
    if card.state != "blank":
        raise Conflict(N_("This card is somebody's already, or was ended."), N_("Take another blank card."))
    card.person_id, card.state, card.claimed_at = person_id, "live", at
    card.ends_on = local_day(at + CARD_HOLDS)
    db.session.flush()
    _write("claim_card", card, by, at)


def lose_cards(*, by: Actor, person_id: int, at: datetime, number: str = "") -> int:
    """Call the person's live cards (or the one with that number) lost: dead from now on, and so are their sign-ins.

    Raises NotFound for a number that is none of theirs.
    """
    query = select(Card).where(Card.person_id == person_id, Card.state == "live")
    cards = list(db.session.scalars(query.where(Card.number == number) if number else query))
    if number and not cards:
        raise NotFound
    for card in cards:
        card.state, card.ended_at = "lost", at
        _write("lose_card", card, by, at)
    db.session.flush()
    if cards:
        end_sign_ins_of(person_id, at=at, keep=by.sign_in_id if by.person_id == person_id else "")
    return len(cards)


def void_card(*, by: Actor, number: str, at: datetime) -> None:
    """Take a blank card of this site out of use: spoilt, or missing from the drawer.

    Raises NotFound for a card of another site, RuleBroken for one that is somebody's.
    """
    card = db.session.scalar(select(Card).where(Card.number == number, Card.site_id == by.site_id))
    if card is None:
        raise NotFound
    if card.state != "blank":
        raise RuleBroken(
            "number", N_("Only a blank card is taken out like this."), N_("Open its person instead.")
        )
    card.state, card.ended_at = "void", at
    db.session.flush()
    _write("void_card", card, by, at)


def blank_cards(site_id: int) -> list[Card]:
    """Cards printed ahead at a site that nobody has claimed, newest first."""
    query = select(Card).where(Card.site_id == site_id, Card.state == "blank").order_by(Card.id.desc())
    return list(db.session.scalars(query.limit(MOST_AT_ONCE)))


def _write(verb: str, card: Card, by: Actor, at: datetime) -> None:
    write_audit_line(
        verb,
        f"card:{card.number}",
        site_id=by.site_id,
        by_id=by.person_id,
        device_id=by.device_id,
        at=at,
        fields=["state"],
    )
