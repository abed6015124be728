"""Certificates of our own and skills records: a frozen text, a serial, a code that anybody may verify."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Day, Json, Model, Text, UtcInstant, Whole, near, no_longer, one_of, partial_index
from training.invariants import guard_certificates, guard_skills_records
from training.words import CERTIFICATE_KINDS, CERTIFICATE_STATES

_VALID = "state = 'valid'"


class Certificate(Model):
    """A centre certificate. `snapshot` is what the paper says; a rename issues another that replaces this one.

    A code is looked up by its hash, so that the time of a look-up tells nothing about codes that exist.
    """

    __tablename__ = "certificate"
    __table_args__ = (
        *near("issued_on"),
        one_of("kind", CERTIFICATE_KINDS),
        one_of("state", CERTIFICATE_STATES),
        CheckConstraint("length(code) = 20", name="code_length"),
        CheckConstraint("length(sha256) = 64", name="sha256_length"),
        CheckConstraint("(state = 'valid') = (ended_at IS NULL)", name="ended_when_not_valid"),
        CheckConstraint("state != 'revoked' OR length(reason) > 0", name="revoked_with_reason"),
        no_longer("reason", 200),
        partial_index("uq_certificate_valid", "run_id", "person_id", "kind", where=_VALID, is_unique=True),
        Index("ix_certificate_person_id", "person_id"),
        Index("ix_certificate_site_id", "site_id", "issued_on"),
    )

    id: Mapped[int] = mapped_column(Whole, primary_key=True)
    token: Mapped[str] = mapped_column(Text, unique=True)
    serial: Mapped[str] = mapped_column(Text, unique=True)
    code: Mapped[str] = mapped_column(Text)
    code_key: Mapped[str] = mapped_column(Text, unique=True)
    kind: Mapped[str] = mapped_column(Text)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    run_id: Mapped[int] = mapped_column(ForeignKey("run.id"))
    site_id: Mapped[int] = mapped_column(ForeignKey("site.id"))
    snapshot: Mapped[dict[str, Any]] = mapped_column(Json)
    sha256: Mapped[str] = mapped_column(Text)
    state: Mapped[str] = mapped_column(Text, default="valid")
    replaces_id: Mapped[int | None] = mapped_column(ForeignKey("certificate.id"), unique=True)
    issued_on: Mapped[date] = mapped_column(Day)
    made_at: Mapped[datetime] = mapped_column(UtcInstant)
    made_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    ended_at: Mapped[datetime | None] = mapped_column(UtcInstant)
    ended_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    reason: Mapped[str] = mapped_column(Text, default="")


class SkillsRecord(Model):
    """What a learner held on a day, drawn up for them to show: frozen, signed, and ended when they wish."""

    __tablename__ = "skills_record"
    __table_args__ = (
        CheckConstraint("length(code) = 20", name="code_length"),
        CheckConstraint("length(sha256) = 64", name="sha256_length"),
        Index("ix_skills_record_person_id", "person_id", "made_at"),
    )

    id: Mapped[int] = mapped_column(Whole, primary_key=True)
    token: Mapped[str] = mapped_column(Text, unique=True)
    code: Mapped[str] = mapped_column(Text)
    code_key: Mapped[str] = mapped_column(Text, unique=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    site_id: Mapped[int] = mapped_column(ForeignKey("site.id"))
    snapshot: Mapped[dict[str, Any]] = mapped_column(Json)
    sha256: Mapped[str] = mapped_column(Text)
    signature: Mapped[str] = mapped_column(Text)
    made_at: Mapped[datetime] = mapped_column(UtcInstant)
    ended_at: Mapped[datetime | None] = mapped_column(UtcInstant)


guard_certificates(Certificate.__table__)  # type: ignore[arg-type]
guard_skills_records(SkillsRecord.__table__)  # type: ignore[arg-type]
