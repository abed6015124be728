"""Pieces of a makeover: what is wanted, what the household chose from the photos, and what is kept for it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Model, Text, UtcInstant, Whole, no_longer, one_of, partial_index, within
from core.held_pieces import HELD
from factory.makeovers.invariants import guard_pieces
from factory.makeovers.words import BACK_REASONS, PIECE_STATES, sql_list


class MakeoverWant(Model):
    """So many pieces of a category are wanted."""

    __tablename__ = "makeover_want"
    __table_args__ = (
        within("quantity", 1, 50),
        no_longer("category", 60),
        Index("ix_makeover_want_makeover_id", "makeover_id"),
    )

    id: Mapped[int] = mapped_column(Whole, primary_key=True)
    token: Mapped[str] = mapped_column(Text, unique=True)
    makeover_id: Mapped[int] = mapped_column(ForeignKey("makeover.id"))
    category: Mapped[str] = mapped_column(Text)
    quantity: Mapped[int] = mapped_column(Whole, default=1)


class MakeoverWish(Model):
    """The household pointed at a photo of a ready piece."""

    __tablename__ = "makeover_wish"

    makeover_id: Mapped[int] = mapped_column(ForeignKey("makeover.id"), primary_key=True)
    piece_id: Mapped[int] = mapped_column(ForeignKey("piece.id"), primary_key=True)
    at: Mapped[datetime] = mapped_column(UtcInstant)


class MakeoverPiece(Model):
    """A piece kept for a makeover, and what became of it; while it is held nobody else can have it.

    `release_id` is the release by which it was delivered.
    """

    __tablename__ = "makeover_piece"
    __table_args__ = (
        one_of("state", PIECE_STATES),
        one_of("reason", ("", *BACK_REASONS)),
        within("life", 1, 1000),
        CheckConstraint("(state IN ('came_back', 'taken_off')) = (reason <> '')", name="back_with_reason"),
        CheckConstraint("state <> 'delivered' OR release_id IS NOT NULL", name="delivered_by_release"),
        partial_index(
            "ix_makeover_piece_held", "piece_id", where=f"state IN ({sql_list(HELD)})", is_unique=True
        ),
        Index("ix_makeover_piece_makeover_id", "makeover_id", "state"),
        Index("ix_makeover_piece_piece_id", "piece_id"),
    )

    id: Mapped[int] = mapped_column(Whole, primary_key=True)
    token: Mapped[str] = mapped_column(Text, unique=True)
    makeover_id: Mapped[int] = mapped_column(ForeignKey("makeover.id"))
    piece_id: Mapped[int] = mapped_column(ForeignKey("piece.id"))
    life: Mapped[int] = mapped_column(Whole, default=1)
    state: Mapped[str] = mapped_column(Text, default="allocated")
    reason: Mapped[str] = mapped_column(Text, default="")
    release_id: Mapped[str | None] = mapped_column(ForeignKey("release.event_id"))
    allocated_at: Mapped[datetime] = mapped_column(UtcInstant)
    allocated_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    state_at: Mapped[datetime] = mapped_column(UtcInstant)
    state_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))


guard_pieces(MakeoverPiece.metadata.tables["makeover_piece"])
