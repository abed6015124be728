"""Tables of the count: the ledger of counted facts, its sums by month, and how many pieces stand where."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from core.audit import guard_append_only
from core.db import Day, Flag, Model, Text, UtcInstant, Whole, true_or_false


class CountEntry(Model):
    """One line of the ledger: an indicator's amount for a piece's life. Append-only: a late truth is another line."""

    __tablename__ = "count_entry"
    __table_args__ = (
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

    indicator: Mapped[str] = mapped_column(Text, primary_key=True)
    month: Mapped[str] = mapped_column(Text, primary_key=True)
    site_id: Mapped[int] = mapped_column(ForeignKey("site.id"), primary_key=True)
    category: Mapped[str] = mapped_column(Text, primary_key=True)
    split: Mapped[str] = mapped_column(Text, primary_key=True)
    amount: Mapped[int] = mapped_column(Whole)


class BoardCount(Model):
    """How many pieces stand in a stage since a day: what the board counts, whatever the number of pieces."""

    __tablename__ = "board_count"

    site_id: Mapped[int] = mapped_column(ForeignKey("site.id"), primary_key=True)
    stage: Mapped[str] = mapped_column(Text, primary_key=True)
    since_day: Mapped[date] = mapped_column(Day, primary_key=True)
    category: Mapped[str] = mapped_column(Text, primary_key=True)
    amount: Mapped[int] = mapped_column(Whole)


guard_append_only(CountEntry)
