"""Former learners who help: hours in classes, and mentoring, which is an activity of its own."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Day, Model, Text, UtcInstant, Whole, near, no_longer, one_of, within
from training.words import HELP_KINDS


class HelpTime(Model):
    """Some minutes of help on a day: in the classes of a run, or mentoring one learner in a subject."""

    __tablename__ = "help_time"
    __table_args__ = (
        *near("done_on"),
        one_of("kind", HELP_KINDS),
        within("minutes", 1, 1440),
        no_longer("about", 80),
        CheckConstraint("learner_id IS NULL OR learner_id <> person_id", name="mentor_not_learner"),
        CheckConstraint("kind != 'helping' OR run_id IS NOT NULL", name="helping_has_run"),
        CheckConstraint("kind != 'mentoring' OR learner_id IS NOT NULL", name="mentoring_has_learner"),
        Index("ix_help_time_person_id", "person_id", "done_on"),
        Index("ix_help_time_site_id", "site_id", "done_on"),
    )

    id: Mapped[int] = mapped_column(Whole, primary_key=True)
    token: Mapped[str] = mapped_column(Text, unique=True)
    site_id: Mapped[int] = mapped_column(ForeignKey("site.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    kind: Mapped[str] = mapped_column(Text)
    run_id: Mapped[int | None] = mapped_column(ForeignKey("run.id"))
    learner_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    about: Mapped[str] = mapped_column(Text, default="")
    done_on: Mapped[date] = mapped_column(Day)
    minutes: Mapped[int] = mapped_column(Whole)
    by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime] = mapped_column(UtcInstant)
