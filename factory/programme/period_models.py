"""Months that are closed at a site: their figures as they stood, and what came to light later."""

from __future__ import annotations

from datetime import date, datetime
from typing import Final

from sqlalchemy import CheckConstraint, ForeignKey, Index, Table, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.audit import guard_append_only
from core.db import Day, Model, Text, UtcInstant, Whole, within
from core.triggers import refuse_unless, unchanged
from factory.programme import trained_guards as trained_guards

MOST_OF_A_CELL: Final = 1_000_000_000_000_000
"""Far above what a month of anything comes to, hours in milliseconds too."""


class Period(Model):
    """A month at a site that was closed, for good. While it is being closed `closed_at` is NULL; that never lasts."""

    __tablename__ = "period"
    __table_args__ = (
        UniqueConstraint("site_id", "month"),
        UniqueConstraint("token", "site_id", "month"),
        CheckConstraint("closed_on > ends_on", name="is_over"),
    )

    id: Mapped[int] = mapped_column(Whole, primary_key=True)
    token: Mapped[str] = mapped_column(Text)
    site_id: Mapped[int] = mapped_column(ForeignKey("site.id"))
    month: Mapped[str] = mapped_column(Text)
    ends_on: Mapped[date] = mapped_column(Day)
    closed_on: Mapped[date] = mapped_column(Day)
    closed_at: Mapped[datetime | None] = mapped_column(UtcInstant)
    closed_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))


class FrozenCell(Model):
    """What an indicator came to in a closed month, by kind and split; a cell of nothing says that it was counted."""

    __tablename__ = "frozen_cell"
    __table_args__ = (
        UniqueConstraint("period_id", "indicator", "category", "split"),
        Index("ix_frozen_cell_month", "month", "indicator", "site_id"),
        within("amount", -MOST_OF_A_CELL, MOST_OF_A_CELL),
    )

    id: Mapped[int] = mapped_column(Whole, primary_key=True)
    period_id: Mapped[int] = mapped_column(ForeignKey("period.id"))
    indicator: Mapped[str] = mapped_column(Text)
    month: Mapped[str] = mapped_column(Text)
    site_id: Mapped[int] = mapped_column(ForeignKey("site.id"))
    category: Mapped[str] = mapped_column(Text, default="")
    split: Mapped[str] = mapped_column(Text, default="")
    amount: Mapped[int] = mapped_column(Whole)
    rule_version: Mapped[str] = mapped_column(Text)


class Adjustment(Model):
    """A late truth about a closed month: by how much its figure would be another, counted on the day it was found."""

    __tablename__ = "adjustment"
    __table_args__ = (
        Index("ix_adjustment_found_on", "found_on"),
        Index("ix_adjustment_month", "month", "site_id"),
        within("amount", -MOST_OF_A_CELL, MOST_OF_A_CELL),
        CheckConstraint("amount <> 0", name="amount_of_something"),
    )

    id: Mapped[int] = mapped_column(Whole, primary_key=True)
    indicator: Mapped[str] = mapped_column(Text)
    month: Mapped[str] = mapped_column(Text)
    site_id: Mapped[int] = mapped_column(ForeignKey("site.id"))
    category: Mapped[str] = mapped_column(Text, default="")
    split: Mapped[str] = mapped_column(Text, default="")
    amount: Mapped[int] = mapped_column(Whole)
    rule_version: Mapped[str] = mapped_column(Text)
    found_on: Mapped[date] = mapped_column(Day)
    found_at: Mapped[datetime] = mapped_column(UtcInstant)


class LateLook(Model):
    """A look for late truths: when it was, and how many were found."""

    __tablename__ = "late_look"
    __table_args__ = (Index("ix_late_look_day", "day"), within("found", 0, MOST_OF_A_CELL))

    id: Mapped[int] = mapped_column(Whole, primary_key=True)
    day: Mapped[date] = mapped_column(Day)
    at: Mapped[datetime] = mapped_column(UtcInstant)
    found: Mapped[int] = mapped_column(Whole)


def _number(month: str) -> str:
    """The number of a month's text in SQL, by which they are one after the other."""
    return f"(CAST(substr({month}, 1, 4) AS INTEGER) * 12 + CAST(substr({month}, 6, 2) AS INTEGER))"


def _guard(period: Table, frozen_cell: Table, adjustment: Table) -> None:
    """A month closes in its turn and once, with its figures; what is found later is of a closed month."""
    refuse_unless(
        period,
        "period_in_order",
        "INSERT ON period",
        "NEW.closed_at IS NULL AND CAST(NEW.ends_on AS TEXT) LIKE NEW.month || '-__' "
        "AND (NOT EXISTS (SELECT 1 FROM period p WHERE p.site_id = NEW.site_id) "
        "OR EXISTS (SELECT 1 FROM period p WHERE p.site_id = NEW.site_id AND p.closed_at IS NOT NULL "
        f"AND {_number('p.month')} = {_number('NEW.month')} - 1))",
        "a month closes after the month before it",
        first="PERFORM 1 FROM site WHERE id = NEW.site_id FOR UPDATE;",
    )
    refuse_unless(
        period,
        "period_stays_closed",
        "UPDATE ON period",
        "OLD.closed_at IS NULL AND NEW.closed_at IS NOT NULL "
        "AND EXISTS (SELECT 1 FROM frozen_cell c WHERE c.period_id = NEW.id) AND "
        + unchanged("id", "token", "site_id", "month", "ends_on", "closed_on", "closed_by_id"),
        "a closed month stays closed",
    )
    refuse_unless(period, "period_never_goes", "DELETE ON period", "1 = 0", "a closed month stays closed")
    refuse_unless(
        frozen_cell,
        "frozen_while_closing",
        "INSERT ON frozen_cell",
        "EXISTS (SELECT 1 FROM period p WHERE p.id = NEW.period_id AND p.closed_at IS NULL "
        "AND p.month = NEW.month AND p.site_id = NEW.site_id)",
        "figures freeze while their month closes",
    )
    refuse_unless(
        adjustment,
        "adjustment_of_a_closed_month",
        "INSERT ON adjustment",
        "EXISTS (SELECT 1 FROM period p WHERE p.month = NEW.month AND p.site_id = NEW.site_id "
        "AND p.closed_at IS NOT NULL) AND NOT EXISTS (SELECT 1 FROM period p WHERE p.site_id = NEW.site_id "
        "AND CAST(NEW.found_on AS TEXT) LIKE p.month || '-__')",
        "an adjustment is of a closed month and found in an open one",
    )


_guard(Period.__table__, FrozenCell.__table__, Adjustment.__table__)  # type: ignore[arg-type]
guard_append_only(FrozenCell)
guard_append_only(Adjustment)
guard_append_only(LateLook)
