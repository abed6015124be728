"""Certificates of our own: a frozen text, a serial, a code that anybody may verify."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Day, Json, Model, Text, UtcInstant, Whole, no_longer, one_of

CERTIFICATE_KINDS = ("attendance", "completion", "units")
CERTIFICATE_STATES = ("valid", "replaced", "revoked")


class Certificate(Model):
    """A centre certificate. `snapshot` is what the paper says; a rename issues another that replaces this one."""

    __tablename__ = "certificate"
    __table_args__ = (
        one_of("kind", CERTIFICATE_KINDS),
        one_of("state", CERTIFICATE_STATES),
        CheckConstraint("length(code) = 20", name="code_length"),
        CheckConstraint("state = 'valid' OR ended_at IS NOT NULL", name="ended_when_not_valid"),
        no_longer("reason", 200),
        Index("ix_certificate_person_id", "person_id"),
        Index("ix_certificate_run_id", "run_id"),
    )

    id: Mapped[int] = mapped_column(Whole, primary_key=True)
    token: Mapped[str] = mapped_column(Text, unique=True)
    serial: Mapped[str] = mapped_column(Text, unique=True)
    code: Mapped[str] = mapped_column(Text, unique=True)
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
    reason: Mapped[str] = mapped_column(Text, default="")
