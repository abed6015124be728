"""Forgetting who offered as soon as they ask: the contact and the photos go at once, out of older backups too."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import select

from core.access import Actor, require, system_actor
from core.db import db, fast
from core.errors import N_, RuleBroken
from factory.privacy.ledger import OFFERS
from factory.van.models.offers import DonationOffer
from factory.van.services.numbers import note_write
from factory.van.services.offer_photos import is_on_round, take_photos_of
from factory.van.services.offers import own_offer


def forget_offer(*, by: Actor, number: str, at: datetime) -> list[str]:
    """Delete who offers and the photos at once, because they ask; what was offered and answered stays counted.

    Gives the pictures, to delete after the commit. Again changes nothing. Raises NotFound, and RuleBroken while it
    waits on a round.
    """
    require(by, "plan_van")
    return _forget(own_offer(by.site_id, number), by, at)


def _forget(row: DonationOffer, by: Actor, at: datetime) -> list[str]:
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
    for (number,) in fast().rows(query, (donor_id,)):
        _forget(own_offer(by.site_id, number), by, at)


def forget_offers_again(*, known: Iterable[str], at: datetime) -> tuple[list[str], list[str]]:
    """Offers that the ledger names and an older backup still holds: their numbers, and pictures to delete."""
    tokens = [one.removeprefix(OFFERS) for one in known if one.startswith(OFFERS)]
    numbers, gone = list[str](), list[str]()
    for token in tokens:
        query = select(DonationOffer).where(
            DonationOffer.token == token, DonationOffer.forgotten_at.is_(None)
        )
        row = db.session.scalar(query)
        if row is not None:
            fast().run("DELETE FROM round_stop WHERE offer_id = ? AND outcome = ''", (row.id,))
            number = row.number
            gone += _forget(row, system_actor(row.site_id), at)
            numbers.append(number)
    return numbers, gone
