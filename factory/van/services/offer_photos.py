"""Photos of what is offered: kept with a new offer, taken away with its contact."""

from __future__ import annotations

from collections.abc import Sequence

from core.db import db, fast
from core.errors import N_, RuleBroken
from core.files import StoredPhoto
from factory.van.models.offer_photos import MOST_PHOTOS, OfferPhoto
from factory.van.models.offers import DonationOffer


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
