"""Tables of what donors offer, before anything is given: what, how it came, what was said to it; contacts apart."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Model, Text, UtcInstant, Whole, no_longer, one_of, within
from core.people import LANGUAGES
from factory.van.words import CAME_BY, DECLINE_REASONS, OFFER_STATES

MOST_OF_A_KIND = 99


class DonationOffer(Model):
    """Something that somebody would give. Lists know its outcode only; who offers is apart."""

    __tablename__ = "donation_offer"
    __table_args__ = (
        one_of("came_by", tuple(CAME_BY)),
        one_of("state", tuple(OFFER_STATES)),
        one_of("reason", ("", *DECLINE_REASONS)),
        one_of("language", LANGUAGES),
        no_longer("outcode", 4),
        CheckConstraint("(state = 'declined') = (reason <> '')", name="declined_why"),
        CheckConstraint("(state = 'received') = (donation_id IS NOT NULL)", name="received_what"),
        CheckConstraint("(state = 'offered') = (decided_at IS NULL)", name="decided_when"),
        Index("ix_donation_offer_site_id", "site_id", "state", "id"),
        Index("ix_donation_offer_donation_id", "donation_id"),
    )

    id: Mapped[int] = mapped_column(Whole, primary_key=True)
    token: Mapped[str] = mapped_column(Text, unique=True)
    number: Mapped[str] = mapped_column(Text, unique=True)
    site_id: Mapped[int] = mapped_column(ForeignKey("site.id"))
    came_by: Mapped[str] = mapped_column(Text)
    outcode: Mapped[str] = mapped_column(Text, default="")
    language: Mapped[str] = mapped_column(Text, default="en")
    state: Mapped[str] = mapped_column(Text, default="offered")
    reason: Mapped[str] = mapped_column(Text, default="")
    slot_at: Mapped[datetime | None] = mapped_column(UtcInstant)
    donation_id: Mapped[int | None] = mapped_column(ForeignKey("donation.id"))
    made_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    made_at: Mapped[datetime] = mapped_column(UtcInstant)
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    decided_at: Mapped[datetime | None] = mapped_column(UtcInstant)
    forgotten_at: Mapped[datetime | None] = mapped_column(UtcInstant)


class OfferItem(Model):
    """How many of a kind of furniture an offer holds."""

    __tablename__ = "offer_item"
    __table_args__ = (within("how_many", 1, MOST_OF_A_KIND),)

    offer_id: Mapped[int] = mapped_column(ForeignKey("donation_offer.id"), primary_key=True)
    category: Mapped[str] = mapped_column(ForeignKey("category.slug"), primary_key=True)
    how_many: Mapped[int] = mapped_column(Whole)


class OfferContact(Model):
    """Who offers and where it stands. Apart, because it goes first."""

    __tablename__ = "offer_contact"
    __table_args__ = (
        no_longer("name", 120),
        no_longer("phone", 40),
        no_longer("email", 200),
        no_longer("collect_from", 200),
    )

    offer_id: Mapped[int] = mapped_column(ForeignKey("donation_offer.id"), primary_key=True)
    name: Mapped[str] = mapped_column(Text, default="")
    phone: Mapped[str] = mapped_column(Text, default="")
    email: Mapped[str] = mapped_column(Text, default="")
    collect_from: Mapped[str] = mapped_column(Text, default="")
