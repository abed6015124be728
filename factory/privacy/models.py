"""What privacy itself keeps: who was erased, until when evidence is held, who is not the same."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Day, Model, Text, UtcInstant, Whole, at_least, near, no_longer
from core.triggers import refuse_unless, unchanged


class Erasure(Model):
    """Somebody was erased: by number only. `scrubbed_at` is when the freed bytes were written over."""

    __tablename__ = "erasure"
    __table_args__ = (at_least("rows_deleted", 0), at_least("fields_blanked", 0))

    id: Mapped[int] = mapped_column(Whole, primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), unique=True)
    number: Mapped[str] = mapped_column(Text, unique=True)
    erased_at: Mapped[datetime] = mapped_column(UtcInstant)
    by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    rows_deleted: Mapped[int] = mapped_column(Whole)
    fields_blanked: Mapped[int] = mapped_column(Whole)
    scrubbed_at: Mapped[datetime | None] = mapped_column(UtcInstant)


class EvidenceHold(Model):
    """The funder may ask for evidence of a site until a day: what counts as evidence is not purged before."""

    __tablename__ = "evidence_hold"
    __table_args__ = (
        *near("until_on"),
        no_longer("programme", 80),
        CheckConstraint("length(programme) > 0", name="programme_named"),
        Index("ix_evidence_hold_site_id", "site_id", "until_on"),
    )

    id: Mapped[int] = mapped_column(Whole, primary_key=True)
    token: Mapped[str] = mapped_column(Text, unique=True)
    site_id: Mapped[int] = mapped_column(ForeignKey("site.id"))
    programme: Mapped[str] = mapped_column(Text)
    until_on: Mapped[date] = mapped_column(Day)
    made_at: Mapped[datetime] = mapped_column(UtcInstant)
    made_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    ended_at: Mapped[datetime | None] = mapped_column(UtcInstant)
    ended_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))


class NotSame(Model):
    """Somebody looked: these two are two people, though they look alike. The lower id first."""

    __tablename__ = "not_same"
    __table_args__ = (CheckConstraint("person_id < other_id", name="lower_first"),)

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    other_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    at: Mapped[datetime] = mapped_column(UtcInstant)
    by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))


refuse_unless(Erasure.__table__, "erasure_stays", "DELETE ON erasure", "1 = 0", "erasures stay")  # type: ignore[arg-type]
refuse_unless(
    Erasure.__table__,  # type: ignore[arg-type]
    "erasure_kept",
    "UPDATE ON erasure",
    unchanged("id", "person_id", "number", "erased_at"),
    "an erasure is not changed",
)
