"""What became of learners: completion as proposed and confirmed, and what happened next."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Day, Flag, Json, Model, Text, UtcInstant, Whole, near, no_longer, one_of, true_or_false
from training.words import NEXT_STEPS

COMPLETIONS = ("completed", "not_completed", "never_came", "withdrawn")


class Completion(Model):
    """How a booking ended: what the version's rule proposed and why, and what the trainer confirmed."""

    __tablename__ = "completion"
    __table_args__ = (
        *near("completed_on"),
        one_of("proposed", COMPLETIONS),
        one_of("confirmed", COMPLETIONS),
        true_or_false("is_override"),
        no_longer("reason", 200),
    )

    booking_id: Mapped[int] = mapped_column(ForeignKey("booking.id"), primary_key=True)
    proposed: Mapped[str] = mapped_column(Text)
    why: Mapped[dict[str, Any]] = mapped_column(Json, default=dict)
    confirmed: Mapped[str] = mapped_column(Text)
    is_override: Mapped[bool] = mapped_column(Flag, default=False)
    reason: Mapped[str] = mapped_column(Text, default="")
    completed_on: Mapped[date] = mapped_column(Day)
    by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime] = mapped_column(UtcInstant)


class NextStep(Model):
    """What a learner did 0, 3 or 6 months after a run: coarse, optional."""

    __tablename__ = "next_step"
    __table_args__ = (
        CheckConstraint("after_months IN (0, 3, 6)", name="after_months_known"),
        *near("told_on"),
        UniqueConstraint("booking_id", "after_months"),
        one_of("step", NEXT_STEPS),
    )

    id: Mapped[int] = mapped_column(Whole, primary_key=True)
    token: Mapped[str] = mapped_column(Text, unique=True)
    booking_id: Mapped[int] = mapped_column(ForeignKey("booking.id"))
    after_months: Mapped[int] = mapped_column(Whole)
    step: Mapped[str] = mapped_column(Text)
    told_on: Mapped[date] = mapped_column(Day)
    by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))


class CalendarKey(Model):
    """A secret address of a calendar feed; shown once, kept as a hash, ended at any time."""

    __tablename__ = "calendar_key"
    __table_args__ = (one_of("kind", ("learner", "trainer", "run", "site")),)

    id: Mapped[int] = mapped_column(Whole, primary_key=True)
    key_hash: Mapped[str] = mapped_column(Text, unique=True)
    kind: Mapped[str] = mapped_column(Text)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    run_id: Mapped[int | None] = mapped_column(ForeignKey("run.id"))
    site_id: Mapped[int] = mapped_column(ForeignKey("site.id"))
    made_at: Mapped[datetime] = mapped_column(UtcInstant)
    ended_at: Mapped[datetime | None] = mapped_column(UtcInstant)
