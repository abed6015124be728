"""Derived from what kiosks told: busy spells of machines, and who was at them; and what people said of them since."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from core.audit import guard_append_only
from core.db import (
    ByteText,
    Flag,
    Json,
    Model,
    Text,
    UtcInstant,
    Whole,
    at_least,
    no_longer,
    one_of,
    partial_index,
    true_or_false,
    within,
)
from hardware.invariants import guard_corrections
from hardware.words import (
    CORRECTION_REASONS,
    CORRECTION_VERDICTS,
    END_CAUSES,
    HELPER_PARTS,
    JOB_OUTCOMES,
    PURPOSES,
    SESSION_SOURCES,
)

CLASSES_MS = ("busy_ms", "paused_ms", "setup_ms", "idle_ms", "spindle_ms", "gap_ms")
"""Milliseconds by class, as jobs and sessions carry them."""
JOB_FLAGS = ("is_counted", "is_estimated", "is_long_pause", "is_spindle_left_on", "is_to_review")


class MachineSession(Model):
    """One person at one machine, from when until when and for what. A machine has at most one open session.

    Rebuilt from the raw events by `rule_version`; `key` names the event (or claim, or desk entry) that opened it.
    `told_by` holds for each class of time where it comes from and how sure it is: {"busy": ["grbl", "measured"], ...}.
    `first_place` and `last_place` are the first and the last of its events, "" where it is not over.
    `noted_minutes` have been told to the person's permit. `is_void`: the events say by now that it never was, but
    somebody had asked for a correction of it. `unknown_card` is the kiosk's name for the card of somebody whom only a
    supervisor knew; `person_id` is NULL until staff have said who it was (`SessionMatch`). `refused_count` is how often
    a forbidden material was chosen, and refused.
    """

    __tablename__ = "machine_session"
    __table_args__ = (
        one_of("used_for", PURPOSES),
        one_of("source", SESSION_SOURCES),
        one_of("end_cause", END_CAUSES),
        *(true_or_false(flag) for flag in ("is_estimated", "is_to_review", "is_void")),
        *(at_least(column, 0) for column in CLASSES_MS),
        at_least("job_count", 0),
        within("rule_version", 1, 10_000),
        no_longer("piece_code", 12),
        no_longer("material", 40),
        within("noted_minutes", 0, 1_000_000),
        CheckConstraint("(ended_at IS NULL) = (end_cause IS NULL)", name="ended_has_cause"),
        CheckConstraint("ended_at IS NULL OR ended_at >= began_at", name="ends_later"),
        CheckConstraint("supervisor_id IS NULL OR supervisor_id <> person_id", name="supervisor_not_person"),
        CheckConstraint(
            "person_id IS NOT NULL OR (unknown_card IS NOT NULL AND supervisor_id IS NOT NULL)",
            name="person_or_supervised",
        ),
        at_least("refused_count", 0),
        no_longer("unknown_card", 128),
        partial_index(
            "uq_machine_session_open", "machine_id", where="ended_at IS NULL AND NOT is_void", is_unique=True
        ),
        Index("ix_machine_session_machine_id", "machine_id", "began_at"),
        Index("ix_machine_session_person_id", "person_id", "began_at"),
        Index("ix_machine_session_place", "machine_id", "kiosk_id", "first_place"),
        Index("ix_machine_session_site_id", "site_id", "began_at"),
        partial_index("ix_machine_session_piece", "piece_code", where="piece_code <> ''"),
    )

    id: Mapped[int] = mapped_column(Whole, primary_key=True)
    key: Mapped[str] = mapped_column(Text, unique=True)
    machine_id: Mapped[int] = mapped_column(ForeignKey("machine.id"))
    site_id: Mapped[int] = mapped_column(ForeignKey("site.id"))
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    supervisor_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    used_for: Mapped[str] = mapped_column(Text, default="unknown")
    piece_code: Mapped[str] = mapped_column(Text, default="")
    material: Mapped[str] = mapped_column(Text, default="")
    source: Mapped[str] = mapped_column(Text, default="kiosk")
    began_at: Mapped[datetime] = mapped_column(UtcInstant)
    ended_at: Mapped[datetime | None] = mapped_column(UtcInstant)
    end_cause: Mapped[str | None] = mapped_column(Text)
    busy_ms: Mapped[int] = mapped_column(Whole, default=0)
    paused_ms: Mapped[int] = mapped_column(Whole, default=0)
    setup_ms: Mapped[int] = mapped_column(Whole, default=0)
    idle_ms: Mapped[int] = mapped_column(Whole, default=0)
    spindle_ms: Mapped[int] = mapped_column(Whole, default=0)
    gap_ms: Mapped[int] = mapped_column(Whole, default=0)
    job_count: Mapped[int] = mapped_column(Whole, default=0)
    told_by: Mapped[dict[str, Any]] = mapped_column(Json, default=dict)
    is_estimated: Mapped[bool] = mapped_column(Flag, default=False)
    is_to_review: Mapped[bool] = mapped_column(Flag, default=False)
    is_void: Mapped[bool] = mapped_column(Flag, default=False)
    noted_minutes: Mapped[int] = mapped_column(Whole, default=0)
    first_place: Mapped[str] = mapped_column(ByteText, default="")
    last_place: Mapped[str] = mapped_column(ByteText, default="")
    kiosk_id: Mapped[int | None] = mapped_column(ForeignKey("kiosk.device_id"))
    unknown_card: Mapped[str | None] = mapped_column(Text)
    refused_count: Mapped[int] = mapped_column(Whole, default=0, server_default=text("0"))
    rule_version: Mapped[int] = mapped_column(Whole)


class MachineJob(Model):
    """A busy spell of a machine, inferred from the raw events, with or without a person. Rebuilt by `rule_version`."""

    __tablename__ = "machine_job"
    __table_args__ = (
        one_of("outcome", JOB_OUTCOMES),
        *(true_or_false(flag) for flag in JOB_FLAGS),
        *(at_least(column, 0) for column in CLASSES_MS),
        at_least("opened_mono_ms", 0),
        at_least("closed_mono_ms", 0),
        at_least("samples", 0),
        at_least("bad_lines", 0),
        within("rule_version", 1, 10_000),
        no_longer("outcome_code", 40),
        CheckConstraint("(ended_at IS NULL) = (closed_mono_ms IS NULL)", name="closed_has_end"),
        CheckConstraint(
            "closed_mono_ms IS NULL OR closed_boot <> boot OR closed_mono_ms >= opened_mono_ms",
            name="closes_later",
        ),
        CheckConstraint("ended_at IS NULL OR ended_at >= began_at", name="ends_later"),
        CheckConstraint("(outcome = 'open') = (ended_at IS NULL)", name="open_has_no_end"),
        Index("ix_machine_job_machine_id", "machine_id", "began_at"),
        Index("ix_machine_job_session_id", "session_id"),
        Index("ix_machine_job_place", "machine_id", "kiosk_id", "first_place"),
        partial_index("ix_machine_job_unclaimed", "site_id", "began_at", where="session_id IS NULL"),
    )

    id: Mapped[int] = mapped_column(Whole, primary_key=True)
    key: Mapped[str] = mapped_column(Text, unique=True)
    kiosk_id: Mapped[int] = mapped_column(ForeignKey("kiosk.device_id"))
    boot: Mapped[str] = mapped_column(Text)
    machine_id: Mapped[int] = mapped_column(ForeignKey("machine.id"))
    site_id: Mapped[int] = mapped_column(ForeignKey("site.id"))
    session_id: Mapped[int | None] = mapped_column(ForeignKey("machine_session.id"))
    opened_mono_ms: Mapped[int] = mapped_column(Whole)
    closed_boot: Mapped[str] = mapped_column(Text, default="")
    closed_mono_ms: Mapped[int | None] = mapped_column(Whole)
    began_at: Mapped[datetime] = mapped_column(UtcInstant)
    ended_at: Mapped[datetime | None] = mapped_column(UtcInstant)
    busy_ms: Mapped[int] = mapped_column(Whole, default=0)
    paused_ms: Mapped[int] = mapped_column(Whole, default=0)
    setup_ms: Mapped[int] = mapped_column(Whole, default=0)
    idle_ms: Mapped[int] = mapped_column(Whole, default=0)
    spindle_ms: Mapped[int] = mapped_column(Whole, default=0)
    gap_ms: Mapped[int] = mapped_column(Whole, default=0)
    samples: Mapped[int] = mapped_column(Whole, default=0)
    bad_lines: Mapped[int] = mapped_column(Whole, default=0)
    outcome: Mapped[str] = mapped_column(Text)
    outcome_code: Mapped[str] = mapped_column(Text, default="")
    is_long_pause: Mapped[bool] = mapped_column(Flag, default=False)
    is_spindle_left_on: Mapped[bool] = mapped_column(Flag, default=False)
    is_to_review: Mapped[bool] = mapped_column(Flag, default=False)
    is_counted: Mapped[bool] = mapped_column(Flag, default=True)
    is_estimated: Mapped[bool] = mapped_column(Flag, default=False)
    first_place: Mapped[str] = mapped_column(ByteText, default="")
    last_place: Mapped[str] = mapped_column(ByteText, default="")
    rule_version: Mapped[int] = mapped_column(Whole)


class JobClaim(Model):
    """Somebody says whose a job without a person was. `job_key` and not the row, which is rebuilt. Append-only."""

    __tablename__ = "job_claim"
    __table_args__ = (
        one_of("used_for", PURPOSES),
        no_longer("piece_code", 12),
        no_longer("job_key", 200),
        Index("ix_job_claim_person_id", "person_id"),
    )

    id: Mapped[int] = mapped_column(Whole, primary_key=True)
    token: Mapped[str] = mapped_column(Text, unique=True)
    job_key: Mapped[str] = mapped_column(Text, unique=True)
    machine_id: Mapped[int] = mapped_column(ForeignKey("machine.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    used_for: Mapped[str] = mapped_column(Text, default="unknown")
    piece_code: Mapped[str] = mapped_column(Text, default="")
    by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime] = mapped_column(UtcInstant)


class SessionHelper(Model):
    """Somebody who stood beside the person at the machine: a helper, or the supervisor of a learner."""

    __tablename__ = "session_helper"
    __table_args__ = (
        one_of("part", HELPER_PARTS),
        at_least("busy_ms", 0),
        Index("ix_session_helper_person_id", "person_id"),
    )

    session_id: Mapped[int] = mapped_column(ForeignKey("machine_session.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    part: Mapped[str] = mapped_column(Text)
    came_at: Mapped[datetime] = mapped_column(UtcInstant)
    busy_ms: Mapped[int] = mapped_column(Whole, default=0)


class SessionCorrection(Model):
    """What somebody says a session really was: asked for, then decided by another. It stands beside the original."""

    __tablename__ = "session_correction"
    __table_args__ = (
        one_of("asked_for", CORRECTION_REASONS),
        one_of("verdict", CORRECTION_VERDICTS),
        one_of("used_for", PURPOSES),
        at_least("busy_ms", 0),
        no_longer("note", 400),
        no_longer("verdict_note", 400),
        no_longer("piece_code", 12),
        CheckConstraint("(verdict IS NULL) = (decided_at IS NULL)", name="decided_whole"),
        CheckConstraint("(verdict IS NULL) = (decided_by_id IS NULL)", name="decided_by_somebody"),
        CheckConstraint(
            "decided_by_id IS NULL OR asked_by_id IS NULL OR decided_by_id <> asked_by_id",
            name="decided_by_another",
        ),
        CheckConstraint("began_at IS NULL OR ended_at IS NULL OR ended_at >= began_at", name="ends_later"),
        partial_index("uq_session_correction_open", "session_id", where="verdict IS NULL", is_unique=True),
        Index("ix_session_correction_session_id", "session_id", "decided_at"),
    )

    id: Mapped[int] = mapped_column(Whole, primary_key=True)
    token: Mapped[str] = mapped_column(Text, unique=True)
    session_id: Mapped[int] = mapped_column(ForeignKey("machine_session.id"))
    asked_for: Mapped[str] = mapped_column(Text)
    note: Mapped[str] = mapped_column(Text, default="")
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    began_at: Mapped[datetime | None] = mapped_column(UtcInstant)
    ended_at: Mapped[datetime | None] = mapped_column(UtcInstant)
    busy_ms: Mapped[int | None] = mapped_column(Whole)
    used_for: Mapped[str | None] = mapped_column(Text)
    piece_code: Mapped[str | None] = mapped_column(Text)
    asked_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    asked_at: Mapped[datetime] = mapped_column(UtcInstant)
    verdict: Mapped[str | None] = mapped_column(Text)
    verdict_note: Mapped[str] = mapped_column(Text, default="")
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    decided_at: Mapped[datetime | None] = mapped_column(UtcInstant)


class MachineMonth(Model):
    """Totals of a machine in a month of its site: hours of the machine, and of people at it. Rebuilt with the jobs."""

    __tablename__ = "machine_month"
    __table_args__ = (
        *(at_least(column, 0) for column in CLASSES_MS),
        at_least("attributed_ms", 0),
        at_least("job_count", 0),
        no_longer("month", 7),
    )

    machine_id: Mapped[int] = mapped_column(ForeignKey("machine.id"), primary_key=True)
    month: Mapped[str] = mapped_column(Text, primary_key=True)
    busy_ms: Mapped[int] = mapped_column(Whole, default=0)
    paused_ms: Mapped[int] = mapped_column(Whole, default=0)
    setup_ms: Mapped[int] = mapped_column(Whole, default=0)
    idle_ms: Mapped[int] = mapped_column(Whole, default=0)
    spindle_ms: Mapped[int] = mapped_column(Whole, default=0)
    gap_ms: Mapped[int] = mapped_column(Whole, default=0)
    attributed_ms: Mapped[int] = mapped_column(Whole, default=0)
    job_count: Mapped[int] = mapped_column(Whole, default=0)


guard_append_only(JobClaim)
guard_corrections(SessionCorrection.__table__)  # type: ignore[arg-type]
