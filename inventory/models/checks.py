"""Tables of answers to the questions about a piece, and of its photos."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.audit import guard_append_only
from core.db import (
    Flag,
    Model,
    Text,
    UtcInstant,
    Whole,
    at_least,
    one_of,
    partial_index,
    true_or_false,
    within,
)
from inventory.facts import PHOTO_KINDS

MOST_PIXELS = 10_000
"""A side of a kept photo has at most 1600 pixels; 0 until its bytes have come."""


class CheckAnswer(Model):
    """One answer to a question about a piece, append-only, with the version of the question it was given under."""

    __tablename__ = "check_answer"
    __table_args__ = (
        UniqueConstraint("event_id", "question", "life"),
        true_or_false("counts"),
        at_least("life", 1),
        Index("ix_check_answer_piece_id", "piece_id", "life", "question"),
    )

    id: Mapped[int] = mapped_column(Whole, primary_key=True)
    event_id: Mapped[str] = mapped_column(ForeignKey("piece_event.id"))
    piece_id: Mapped[int] = mapped_column(ForeignKey("piece.id"))
    life: Mapped[int] = mapped_column(Whole)
    question: Mapped[str] = mapped_column(Text)
    version: Mapped[str] = mapped_column(Text)
    answer: Mapped[str] = mapped_column(Text)
    counts: Mapped[bool] = mapped_column(Flag)
    photo_id: Mapped[str | None] = mapped_column(Text)
    by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime] = mapped_column(UtcInstant)


class Photo(Model):
    """A photo of a piece, by the id its tablet gave it; the bytes are in the photo store under their hash."""

    __tablename__ = "photo"
    __table_args__ = (
        one_of("kind", PHOTO_KINDS),
        at_least("life", 1),
        within("width", 0, MOST_PIXELS),
        within("height", 0, MOST_PIXELS),
        Index("ix_photo_piece_id", "piece_id"),
        partial_index("ix_photo_sha256", "sha256", where="sha256 <> ''"),
    )

    id: Mapped[str] = mapped_column(Text, primary_key=True)
    piece_id: Mapped[int] = mapped_column(ForeignKey("piece.id"))
    life: Mapped[int] = mapped_column(Whole, default=1)
    kind: Mapped[str] = mapped_column(Text)
    sha256: Mapped[str] = mapped_column(Text)
    width: Mapped[int] = mapped_column(Whole)
    height: Mapped[int] = mapped_column(Whole)
    by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime] = mapped_column(UtcInstant)
    approved_at: Mapped[datetime | None] = mapped_column(UtcInstant)
    approved_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))


guard_append_only(CheckAnswer)
