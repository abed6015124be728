"""Assessment: registrations, decisions on criteria, who may assess, sampling and the verifier's actions."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column

from core.audit import guard_append_only
from core.db import (
    Day,
    Flag,
    Model,
    Text,
    UtcInstant,
    Whole,
    near,
    no_longer,
    one_of,
    partial_index,
    true_or_false,
)
from core.people import LANGUAGES
from training.award_guards import guard_decided, guard_looks
from training.invariants import guard_decisions, guard_samples

REGISTRATION_STATES = ("pending", "sent", "registered", "withdrawn", "transferred")
DECISIONS = ("achieved", "not_yet", "referred")
EVIDENCE_KINDS = ("observed", "product", "photo", "question", "witness", "prior_learning")
SAMPLE_OUTCOMES = ("agreed", "action")
SAMPLE_REASONS = (
    "first_run",
    "new_unit",
    "second_run",
    "drawn",
    "borderline",
    "adjusted",
    "prior_learning",
    "chosen",
    "decided_again",
)
_CURRENT = "superseded_by IS NULL"


class AssessorUnit(Model):
    """Somebody who may assess (or verify) a body's units between dates, by a qualification that was seen."""

    __tablename__ = "assessor_unit"
    __table_args__ = (
        *near("starts_on", "ends_on"),
        one_of("part", ("assessor", "verifier")),
        CheckConstraint("ends_on IS NULL OR ends_on >= starts_on", name="days_in_order"),
        no_longer("held", 160),
        Index("ix_assessor_unit_person_id", "person_id", "unit_id"),
    )

    id: Mapped[int] = mapped_column(Whole, primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    part: Mapped[str] = mapped_column(Text, default="assessor")
    held: Mapped[str] = mapped_column(Text, default="")
    starts_on: Mapped[date] = mapped_column(Day)
    ends_on: Mapped[date | None] = mapped_column(Day)
    given_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    made_at: Mapped[datetime] = mapped_column(UtcInstant)


class Registration(Model):
    """A learner of a run registered, or to be, with the awarding body."""

    __tablename__ = "registration"
    __table_args__ = (
        *near("registered_on"),
        UniqueConstraint("run_id", "person_id"),
        UniqueConstraint("id", "person_id"),
        one_of("state", REGISTRATION_STATES),
        no_longer("body_learner_number", 40),
        Index("ix_registration_person_id", "person_id"),
    )

    id: Mapped[int] = mapped_column(Whole, primary_key=True)
    token: Mapped[str] = mapped_column(Text, unique=True)
    run_id: Mapped[int] = mapped_column(ForeignKey("run.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    state: Mapped[str] = mapped_column(Text, default="pending")
    body_learner_number: Mapped[str] = mapped_column(Text, default="")
    registered_on: Mapped[date | None] = mapped_column(Day)
    made_at: Mapped[datetime] = mapped_column(UtcInstant)


class CriterionDecision(Model):
    """One decision about one criterion of one learner. `id` is the client's; a later one supersedes it.

    `because` says why what was achieved is taken back; `resubmit_on` until when the learner may show it again.
    """

    __tablename__ = "criterion_decision"
    __table_args__ = (
        *near("decided_on", "resubmit_on"),
        ForeignKeyConstraint(
            ["registration_id", "learner_id"], ["registration.id", "registration.person_id"]
        ),
        one_of("decision", DECISIONS),
        one_of("evidence", EVIDENCE_KINDS),
        true_or_false("is_borderline"),
        CheckConstraint("assessor_id <> learner_id", name="assessor_not_learner"),
        CheckConstraint("length(id) = 36", name="id_length"),
        no_longer("reference", 120),
        no_longer("feedback", 400),
        partial_index(
            "uq_criterion_decision_current", "registration_id", "criterion_id", where=_CURRENT, is_unique=True
        ),
        Index("ix_criterion_decision_unit_id", "unit_id", "assessor_id"),
        partial_index("ix_criterion_decision_photo", "photo", where="photo <> ''"),
    )

    id: Mapped[str] = mapped_column(Text, primary_key=True)
    registration_id: Mapped[int] = mapped_column(Whole)
    learner_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    criterion_id: Mapped[int] = mapped_column(ForeignKey("criterion.id"))
    decision: Mapped[str] = mapped_column(Text)
    assessor_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    decided_on: Mapped[date] = mapped_column(Day)
    evidence: Mapped[str] = mapped_column(Text, default="observed")
    reference: Mapped[str] = mapped_column(Text, default="")
    photo: Mapped[str] = mapped_column(Text, default="")
    feedback: Mapped[str] = mapped_column(Text, default="")
    is_borderline: Mapped[bool] = mapped_column(Flag, default=False)
    resubmit_on: Mapped[date | None] = mapped_column(Day)
    because: Mapped[str | None] = mapped_column(Text)
    amendment_id: Mapped[int | None] = mapped_column(ForeignKey("amendment.id"))
    at: Mapped[datetime] = mapped_column(UtcInstant)
    device_at: Mapped[datetime] = mapped_column(UtcInstant)
    received_at: Mapped[datetime] = mapped_column(UtcInstant)
    superseded_by: Mapped[str | None] = mapped_column(Text)
    body_hash: Mapped[str] = mapped_column(Text)


class LearnerAdjustment(Model):
    """A reasonable adjustment, special consideration or prior learning for one registration; sampled always."""

    __tablename__ = "learner_adjustment"
    __table_args__ = (
        one_of("kind", ("reasonable_adjustment", "special_consideration", "prior_learning")),
        one_of("decision", ("asked", "agreed", "refused")),
        no_longer("what", 300),
        Index("ix_learner_adjustment_registration_id", "registration_id"),
    )

    id: Mapped[int] = mapped_column(Whole, primary_key=True)
    token: Mapped[str] = mapped_column(Text, unique=True)
    registration_id: Mapped[int] = mapped_column(ForeignKey("registration.id"))
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"))
    kind: Mapped[str] = mapped_column(Text)
    what: Mapped[str] = mapped_column(Text)
    decision: Mapped[str] = mapped_column(Text, default="asked")
    agreed_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime] = mapped_column(UtcInstant)


class SamplePlan(Model):
    """A verifier's plan for a run: the seed makes the draw repeatable."""

    __tablename__ = "sample_plan"

    id: Mapped[int] = mapped_column(Whole, primary_key=True)
    token: Mapped[str] = mapped_column(Text, unique=True)
    run_id: Mapped[int] = mapped_column(ForeignKey("run.id"), index=True)
    seed: Mapped[int] = mapped_column(Whole)
    made_at: Mapped[datetime] = mapped_column(UtcInstant)
    made_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))


class SampleItem(Model):
    """One learner's unit to be looked at by somebody who neither assessed it nor is that learner."""

    __tablename__ = "sample_item"
    __table_args__ = (
        UniqueConstraint("plan_id", "registration_id", "unit_id", "assessor_id"),
        ForeignKeyConstraint(
            ["registration_id", "learner_id"], ["registration.id", "registration.person_id"]
        ),
        one_of("outcome", SAMPLE_OUTCOMES),
        one_of("reason", SAMPLE_REASONS),
        CheckConstraint("verifier_id IS NULL OR verifier_id <> assessor_id", name="verifier_not_assessor"),
        CheckConstraint("verifier_id IS NULL OR verifier_id <> learner_id", name="verifier_not_learner"),
        CheckConstraint("assessor_id <> learner_id", name="assessor_not_learner"),
        CheckConstraint("(outcome IS NULL) = (closed_at IS NULL)", name="closed_with_outcome"),
        no_longer("note", 400),
    )

    id: Mapped[int] = mapped_column(Whole, primary_key=True)
    plan_id: Mapped[int] = mapped_column(ForeignKey("sample_plan.id"))
    registration_id: Mapped[int] = mapped_column(Whole)
    learner_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    assessor_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    reason: Mapped[str] = mapped_column(Text)
    verifier_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    outcome: Mapped[str | None] = mapped_column(Text)
    note: Mapped[str] = mapped_column(Text, default="")
    closed_at: Mapped[datetime | None] = mapped_column(UtcInstant)


class VerifierAction(Model):
    """What a verifier, internal or external, asks to be put right by a day."""

    __tablename__ = "verifier_action"
    __table_args__ = (
        *near("due_on"),
        no_longer("what", 400),
        no_longer("done", 400),
        Index("ix_verifier_action_run_id", "run_id"),
    )

    id: Mapped[int] = mapped_column(Whole, primary_key=True)
    token: Mapped[str] = mapped_column(Text, unique=True)
    run_id: Mapped[int] = mapped_column(ForeignKey("run.id"))
    item_id: Mapped[int | None] = mapped_column(ForeignKey("sample_item.id"), index=True)
    what: Mapped[str] = mapped_column(Text)
    due_on: Mapped[date] = mapped_column(Day)
    made_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    made_at: Mapped[datetime] = mapped_column(UtcInstant)
    done: Mapped[str] = mapped_column(Text, default="")
    closed_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    closed_at: Mapped[datetime | None] = mapped_column(UtcInstant)


class OwnWork(Model):
    """A learner's word, given by card, that the work in a run is their own."""

    __tablename__ = "own_work"
    __table_args__ = (one_of("language", LANGUAGES),)

    registration_id: Mapped[int] = mapped_column(ForeignKey("registration.id"), primary_key=True)
    version: Mapped[str] = mapped_column(Text)
    language: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime] = mapped_column(UtcInstant)


guard_append_only(OwnWork)
guard_decisions(CriterionDecision.__table__)  # type: ignore[arg-type]
guard_samples(SampleItem.__table__)  # type: ignore[arg-type]
guard_decided(CriterionDecision.__table__)  # type: ignore[arg-type]
guard_looks(SampleItem.__table__)  # type: ignore[arg-type]
