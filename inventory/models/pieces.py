"""Tables of pieces, and of what the database must know of their categories."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Flag, Json, Model, Text, UtcInstant, Whole, one_of, partial_index, true_or_false, within
from inventory.stages import STAGES, STEPS

WEIGHT_SOURCES = ("", "average", "measured")
MOST_GRAMS = 1_000_000
"""Twice what an intake takes (`inventory.event_data.HEAVIEST_GRAMS`)."""


class Piece(Model):
    """One physical item, with a code for ever. All but code and id is folded from its events."""

    __tablename__ = "piece"
    __table_args__ = (
        one_of("stage", STAGES),
        one_of("step", ("", *STEPS)),
        one_of("weight_source", WEIGHT_SOURCES),
        within("grams", 0, MOST_GRAMS),
        true_or_false("is_practice"),
        true_or_false("is_sealed"),
        true_or_false("is_barred"),
        true_or_false("is_uncleared"),
        CheckConstraint("NOT (is_barred AND stage IN ('released', 'dismantled'))", name="barred_stays"),
        CheckConstraint("life >= 1", name="life_counts"),
        Index("ix_piece_board", "site_id", "stage", "since"),
        Index("ix_piece_category", "category", "id"),
        partial_index("ix_piece_donation_id", "donation_id", where="donation_id IS NOT NULL"),
        partial_index("ix_piece_place_id", "place_id", where="place_id IS NOT NULL"),
    )

    id: Mapped[int] = mapped_column(Whole, primary_key=True)
    code: Mapped[str] = mapped_column(Text, unique=True)
    claimed_site_id: Mapped[int] = mapped_column(ForeignKey("site.id"))
    site_id: Mapped[int] = mapped_column(ForeignKey("site.id"))
    is_practice: Mapped[bool] = mapped_column(Flag, default=False)
    stage: Mapped[str] = mapped_column(Text, default="draft")
    step: Mapped[str] = mapped_column(Text, default="")
    place_id: Mapped[int | None] = mapped_column(ForeignKey("place.id"))
    since: Mapped[datetime] = mapped_column(UtcInstant)
    life: Mapped[int] = mapped_column(Whole, default=1)
    category: Mapped[str] = mapped_column(Text, default="")
    title: Mapped[str] = mapped_column(Text, default="")
    grams: Mapped[int] = mapped_column(Whole, default=0)
    weight_source: Mapped[str] = mapped_column(Text, default="")
    donation_id: Mapped[int | None] = mapped_column(ForeignKey("donation.id"))
    photo_id: Mapped[str | None] = mapped_column(Text)
    waits_for: Mapped[str] = mapped_column(Text, default="")
    is_sealed: Mapped[bool] = mapped_column(Flag, default=False)
    is_barred: Mapped[bool] = mapped_column(Flag, default=False)
    is_uncleared: Mapped[bool] = mapped_column(Flag, default=False)
    folded: Mapped[dict[str, Any]] = mapped_column(Json)
    made_at: Mapped[datetime] = mapped_column(UtcInstant)


class CategoryRow(Model):
    """What the database itself must know of a category, so that no write past the services can release unchecked."""

    __tablename__ = "category"
    __table_args__ = (
        true_or_false("is_upholstered"),
        true_or_false("is_seating"),
        true_or_false("is_wooden"),
        true_or_false("is_mains"),
        true_or_false("is_childrens"),
        true_or_false("is_tall"),
        true_or_false("may_have_glass"),
    )

    slug: Mapped[str] = mapped_column(Text, primary_key=True)
    is_upholstered: Mapped[bool] = mapped_column(Flag)
    is_seating: Mapped[bool] = mapped_column(Flag)
    is_wooden: Mapped[bool] = mapped_column(Flag)
    is_mains: Mapped[bool] = mapped_column(Flag)
    is_childrens: Mapped[bool] = mapped_column(Flag)
    is_tall: Mapped[bool] = mapped_column(Flag)
    may_have_glass: Mapped[bool] = mapped_column(Flag)
