"""Bank holidays that differ from those shipped: one more by proclamation, or a day that is worked after all."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Day, Flag, Model, Text, UtcInstant, near, no_longer, true_or_false


class HolidayChange(Model):
    """What a coordinator noted of one day."""

    __tablename__ = "holiday_change"
    __table_args__ = (
        *near("day"),
        true_or_false("is_worked"),
        no_longer("name", 80),
        CheckConstraint("is_worked OR name <> ''", name="named"),
    )

    day: Mapped[date] = mapped_column(Day, primary_key=True)
    name: Mapped[str] = mapped_column(Text)
    is_worked: Mapped[bool] = mapped_column(Flag, default=False)
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime] = mapped_column(UtcInstant)
