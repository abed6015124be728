"""By which rule learners count as trained: each choice with its first day, kept for ever."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from core.audit import guard_append_only
from core.db import Day, Model, Text, UtcInstant, Whole, near, one_of
from training.trained import TRAINED, WAYS


class TrainedRule(Model):
    """From the first of a month on, an indicator counts who did this; without any choice, who completed.

    Of two choices for the same day the later one counts. A choice is never changed or taken away: another follows it.
    The programme sees to it that none reaches into a month that is closed (`factory.programme.trained_guards`).
    """

    __tablename__ = "trained_rule"
    __table_args__ = (
        *near("starts_on"),
        one_of("indicator", tuple(TRAINED)),
        one_of("way", WAYS),
        CheckConstraint("CAST(starts_on AS TEXT) LIKE '____-__-01'", name="from_the_first"),
    )

    id: Mapped[int] = mapped_column(Whole, primary_key=True)
    token: Mapped[str] = mapped_column(Text, unique=True)
    indicator: Mapped[str] = mapped_column(Text)
    way: Mapped[str] = mapped_column(Text)
    starts_on: Mapped[date] = mapped_column(Day)
    decided_at: Mapped[datetime] = mapped_column(UtcInstant)
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))


guard_append_only(TrainedRule)
