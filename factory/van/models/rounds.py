"""Tables of collection rounds: a day, a van, a driver, the kilometres, and the stops in their order."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Day, Model, Text, UtcInstant, Whole, at_least, no_longer, one_of, partial_index, within
from factory.van.words import STOP_OUTCOMES

MOST_KM = 2_000_000
MOST_KM_A_DAY = 1_500


class CollectionRound(Model):
    """One drive to donors."""

    __tablename__ = "collection_round"
    __table_args__ = (
        no_longer("van", 40),
        within("km_start", 0, MOST_KM),
        within("km_end", 0, MOST_KM),
        CheckConstraint(
            f"km_end IS NULL OR (km_start IS NOT NULL AND km_end >= km_start AND km_end - km_start <= {MOST_KM_A_DAY})",
            name="km_forward",
        ),
        Index("ix_collection_round_day", "site_id", "day"),
    )

    id: Mapped[int] = mapped_column(Whole, primary_key=True)
    token: Mapped[str] = mapped_column(Text, unique=True)
    number: Mapped[str] = mapped_column(Text, unique=True)
    site_id: Mapped[int] = mapped_column(ForeignKey("site.id"))
    day: Mapped[date] = mapped_column(Day)
    van: Mapped[str] = mapped_column(Text, default="")
    driver_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    km_start: Mapped[int | None] = mapped_column(Whole)
    km_end: Mapped[int | None] = mapped_column(Whole)
    made_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    made_at: Mapped[datetime] = mapped_column(UtcInstant)


class RoundStop(Model):
    """One offer to be fetched on a round. An offer waits on one round at a time; nobody in lets it be planned anew."""

    __tablename__ = "round_stop"
    __table_args__ = (
        one_of("outcome", ("", *STOP_OUTCOMES)),
        at_least("position", 1),
        partial_index(
            "ux_round_stop_offer", "offer_id", where="outcome IN ('', 'collected')", is_unique=True
        ),
        Index("ix_round_stop_round_id", "round_id", "position"),
    )

    id: Mapped[int] = mapped_column(Whole, primary_key=True)
    token: Mapped[str] = mapped_column(Text, unique=True)
    round_id: Mapped[int] = mapped_column(ForeignKey("collection_round.id"))
    offer_id: Mapped[int] = mapped_column(ForeignKey("donation_offer.id"))
    position: Mapped[int] = mapped_column(Whole)
    arrived_at: Mapped[datetime | None] = mapped_column(UtcInstant)
    left_at: Mapped[datetime | None] = mapped_column(UtcInstant)
    outcome: Mapped[str] = mapped_column(Text, default="")
    donation_id: Mapped[int | None] = mapped_column(ForeignKey("donation.id"))
