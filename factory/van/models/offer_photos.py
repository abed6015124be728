"""Table of the photos of what donors offer: with the contact they are all that says whose it is."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Model, Text, Whole, within
from core.files import LARGE_SIDE

MOST_PHOTOS = 5


class OfferPhoto(Model):
    """A photo of what is offered. It may show a home, so it goes with the contact; its place says how many may be."""

    __tablename__ = "offer_photo"
    __table_args__ = (
        within("position", 1, MOST_PHOTOS),
        within("width", 1, LARGE_SIDE),
        within("height", 1, LARGE_SIDE),
        CheckConstraint("length(sha256) = 64", name="sha256_whole"),
        Index("ix_offer_photo_sha256", "sha256"),
    )

    offer_id: Mapped[int] = mapped_column(ForeignKey("donation_offer.id"), primary_key=True)
    position: Mapped[int] = mapped_column(Whole, primary_key=True)
    sha256: Mapped[str] = mapped_column(Text)
    width: Mapped[int] = mapped_column(Whole)
    height: Mapped[int] = mapped_column(Whole)
