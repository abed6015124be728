"""A makeover of earlier years, from a list: its household signed on paper, on a day that the list tells."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Day, Model, Text, UtcInstant, near
from factory.makeovers.invariants import guard_past


class MakeoverPast(Model):
    """Counts as a sign-off of that day. It goes only together with its makeover, when its import is taken back."""

    __tablename__ = "makeover_past"
    __table_args__ = (*near("signed_on"), Index("ix_makeover_past_signed_on", "signed_on"))

    makeover_id: Mapped[int] = mapped_column(ForeignKey("makeover.id"), primary_key=True)
    token: Mapped[str] = mapped_column(Text, unique=True)
    signed_on: Mapped[date] = mapped_column(Day)
    at: Mapped[datetime] = mapped_column(UtcInstant)
    by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))


guard_past(MakeoverPast.metadata.tables["makeover_past"])
