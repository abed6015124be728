"""Tables of the count: the ledger of counted facts, its sums by month, and how many pieces stand where."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from core.audit import guard_append_only
from core.db import Day, Flag, Model, Text, UtcInstant, Whole, at_least, one_of, true_or_false, within
from inventory.stages import STAGES

COUNTED = (
    "pieces_received",
    "pieces_upcycled",
    "pieces_given_out",
    "grams_kept",
    "co2e_low_grams",
    "co2e_high_grams",
    "co2e_left_out",
)
"""The indicators that the ledger holds (`inventory.services.ledger`)."""
MOST_OF_A_LIFE = 1_000_000_000
"""Far above what one piece weighs or saves in grams; a line that takes another back is below zero."""
MOST_OF_A_MONTH = 1_000_000_000_000
MOST_ON_BOARD = 1_000_000_000


class CountEntry(Model):
    """One line of the ledger: an indicator's amount for a piece's life. Append-only: a late truth is another line."""

    __tablename__ = "count_entry"
    __table_args__ = (
        one_of("indicator", COUNTED),
        at_least("life", 1),
        within("amount", -MOST_OF_A_LIFE, MOST_OF_A_LIFE),
        true_or_false("is_adjustment"),
        Index("ix_count_entry_piece_id", "piece_id"),
        Index("ix_count_entry_rows", "indicator", "day", "site_id", "category", "split", "amount"),
    )

    id: Mapped[int] = mapped_column(Whole, primary_key=True)
    indicator: Mapped[str] = mapped_column(Text)
    piece_id: Mapped[int] = mapped_column(ForeignKey("piece.id"))
    life: Mapped[int] = mapped_column(Whole)
    site_id: Mapped[int] = mapped_column(ForeignKey("site.id"))
    day: Mapped[date] = mapped_column(Day)
    category: Mapped[str] = mapped_column(Text)
    split: Mapped[str] = mapped_column(Text, default="")
    amount: Mapped[int] = mapped_column(Whole)
    event_id: Mapped[str] = mapped_column(ForeignKey("piece_event.id"))
    is_adjustment: Mapped[bool] = mapped_column(Flag, default=False)
    made_at: Mapped[datetime] = mapped_column(UtcInstant)


class CountMonth(Model):
    """The running sums of the ledger by month: what the dashboard reads; must always equal a recount."""

    __tablename__ = "count_month"
    __table_args__ = (
        one_of("indicator", COUNTED),
        within("amount", -MOST_OF_A_MONTH, MOST_OF_A_MONTH),
    )

    indicator: Mapped[str] = mapped_column(Text, primary_key=True)
    month: Mapped[str] = mapped_column(Text, primary_key=True)
    site_id: Mapped[int] = mapped_column(ForeignKey("site.id"), primary_key=True)
    category: Mapped[str] = mapped_column(Text, primary_key=True)
    split: Mapped[str] = mapped_column(Text, primary_key=True)
    amount: Mapped[int] = mapped_column(Whole)


class BoardCount(Model):
    """How many pieces stand in a stage since a day: what the board counts, whatever the number of pieces."""

    __tablename__ = "board_count"
    __table_args__ = (one_of("stage", STAGES), within("amount", 0, MOST_ON_BOARD))

    site_id: Mapped[int] = mapped_column(ForeignKey("site.id"), primary_key=True)
    stage: Mapped[str] = mapped_column(Text, primary_key=True)
    since_day: Mapped[date] = mapped_column(Day, primary_key=True)
    category: Mapped[str] = mapped_column(Text, primary_key=True)
    amount: Mapped[int] = mapped_column(Whole)


guard_append_only(CountEntry)
