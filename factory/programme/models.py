"""Targets of the programme: data that coordinators set and change, with every earlier figure kept."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Day, Model, Text, UtcInstant, Whole, no_longer, one_of
from factory.programme.indicators import INDICATORS
from factory.programme.learning import LEARNING
from factory.programme.machine_hours import MACHINES
from factory.programme.works import PLANNED

_BUILT = {**INDICATORS, **LEARNING, **MACHINES}
TARGET_SLUGS = (*(slug for slug, indicator in _BUILT.items() if indicator.may_have_target), *PLANNED)
HIGHEST_TARGET = 100_000_000


class Target(Model):
    """A number that an indicator, or a part of it, is to reach within days, at one site or at all (NULL), in its unit.

    A row is never changed: another row replaces it (`replaces_id`), and it ends. So the list is its own history.
    """

    __tablename__ = "target"
    __table_args__ = (
        one_of("indicator", TARGET_SLUGS),
        CheckConstraint(f"number BETWEEN 1 AND {HIGHEST_TARGET}", name="number_bounded"),
        CheckConstraint("ends_on >= starts_on", name="days_in_order"),
        CheckConstraint("(ended_at IS NULL) = (ended_why = '')", name="end_has_reason"),
        no_longer("split", 80),
        one_of("ended_why", ("", "changed", "dropped")),
        Index("ix_target_span", "starts_on", "ends_on"),
    )

    id: Mapped[int] = mapped_column(Whole, primary_key=True)
    token: Mapped[str] = mapped_column(Text, unique=True)
    indicator: Mapped[str] = mapped_column(Text)
    split: Mapped[str] = mapped_column(Text, default="", server_default="")
    """The part of the indicator, such as homes among makeovers; "" is the whole."""
    number: Mapped[int] = mapped_column(Whole)
    starts_on: Mapped[date] = mapped_column(Day)
    ends_on: Mapped[date] = mapped_column(Day)
    site_id: Mapped[int | None] = mapped_column(ForeignKey("site.id"))
    replaces_id: Mapped[int | None] = mapped_column(ForeignKey("target.id"))
    made_at: Mapped[datetime] = mapped_column(UtcInstant)
    made_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    ended_at: Mapped[datetime | None] = mapped_column(UtcInstant)
    ended_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    ended_why: Mapped[str] = mapped_column(Text, default="")
