"""Tables of sets: pieces that are kept together, such as a table and six chairs, and since when each belongs to one."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Model, Text, UtcInstant, Whole, at_least, no_longer, partial_index

LONGEST_NAME = 80
MOST_PIECES = 40


class PieceSet(Model):
    """Some pieces of a site under a number, and a name if one was given."""

    __tablename__ = "piece_set"
    __table_args__ = (no_longer("name", LONGEST_NAME), Index("ix_piece_set_site_id", "site_id"))

    id: Mapped[int] = mapped_column(Whole, primary_key=True)
    token: Mapped[str] = mapped_column(Text, unique=True)
    number: Mapped[str] = mapped_column(Text, unique=True)
    site_id: Mapped[int] = mapped_column(ForeignKey("site.id"))
    name: Mapped[str] = mapped_column(Text, default="")
    made_at: Mapped[datetime] = mapped_column(UtcInstant)
    made_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))


class PieceSetMember(Model):
    """A piece of a set, in one of its lives. It belongs to one set at a time; who leaves stays on record."""

    __tablename__ = "piece_set_member"
    __table_args__ = (
        at_least("life", 1),
        CheckConstraint("left_at IS NULL OR left_at >= joined_at", name="left_after"),
        partial_index("ux_piece_set_member_piece", "piece_id", where="left_at IS NULL", is_unique=True),
        Index("ix_piece_set_member_set_id", "set_id"),
    )

    id: Mapped[int] = mapped_column(Whole, primary_key=True)
    set_id: Mapped[int] = mapped_column(ForeignKey("piece_set.id"))
    piece_id: Mapped[int] = mapped_column(ForeignKey("piece.id"))
    life: Mapped[int] = mapped_column(Whole)
    joined_at: Mapped[datetime] = mapped_column(UtcInstant)
    joined_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    left_at: Mapped[datetime | None] = mapped_column(UtcInstant)
    left_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
