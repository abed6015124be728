"""External verification: a dated visit, the work that is looked at, what was found; the draw of a sample is kept."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.audit import guard_append_only
from core.db import Day, Json, Model, Text, UtcInstant, Whole, near, no_longer, one_of

FINDING_KINDS = ("seen", "good", "finding", "action")


class SampleBasis(Model):
    """What a plan was drawn from: with the seed it gives the same plan again, whatever was assessed since."""

    __tablename__ = "sample_basis"

    plan_id: Mapped[int] = mapped_column(ForeignKey("sample_plan.id"), primary_key=True)
    assessed: Mapped[list[dict[str, Any]]] = mapped_column(Json, default=list)


class ActionAnswer(Model):
    """What an assessor says was done about a verifier's action; the verifier then closes it, or asks again."""

    __tablename__ = "action_answer"
    __table_args__ = (no_longer("said", 400), Index("ix_action_answer_action_id", "action_id"))

    id: Mapped[int] = mapped_column(Whole, primary_key=True)
    token: Mapped[str] = mapped_column(Text, unique=True)
    action_id: Mapped[int] = mapped_column(ForeignKey("verifier_action.id"))
    said: Mapped[str] = mapped_column(Text)
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime] = mapped_column(UtcInstant)


class VerifierVisit(Model):
    """A guest of the awarding body looks at one run between two days: all of it, or the work that was chosen."""

    __tablename__ = "verifier_visit"
    __table_args__ = (
        *near("starts_on", "ends_on"),
        one_of("scope", ("run", "sample")),
        CheckConstraint("ends_on >= starts_on", name="days_in_order"),
        no_longer("purpose", 200),
        Index("ix_verifier_visit_person_id", "person_id", "site_id"),
    )

    id: Mapped[int] = mapped_column(Whole, primary_key=True)
    token: Mapped[str] = mapped_column(Text, unique=True)
    site_id: Mapped[int] = mapped_column(ForeignKey("site.id"), index=True)
    run_id: Mapped[int] = mapped_column(ForeignKey("run.id"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    scope: Mapped[str] = mapped_column(Text, default="run")
    purpose: Mapped[str] = mapped_column(Text, default="")
    starts_on: Mapped[date] = mapped_column(Day)
    ends_on: Mapped[date] = mapped_column(Day)
    made_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    made_at: Mapped[datetime] = mapped_column(UtcInstant)
    ended_at: Mapped[datetime | None] = mapped_column(UtcInstant)


class VisitWork(Model):
    """One learner's unit that a visit of scope "sample" looks at."""

    __tablename__ = "visit_work"
    __table_args__ = (ForeignKeyConstraint(["registration_id"], ["registration.id"]),)

    visit_id: Mapped[int] = mapped_column(ForeignKey("verifier_visit.id"), primary_key=True)
    registration_id: Mapped[int] = mapped_column(Whole, primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), primary_key=True)


class VisitFinding(Model):
    """What the guest wrote down: work seen, good practice, a finding, or an action (which stands among the run's)."""

    __tablename__ = "visit_finding"
    __table_args__ = (
        one_of("kind", FINDING_KINDS),
        UniqueConstraint("action_id"),
        no_longer("what", 400),
        CheckConstraint("(kind = 'action') = (action_id IS NOT NULL)", name="action_named"),
        Index("ix_visit_finding_visit_id", "visit_id"),
    )

    id: Mapped[int] = mapped_column(Whole, primary_key=True)
    token: Mapped[str] = mapped_column(Text, unique=True)
    visit_id: Mapped[int] = mapped_column(ForeignKey("verifier_visit.id"))
    kind: Mapped[str] = mapped_column(Text)
    what: Mapped[str] = mapped_column(Text)
    registration_id: Mapped[int | None] = mapped_column(ForeignKey("registration.id"))
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"))
    action_id: Mapped[int | None] = mapped_column(ForeignKey("verifier_action.id"))
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime] = mapped_column(UtcInstant)


for _kept in (SampleBasis, ActionAnswer, VisitFinding):
    guard_append_only(_kept)
