"""What stands behind decisions: what was seen of assessors, witnesses, prior learning, appeals, standardisation."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, Index
from sqlalchemy.orm import Mapped, mapped_column

from core.audit import guard_append_only
from core.db import Day, Model, Text, UtcInstant, Whole, near, no_longer, one_of, partial_index
from training.invariants import guard_appeals, guard_claims, guard_witnesses

PROOF_KINDS = ("qualification", "competence", "cpd")
RELATIONS = ("mentor", "trainer", "colleague", "other")
CLAIM_DECISIONS = ("agreed", "refused")
APPEAL_OUTCOMES = ("stands", "changed")


def _of_a_learner() -> ForeignKeyConstraint:
    """The registration and the learner belong together."""
    return ForeignKeyConstraint(
        ["registration_id", "learner_id"], ["registration.id", "registration.person_id"]
    )


class AssessorProof(Model):
    """A paper of an assessor or verifier that somebody else saw: qualification, occupational competence, CPD log."""

    __tablename__ = "assessor_proof"
    __table_args__ = (
        *near("seen_on"),
        one_of("kind", PROOF_KINDS),
        no_longer("what", 200),
        CheckConstraint("seen_by_id IS NULL OR seen_by_id <> person_id", name="seen_by_another"),
        Index("ix_assessor_proof_person_id", "person_id", "kind"),
    )

    id: Mapped[int] = mapped_column(Whole, primary_key=True)
    token: Mapped[str] = mapped_column(Text, unique=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    kind: Mapped[str] = mapped_column(Text)
    what: Mapped[str] = mapped_column(Text)
    seen_on: Mapped[date] = mapped_column(Day)
    seen_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    made_at: Mapped[datetime] = mapped_column(UtcInstant)


class WitnessStatement(Model):
    """What somebody else than the assessor saw a learner do, in the witness's own words."""

    __tablename__ = "witness_statement"
    __table_args__ = (
        *near("seen_on"),
        _of_a_learner(),
        one_of("relation", RELATIONS),
        no_longer("saw", 600),
        CheckConstraint("witness_id <> learner_id", name="witness_not_learner"),
        Index("ix_witness_statement_registration_id", "registration_id", "unit_id"),
    )

    id: Mapped[int] = mapped_column(Whole, primary_key=True)
    token: Mapped[str] = mapped_column(Text, unique=True)
    registration_id: Mapped[int] = mapped_column(Whole)
    learner_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    criterion_id: Mapped[int | None] = mapped_column(ForeignKey("criterion.id"))
    witness_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    relation: Mapped[str] = mapped_column(Text)
    saw: Mapped[str] = mapped_column(Text)
    seen_on: Mapped[date] = mapped_column(Day)
    at: Mapped[datetime] = mapped_column(UtcInstant)


class PriorClaim(Model):
    """A learner says that they learned a unit, or part of it, elsewhere; somebody entitled decides, once."""

    __tablename__ = "prior_claim"
    __table_args__ = (
        *near("decided_on"),
        _of_a_learner(),
        one_of("decision", CLAIM_DECISIONS),
        no_longer("claim", 400),
        no_longer("evidence", 400),
        no_longer("because", 400),
        CheckConstraint("decided_by_id IS NULL OR decided_by_id <> learner_id", name="decided_by_another"),
        CheckConstraint(
            "(decision IS NULL) = (decided_by_id IS NULL) AND (decision IS NULL) = (decided_on IS NULL)",
            name="decided_whole",
        ),
        Index("ix_prior_claim_registration_id", "registration_id", "unit_id"),
        partial_index("ix_prior_claim_photo", "photo", where="photo <> ''"),
    )

    id: Mapped[int] = mapped_column(Whole, primary_key=True)
    token: Mapped[str] = mapped_column(Text, unique=True)
    registration_id: Mapped[int] = mapped_column(Whole)
    learner_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    claim: Mapped[str] = mapped_column(Text)
    evidence: Mapped[str] = mapped_column(Text, default="")
    photo: Mapped[str] = mapped_column(Text, default="")
    made_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    made_at: Mapped[datetime] = mapped_column(UtcInstant)
    decision: Mapped[str | None] = mapped_column(Text)
    because: Mapped[str] = mapped_column(Text, default="")
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    decided_on: Mapped[date | None] = mapped_column(Day)


class Appeal(Model):
    """A learner does not agree with a decision; somebody who assessed nothing of the unit hears it, once."""

    __tablename__ = "appeal"
    __table_args__ = (
        _of_a_learner(),
        one_of("outcome", APPEAL_OUTCOMES),
        no_longer("reason", 400),
        no_longer("note", 400),
        CheckConstraint("heard_by_id IS NULL OR heard_by_id <> assessor_id", name="heard_by_another"),
        CheckConstraint("heard_by_id IS NULL OR heard_by_id <> learner_id", name="heard_not_by_learner"),
        CheckConstraint(
            "(outcome IS NULL) = (heard_by_id IS NULL) AND (outcome IS NULL) = (heard_at IS NULL)",
            name="heard_whole",
        ),
        Index("ix_appeal_registration_id", "registration_id"),
        Index("ix_appeal_decision_id", "decision_id"),
    )

    id: Mapped[int] = mapped_column(Whole, primary_key=True)
    token: Mapped[str] = mapped_column(Text, unique=True)
    registration_id: Mapped[int] = mapped_column(Whole)
    learner_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    decision_id: Mapped[str] = mapped_column(ForeignKey("criterion_decision.id"))
    assessor_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    reason: Mapped[str] = mapped_column(Text)
    made_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    made_at: Mapped[datetime] = mapped_column(UtcInstant)
    outcome: Mapped[str | None] = mapped_column(Text)
    note: Mapped[str] = mapped_column(Text, default="")
    heard_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    heard_at: Mapped[datetime | None] = mapped_column(UtcInstant)


class StandardisationNote(Model):
    """What assessors and verifiers of a unit agreed on when they looked at the same work together."""

    __tablename__ = "standardisation_note"
    __table_args__ = (
        *near("held_on"),
        no_longer("question", 400),
        no_longer("agreed", 600),
        Index("ix_standardisation_note_site_id", "site_id", "held_on"),
    )

    id: Mapped[int] = mapped_column(Whole, primary_key=True)
    token: Mapped[str] = mapped_column(Text, unique=True)
    site_id: Mapped[int] = mapped_column(ForeignKey("site.id"))
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    run_id: Mapped[int | None] = mapped_column(ForeignKey("run.id"), index=True)
    held_on: Mapped[date] = mapped_column(Day)
    question: Mapped[str] = mapped_column(Text)
    agreed: Mapped[str] = mapped_column(Text)
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime] = mapped_column(UtcInstant)


class StandardisationPerson(Model):
    """Who was there when assessors looked at the same work together."""

    __tablename__ = "standardisation_person"

    note_id: Mapped[int] = mapped_column(ForeignKey("standardisation_note.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)


for _kept in (AssessorProof, WitnessStatement, StandardisationNote, StandardisationPerson):
    guard_append_only(_kept)
guard_witnesses(WitnessStatement.__table__)  # type: ignore[arg-type]
guard_claims(PriorClaim.__table__)  # type: ignore[arg-type]
guard_appeals(Appeal.__table__)  # type: ignore[arg-type]
