"""Monitoring answers, under a key that only the house's secret leads to, and the basis on which they are asked.

The table of answers has no person, no site, no language and no time in it: nothing can be joined to it.
"""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from core.audit import guard_append_only
from core.db import Day, Flag, Model, Text, UtcInstant, Whole, near, no_longer, one_of, true_or_false
from factory.monitoring.words import QUESTIONS

WORDS = {name: ("", *answers) for name, (_, answers) in QUESTIONS.items()}


class MonitoringBasis(Model):
    """Whether the programme asks, why it may, and until when answers are kept; the newest row counts."""

    __tablename__ = "monitoring_basis"
    __table_args__ = (
        *near("ends_on"),
        true_or_false("is_asked"),
        no_longer("basis", 400),
        CheckConstraint("NOT is_asked OR length(basis) >= 10", name="basis_given"),
    )

    id: Mapped[int] = mapped_column(Whole, primary_key=True)
    token: Mapped[str] = mapped_column(Text, unique=True)
    is_asked: Mapped[bool] = mapped_column(Flag)
    basis: Mapped[str] = mapped_column(Text)
    ends_on: Mapped[date] = mapped_column(Day)
    made_at: Mapped[datetime] = mapped_column(UtcInstant)
    made_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))


class MonitoringAnswer(Model):
    """What somebody said of themselves ("" where a question was passed over)."""

    __tablename__ = "monitoring_answer"
    __table_args__ = (
        CheckConstraint("length(answer_key) = 64", name="answer_key_length"),
        *(one_of(name, words) for name, words in WORDS.items()),
        no_longer("gender_own", 40),
        CheckConstraint("gender_own = '' OR gender = 'own'", name="own_words_of_own"),
    )

    answer_key: Mapped[str] = mapped_column(Text, primary_key=True)
    from_abroad: Mapped[str] = mapped_column(Text, default="")
    age_band: Mapped[str] = mapped_column(Text, default="")
    gender: Mapped[str] = mapped_column(Text, default="")
    gender_own: Mapped[str] = mapped_column(Text, default="")
    disability: Mapped[str] = mapped_column(Text, default="")
    work: Mapped[str] = mapped_column(Text, default="")


guard_append_only(MonitoringBasis)
