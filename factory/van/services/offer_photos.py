"""Photos of what is offered, and forgetting: with the contact they go by one clock, or as soon as somebody asks."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy import select

from core.access import Actor, require, system_actor
from core.db import db, fast
from core.errors import N_, RuleBroken
from core.files import StoredPhoto
from factory.van.models.offer_photos import MOST_PHOTOS, OfferPhoto
from factory.van.models.offers import DonationOffer
from factory.van.services.numbers import note_write

LEDGER_OF_OFFERS = "offer:"
"""How an offer stands in the ledger of erasures: this, and the client's id of the write that made it."""


def add_photos(offer_id: int, photos: Sequence[StoredPhoto]) -> None:
    """Keep the photos of a new offer, each picture once. Raises RuleBroken for more than five."""
    each = list({photo.sha256: photo for photo in photos}.values())
    if len(each) > MOST_PHOTOS:
        raise RuleBroken("photos", N_("At most %(most)s photos."), N_("Leave some out."), most=MOST_PHOTOS)
    db.session.add_all(
        OfferPhoto(offer_id=offer_id, position=place, sha256=one.sha256, width=one.width, height=one.height)
        for place, one in enumerate(each, 1)
    )
    db.session.flush()


def forget_offer(*, by: Actor, row: DonationOffer, at: datetime) -> list[str]:
    """Delete who offers and the photos at once, because they ask; what was offered and answered stays counted.

    Gives the pictures, to delete after the commit. Again changes nothing. Raises RuleBroken while it is on a round.
    """
    require(by, "plan_van")
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


def forget_offers_of_donor(donor_id: int, by: Actor, at: datetime) -> None:
    """The desk deleted a donor's contact: their offers are forgotten too. The sweep of files finds the pictures."""
    query = (
        "SELECT o.id FROM donation_offer o JOIN donation n ON n.id = o.donation_id "
        "WHERE n.donor_id = ? AND o.forgotten_at IS NULL ORDER BY o.id"
    )
    desk = replace(by, is_system=True)
    for (offer_id,) in fast().rows(query, (donor_id,)):
        forget_offer(by=desk, row=db.session.get_one(DonationOffer, offer_id), at=at)


def forget_offers_again(known: Iterable[str], at: datetime) -> tuple[list[str], list[str]]:
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
            gone += forget_offer(by=system_actor(row.site_id), row=row, at=at)
            numbers.append(row.number)
    return numbers, gone


def is_on_round(row: DonationOffer) -> bool:
    """True while an accepted offer waits on a round."""
    waits = fast().row("SELECT 1 FROM round_stop WHERE offer_id = ? AND outcome = ''", (row.id,))
    return waits is not None and row.state == "accepted"


def take_photos_of(offer_ids: Sequence[int]) -> list[str]:
    """Take the photos of offers away, in the caller's transaction; their pictures, to delete once it holds."""
    if not offer_ids:
        return []
    marks = ", ".join("?" * len(offer_ids))
    gone = fast().rows(f"SELECT sha256 FROM offer_photo WHERE offer_id IN ({marks})", tuple(offer_ids))
    fast().run(f"DELETE FROM offer_photo WHERE offer_id IN ({marks})", tuple(offer_ids))
    return [row[0] for row in gone]
