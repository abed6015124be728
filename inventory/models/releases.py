"""The table of releases; the database itself refuses one that a gate forbids."""

from __future__ import annotations

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.audit import guard_append_only
from core.db import Day, Model, Text, Whole, at_least, one_of
from inventory.event_data import TERMS
from inventory.invariants import guard_releases
from inventory.models.pieces import Piece
from inventory.stages import DESTINATIONS


class Release(Model):
    """A piece left: where to, and the very answers that allowed it. Append-only.

    Triggers check that each answer is this piece's, of this life, of the right question, counted and allowing.
    """

    __tablename__ = "release"
    __table_args__ = (
        UniqueConstraint("piece_id", "life", "event_id"),
        one_of("destination", DESTINATIONS),
        one_of("terms", TERMS),
        at_least("life", 1),
        CheckConstraint(
            "(stable_answer_id IS NOT NULL) OR (stability_override_id IS NOT NULL)", name="stability_known"
        ),
        CheckConstraint(
            "(after_photo_id IS NOT NULL) OR (photo_override_id IS NOT NULL)", name="after_photo_known"
        ),
        CheckConstraint(
            "destination != 'organisation' OR organisation_id IS NOT NULL", name="organisation_named"
        ),
        CheckConstraint("destination != 'household' OR household_id IS NOT NULL", name="household_named"),
        CheckConstraint("destination != 'makeover' OR makeover_id IS NOT NULL", name="makeover_named"),
        CheckConstraint("price_pence >= 0", name="price_bounded"),
        Index("ix_release_organisation_id", "organisation_id", "released_on", "piece_id", "life"),
        Index("ix_release_released_on", "released_on"),
    )

    event_id: Mapped[str] = mapped_column(ForeignKey("piece_event.id"), primary_key=True)
    piece_id: Mapped[int] = mapped_column(ForeignKey("piece.id"))
    life: Mapped[int] = mapped_column(Whole)
    released_on: Mapped[date] = mapped_column(Day)
    destination: Mapped[str] = mapped_column(Text)
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"))
    household_id: Mapped[int | None] = mapped_column(ForeignKey("household.id"))
    makeover_id: Mapped[int | None] = mapped_column(ForeignKey("makeover.id"))
    terms: Mapped[str] = mapped_column(Text, default="gift")
    price_pence: Mapped[int] = mapped_column(Whole, default=0)
    quality_answer_id: Mapped[int] = mapped_column(ForeignKey("check_answer.id"))
    intent_answer_id: Mapped[int | None] = mapped_column(ForeignKey("check_answer.id"))
    stable_answer_id: Mapped[int | None] = mapped_column(ForeignKey("check_answer.id"))
    stability_override_id: Mapped[str | None] = mapped_column(ForeignKey("piece_event.id"))
    after_photo_id: Mapped[str | None] = mapped_column(ForeignKey("photo.id"))
    photo_override_id: Mapped[str | None] = mapped_column(ForeignKey("piece_event.id"))
    infestation_answer_id: Mapped[int | None] = mapped_column(ForeignKey("check_answer.id"))
    fire_answer_id: Mapped[int | None] = mapped_column(ForeignKey("check_answer.id"))
    minor_repair_answer_id: Mapped[int | None] = mapped_column(ForeignKey("check_answer.id"))
    kept_apart_answer_id: Mapped[int | None] = mapped_column(ForeignKey("check_answer.id"))
    filling_answer_id: Mapped[int | None] = mapped_column(ForeignKey("check_answer.id"))
    electrical_answer_id: Mapped[int | None] = mapped_column(ForeignKey("check_answer.id"))
    children_answer_id: Mapped[int | None] = mapped_column(ForeignKey("check_answer.id"))
    wall_fixing_answer_id: Mapped[int | None] = mapped_column(ForeignKey("check_answer.id"))
    glass_answer_id: Mapped[int | None] = mapped_column(ForeignKey("check_answer.id"))


guard_append_only(Release)
guard_releases(Piece.metadata.tables["piece"], Piece.metadata.tables["release"])
