"""Inductions: versions of a checklist, and each person's way through it to a permit."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.audit import guard_append_only
from core.db import (
    Day,
    Flag,
    Json,
    Model,
    Text,
    UtcInstant,
    Whole,
    at_least,
    near,
    no_longer,
    one_of,
    partial_index,
    true_or_false,
    within,
)
from core.people import LANGUAGES
from training.invariants import guard_passes, guard_versions
from training.words import INDUCTION_STATES

_BEGUN = "state = 'begun'"


class Induction(Model):
    """A kind of induction: which permit it grants, for how long, and after how long without use it lapses."""

    __tablename__ = "induction"
    __table_args__ = (
        true_or_false("is_active"),
        no_longer("title", 80),
        within("valid_days", 1, 3660),
        within("unused_days", 1, 3660),
        within("supervised_minutes", 0, 6000),
        within("pass_percent", 0, 100),
    )

    id: Mapped[int] = mapped_column(Whole, primary_key=True)
    token: Mapped[str] = mapped_column(Text, unique=True)
    slug: Mapped[str] = mapped_column(Text, unique=True)
    permit_kind: Mapped[str] = mapped_column(Text)
    title: Mapped[str] = mapped_column(Text)
    picture: Mapped[str] = mapped_column(Text, default="")
    valid_days: Mapped[int] = mapped_column(Whole, default=730)
    unused_days: Mapped[int | None] = mapped_column(Whole)
    supervised_minutes: Mapped[int] = mapped_column(Whole, default=0)
    pass_percent: Mapped[int] = mapped_column(Whole, default=100)
    is_active: Mapped[bool] = mapped_column(Flag, default=True)
    made_at: Mapped[datetime] = mapped_column(UtcInstant)


class InductionVersion(Model):
    """A checklist as it is from one day on: theory questions with pictures, practice to be seen. Never edited.

    `questions` and `practice` are lists of {key, text, picture, ...}; `words` holds them in other languages.
    """

    __tablename__ = "induction_version"
    __table_args__ = (
        at_least("number", 1),
        UniqueConstraint("induction_id", "number"),
    )

    id: Mapped[int] = mapped_column(Whole, primary_key=True)
    induction_id: Mapped[int] = mapped_column(ForeignKey("induction.id"))
    number: Mapped[int] = mapped_column(Whole)
    questions: Mapped[list[dict[str, Any]]] = mapped_column(Json, default=list)
    practice: Mapped[list[dict[str, Any]]] = mapped_column(Json, default=list)
    words: Mapped[dict[str, Any]] = mapped_column(Json, default=dict)
    made_at: Mapped[datetime] = mapped_column(UtcInstant)


class InductionApproval(Model):
    """Somebody read the text of a version in one language and stands for it; append-only."""

    __tablename__ = "induction_approval"
    __table_args__ = (one_of("language", LANGUAGES),)

    version_id: Mapped[int] = mapped_column(ForeignKey("induction_version.id"), primary_key=True)
    language: Mapped[str] = mapped_column(Text, primary_key=True)
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime] = mapped_column(UtcInstant)


class InductionPass(Model):
    """One person's way through one version: answers, practice seen by whom, and the permit that it grants."""

    __tablename__ = "induction_pass"
    __table_args__ = (
        one_of("language", LANGUAGES),
        *near("passed_on"),
        one_of("state", INDUCTION_STATES),
        CheckConstraint("giver_id IS NULL OR giver_id <> person_id", name="giver_not_learner"),
        CheckConstraint(
            "state != 'passed' OR (giver_id IS NOT NULL AND permit_id IS NOT NULL AND passed_on IS NOT NULL)",
            name="passed_whole",
        ),
        CheckConstraint("(state = 'begun') = (ended_at IS NULL)", name="ended_when_not_begun"),
        ForeignKeyConstraint(["permit_id", "person_id"], ["permit.id", "permit.person_id"]),
        no_longer("interpreter", 80),
        within("theory_percent", 0, 100),
        partial_index("uq_induction_pass_begun", "version_id", "person_id", where=_BEGUN, is_unique=True),
        Index("ix_induction_pass_person_id", "person_id"),
    )

    id: Mapped[int] = mapped_column(Whole, primary_key=True)
    token: Mapped[str] = mapped_column(Text, unique=True)
    version_id: Mapped[int] = mapped_column(ForeignKey("induction_version.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    site_id: Mapped[int] = mapped_column(ForeignKey("site.id"))
    state: Mapped[str] = mapped_column(Text, default="begun")
    language: Mapped[str] = mapped_column(Text)
    interpreter: Mapped[str] = mapped_column(Text, default="")
    answers: Mapped[dict[str, str]] = mapped_column(Json, default=dict)
    theory_percent: Mapped[int] = mapped_column(Whole, default=0)
    seen: Mapped[list[str]] = mapped_column(Json, default=list)
    giver_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    permit_id: Mapped[int | None] = mapped_column(Whole)
    passed_on: Mapped[date | None] = mapped_column(Day)
    begun_at: Mapped[datetime] = mapped_column(UtcInstant)
    ended_at: Mapped[datetime | None] = mapped_column(UtcInstant)


class InductionTime(Model):
    """Minutes at the machine beside somebody who holds the permit. `id` is the client's: told twice, counted once."""

    __tablename__ = "induction_time"
    __table_args__ = (
        *near("done_on"),
        within("minutes", 1, 1440),
        CheckConstraint("supervisor_id <> person_id", name="supervisor_not_learner"),
        CheckConstraint("length(id) = 36", name="id_length"),
        Index("ix_induction_time_person_id", "person_id", "permit_kind"),
    )

    id: Mapped[str] = mapped_column(Text, primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    permit_kind: Mapped[str] = mapped_column(Text)
    supervisor_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    done_on: Mapped[date] = mapped_column(Day)
    minutes: Mapped[int] = mapped_column(Whole)
    at: Mapped[datetime] = mapped_column(UtcInstant)


class PermitUse(Model):
    """When a permit was last really used: the hook for run minutes; without use a permit may lapse."""

    __tablename__ = "permit_use"
    __table_args__ = (
        at_least("minutes", 0),
        *near("last_on"),
    )

    permit_id: Mapped[int] = mapped_column(ForeignKey("permit.id"), primary_key=True)
    last_on: Mapped[date] = mapped_column(Day)
    minutes: Mapped[int] = mapped_column(Whole, default=0)


guard_append_only(InductionApproval)
guard_append_only(InductionTime)
guard_versions(InductionVersion.__table__)  # type: ignore[arg-type]
guard_passes(InductionPass.__table__)  # type: ignore[arg-type]
