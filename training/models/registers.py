"""Registers: who was in a class and for how many minutes."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from core.db import (
    Flag,
    Model,
    Text,
    UtcInstant,
    Whole,
    no_longer,
    one_of,
    partial_index,
    true_or_false,
    within,
)
from core.triggers import refuse_the_erased
from training.words import MARK_METHODS, MARKS

_CURRENT = "superseded_by IS NULL"


class AttendanceMark(Model):
    """One mark. `id` is the client's: the same id is the same mark. A correction supersedes, nothing is overwritten.

    `taken_back_by` is the event of a tablet's undo: such a mark never counts again.
    """

    __tablename__ = "attendance_mark"
    __table_args__ = (
        one_of("mark", MARKS),
        one_of("method", MARK_METHODS),
        within("minutes", 0, 1440),
        CheckConstraint("length(id) = 36", name="id_length"),
        CheckConstraint("mark NOT IN ('told_us', 'absent') OR minutes = 0", name="absent_no_minutes"),
        partial_index("uq_attendance_mark_current", "class_id", "person_id", where=_CURRENT, is_unique=True),
        Index("ix_attendance_mark_person_id", "person_id"),
    )

    id: Mapped[str] = mapped_column(Text, primary_key=True)
    class_id: Mapped[int] = mapped_column(ForeignKey("course_class.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    mark: Mapped[str] = mapped_column(Text)
    minutes: Mapped[int] = mapped_column(Whole)
    method: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime] = mapped_column(UtcInstant)
    device_at: Mapped[datetime] = mapped_column(UtcInstant)
    received_at: Mapped[datetime] = mapped_column(UtcInstant)
    device: Mapped[str] = mapped_column(Text, default="")
    sequence: Mapped[int] = mapped_column(Whole, default=0)
    device_id: Mapped[int | None] = mapped_column(ForeignKey("device.id"))
    by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    superseded_by: Mapped[str | None] = mapped_column(Text)
    taken_back_by: Mapped[str | None] = mapped_column(Text)
    body_hash: Mapped[str] = mapped_column(Text)


class LearnerNeeds(Model):
    """What a learner needs to take part: the adjustment, never why. Language support is a thing of its own."""

    __tablename__ = "learner_needs"
    __table_args__ = (
        no_longer("adjustment", 300),
        no_longer("language_support", 200),
        no_longer("practical", 200),
        true_or_false("wants_interpreter"),
        true_or_false("wants_creche"),
        true_or_false("wants_step_free"),
    )

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    speaking: Mapped[str] = mapped_column(Text, default="")
    reading: Mapped[str] = mapped_column(Text, default="")
    writing: Mapped[str] = mapped_column(Text, default="")
    adjustment: Mapped[str] = mapped_column(Text, default="")
    language_support: Mapped[str] = mapped_column(Text, default="")
    practical: Mapped[str] = mapped_column(Text, default="")
    wants_interpreter: Mapped[bool] = mapped_column(Flag, default=False)
    wants_creche: Mapped[bool] = mapped_column(Flag, default=False)
    wants_step_free: Mapped[bool] = mapped_column(Flag, default=False)
    changed_at: Mapped[datetime] = mapped_column(UtcInstant)


class LearnerRecord(Model):
    """What an awarding body asks of a learner at registration, apart from all else; looking is logged, all optional."""

    __tablename__ = "learner_record"
    __table_args__ = (no_longer("certificate_name", 120), no_longer("postcode", 12))

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    certificate_name: Mapped[str] = mapped_column(Text, default="")
    given_name: Mapped[str] = mapped_column(Text, default="")
    family_name: Mapped[str] = mapped_column(Text, default="")
    born_on: Mapped[str] = mapped_column(Text, default="")
    gender: Mapped[str] = mapped_column(Text, default="")
    postcode: Mapped[str] = mapped_column(Text, default="")
    prior_attainment: Mapped[str] = mapped_column(Text, default="")
    work_situation: Mapped[str] = mapped_column(Text, default="")
    changed_at: Mapped[datetime] = mapped_column(UtcInstant)


class LearnerNumber(Model):
    """A Unique Learner Number, in a table of its own so that no export puts it beside names by accident."""

    __tablename__ = "learner_number"
    __table_args__ = (CheckConstraint("length(uln) = 10", name="uln_length"),)

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    uln: Mapped[str] = mapped_column(Text, unique=True)
    changed_at: Mapped[datetime] = mapped_column(UtcInstant)


for _model in (LearnerNeeds, LearnerRecord, LearnerNumber):
    refuse_the_erased(_model.__table__)  # type: ignore[arg-type]
