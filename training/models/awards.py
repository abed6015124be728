"""Recommendations for award of credit, what the body answered, amendments, and the awards themselves."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.audit import guard_append_only
from core.db import (
    Day,
    Flag,
    Model,
    Text,
    UtcInstant,
    Whole,
    at_least,
    near,
    no_longer,
    one_of,
    true_or_false,
)
from training.award_guards import guard_credit, guard_racs

RESULTS = ("achieved", "refused", "query")


class Rac(Model):
    """A recommendation for award of credit (RAC) of a run: signed by tutor and verifier, then sent and frozen."""

    __tablename__ = "rac"
    __table_args__ = (
        at_least("number", 1),
        UniqueConstraint("run_id", "number"),
    )

    id: Mapped[int] = mapped_column(Whole, primary_key=True)
    token: Mapped[str] = mapped_column(Text, unique=True)
    run_id: Mapped[int] = mapped_column(ForeignKey("run.id"))
    number: Mapped[int] = mapped_column(Whole)
    made_at: Mapped[datetime] = mapped_column(UtcInstant)
    tutor_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    tutor_signed_at: Mapped[datetime | None] = mapped_column(UtcInstant)
    verifier_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    verifier_signed_at: Mapped[datetime | None] = mapped_column(UtcInstant)
    sent_at: Mapped[datetime | None] = mapped_column(UtcInstant)
    sent_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))


class RacLine(Model):
    """One learner's unit on a RAC: what we recommend, and what the body answered."""

    __tablename__ = "rac_line"
    __table_args__ = (
        *near("result_on", "handed_on"),
        UniqueConstraint("rac_id", "registration_id", "unit_id"),
        true_or_false("is_achieved"),
        one_of("result", RESULTS),
        no_longer("why_not", 200),
        no_longer("body_certificate", 60),
        Index("ix_rac_line_registration_id", "registration_id", "unit_id"),
    )

    id: Mapped[int] = mapped_column(Whole, primary_key=True)
    rac_id: Mapped[int] = mapped_column(ForeignKey("rac.id"))
    registration_id: Mapped[int] = mapped_column(ForeignKey("registration.id"))
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    is_achieved: Mapped[bool] = mapped_column(Flag)
    why_not: Mapped[str] = mapped_column(Text, default="")
    result: Mapped[str | None] = mapped_column(Text)
    result_on: Mapped[date | None] = mapped_column(Day)
    body_certificate: Mapped[str] = mapped_column(Text, default="")
    handed_on: Mapped[date | None] = mapped_column(Day)
    handed_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))


class Amendment(Model):
    """Why something changed after a RAC was sent; append-only."""

    __tablename__ = "amendment"
    __table_args__ = (no_longer("reason", 400), Index("ix_amendment_line_id", "line_id"))

    id: Mapped[int] = mapped_column(Whole, primary_key=True)
    token: Mapped[str] = mapped_column(Text, unique=True)
    line_id: Mapped[int] = mapped_column(ForeignKey("rac_line.id"))
    reason: Mapped[str] = mapped_column(Text)
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime] = mapped_column(UtcInstant)


class UnitAward(Model):
    """A unit that the body awarded to a learner: credit is given once, whatever the version of the unit."""

    __tablename__ = "unit_award"
    __table_args__ = (
        *near("awarded_on"),
        UniqueConstraint("person_id", "body_id", "unit_code"),
    )

    id: Mapped[int] = mapped_column(Whole, primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    body_id: Mapped[int] = mapped_column(ForeignKey("awarding_body.id"))
    unit_code: Mapped[str] = mapped_column(Text)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    line_id: Mapped[int] = mapped_column(ForeignKey("rac_line.id"), unique=True)
    awarded_on: Mapped[date] = mapped_column(Day)
    made_at: Mapped[datetime] = mapped_column(UtcInstant)


class QualificationAward(Model):
    """A qualification whose rule of combination a learner's awards fulfil."""

    __tablename__ = "qualification_award"
    __table_args__ = (
        *near("awarded_on"),
        UniqueConstraint("person_id", "qualification_id"),
    )

    id: Mapped[int] = mapped_column(Whole, primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    qualification_id: Mapped[int] = mapped_column(ForeignKey("qualification.id"), index=True)
    awarded_on: Mapped[date] = mapped_column(Day)
    made_at: Mapped[datetime] = mapped_column(UtcInstant)


guard_append_only(Amendment)
guard_racs(Rac.__table__, RacLine.__table__)  # type: ignore[arg-type]
guard_credit(UnitAward.__table__)  # type: ignore[arg-type]
