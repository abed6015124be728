"""Forgetting who offered as soon as they ask: the contact and the photos go at once, out of older backups too."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from sqlalchemy import select

from core.access import Actor, require, system_actor
from core.db import db, fast
from core.errors import N_, RuleBroken
from factory.van.models.offers import DonationOffer
from factory.van.services.numbers import note_write
from factory.van.services.offer_photos import is_on_round, take_photos_of
from factory.van.services.offers import own_offer

LEDGER_OF_OFFERS = "offer:"
"""How an offer stands in the ledger of erasures: this, and the client's id of the write that made it."""


def forget_offer(*, by: Actor, number: str, at: datetime) -> list[str]:
    """Delete who offers and the photos at once, because they ask; what was offered and answered stays counted.

    Gives the pictures, to delete after the commit. Again changes nothing. Raises NotFound, and RuleBroken while it
    waits on a round.
    """
    require(by, "plan_van")
    row = own_offer(by.site_id, number)
    if is_on_round(row):
        raise RuleBroken("", N_("This offer is on a collection round."), N_("Take it off the round first."))
    gone = take_photos_of([row.id])
    fast().run("DELETE FROM offer_contact WHERE offer_id = ?", (row.id,))
    if row.forgotten_at is None:
        row.forgotten_at = at
        db.session.flush()
        note_write("forget_offer", f"offer:{row.number}", by, at, ("forgotten_at", "contact", "photos"))
    db.session.expire_all()
    return gone


def forget_offers_of_donor(*, donor_id: int, by: Actor, at: datetime) -> None:
    """The desk deleted a donor's contact: their offers are forgotten too. The sweep of files finds the pictures."""
    query = (
        "SELECT o.number FROM donation_offer o JOIN donation n ON n.id = o.donation_id "
        "WHERE n.donor_id = ? AND o.forgotten_at IS NULL ORDER BY o.id"
    )
    desk = replace(by, is_system=True)
    for (number,) in fast().rows(query, (donor_id,)):
        forget_offer(by=desk, number=number, at=at)


def forget_offers_again(*, known: Iterable[str], at: datetime) -> tuple[list[str], list[str]]:
    """Offers that the ledger names and an older backup still holds: their numbers, and pictures to delete."""
    tokens = [one.removeprefix(LEDGER_OF_OFFERS) for one in known if one.startswith(LEDGER_OF_OFFERS)]
    numbers, gone = list[str](), list[str]()
    for token in tokens:
        query = select(DonationOffer).where(
            DonationOffer.token == token, DonationOffer.forgotten_at.is_(None)
        )
        row = db.session.scalar(query)
        if row is not None:
            fast().run("DELETE FROM round_stop WHERE offer_id = ? AND outcome = ''", (row.id,))
            number = row.number
            gone += forget_offer(by=system_actor(row.site_id), number=number, at=at)
            numbers.append(number)
    return numbers, gone
