"""The catalogue: awarding bodies, qualifications, units with their criteria, courses and their versions."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

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
    true_or_false,
    within,
)
from core.people import LANGUAGES
from training.words import CATEGORIES, ESOL_LEVELS, PREREQUISITES, SIZES, UNIT_LEVELS


class AwardingBody(Model):
    """Who awards: a name, our centre number with them, and the profile of their deadlines and files."""

    __tablename__ = "awarding_body"
    __table_args__ = (true_or_false("is_active"), no_longer("name", 120), no_longer("centre_number", 30))

    id: Mapped[int] = mapped_column(Whole, primary_key=True)
    token: Mapped[str] = mapped_column(Text, unique=True)
    slug: Mapped[str] = mapped_column(Text, unique=True)
    name: Mapped[str] = mapped_column(Text, unique=True)
    centre_number: Mapped[str] = mapped_column(Text, default="")
    profile: Mapped[str] = mapped_column(Text, default="generic")
    is_active: Mapped[bool] = mapped_column(Flag, default=True)
    made_at: Mapped[datetime] = mapped_column(UtcInstant)


class Qualification(Model):
    """A qualification: its total time (TQT) and guided hours, and how much credit makes it."""

    __tablename__ = "qualification"
    __table_args__ = (
        *near("operational_from", "operational_to"),
        UniqueConstraint("body_id", "reference"),
        one_of("size", SIZES),
        one_of("level", UNIT_LEVELS),
        no_longer("title", 160),
        within("tqt_hours", 0, 5000),
        within("glh_hours", 0, 5000),
        within("min_credit", 0, 500),
        CheckConstraint(
            "operational_to IS NULL OR operational_to >= operational_from", name="operational_in_order"
        ),
    )

    id: Mapped[int] = mapped_column(Whole, primary_key=True)
    token: Mapped[str] = mapped_column(Text, unique=True)
    body_id: Mapped[int] = mapped_column(ForeignKey("awarding_body.id"))
    reference: Mapped[str] = mapped_column(Text)
    title: Mapped[str] = mapped_column(Text)
    level: Mapped[str] = mapped_column(Text)
    size: Mapped[str] = mapped_column(Text, default="award")
    tqt_hours: Mapped[int] = mapped_column(Whole, default=0)
    glh_hours: Mapped[int] = mapped_column(Whole, default=0)
    min_credit: Mapped[int] = mapped_column(Whole, default=0)
    operational_from: Mapped[date | None] = mapped_column(Day)
    operational_to: Mapped[date | None] = mapped_column(Day)
    made_at: Mapped[datetime] = mapped_column(UtcInstant)


class CombinationGroup(Model):
    """A part of a rule of combination: all of its units, or enough credit or units out of them."""

    __tablename__ = "combination_group"
    __table_args__ = (
        at_least("position", 1),
        UniqueConstraint("qualification_id", "position"),
        true_or_false("is_mandatory"),
        no_longer("name", 80),
        within("min_credit", 0, 500),
        within("min_units", 0, 50),
    )

    id: Mapped[int] = mapped_column(Whole, primary_key=True)
    qualification_id: Mapped[int] = mapped_column(ForeignKey("qualification.id"))
    position: Mapped[int] = mapped_column(Whole)
    name: Mapped[str] = mapped_column(Text, default="")
    is_mandatory: Mapped[bool] = mapped_column(Flag, default=False)
    min_credit: Mapped[int] = mapped_column(Whole, default=0)
    min_units: Mapped[int] = mapped_column(Whole, default=0)


class Unit(Model):
    """A unit of an awarding body in one version: never edited once used; a change is a new version."""

    __tablename__ = "unit"
    __table_args__ = (
        at_least("version", 1),
        UniqueConstraint("body_id", "code", "version"),
        one_of("level", UNIT_LEVELS),
        true_or_false("is_invented"),
        no_longer("title", 160),
        no_longer("code", 30),
        within("credit", 0, 120),
        within("glh_hours", 0, 1200),
    )

    id: Mapped[int] = mapped_column(Whole, primary_key=True)
    token: Mapped[str] = mapped_column(Text, unique=True)
    body_id: Mapped[int] = mapped_column(ForeignKey("awarding_body.id"))
    code: Mapped[str] = mapped_column(Text)
    version: Mapped[int] = mapped_column(Whole, default=1)
    body_code: Mapped[str] = mapped_column(Text, default="")
    title: Mapped[str] = mapped_column(Text)
    level: Mapped[str] = mapped_column(Text)
    credit: Mapped[int] = mapped_column(Whole)
    glh_hours: Mapped[int] = mapped_column(Whole, default=0)
    is_invented: Mapped[bool] = mapped_column(Flag, default=False)
    made_at: Mapped[datetime] = mapped_column(UtcInstant)
    retired_at: Mapped[datetime | None] = mapped_column(UtcInstant)


class CombinationUnit(Model):
    """A unit that counts in a group of a rule of combination."""

    __tablename__ = "combination_unit"

    group_id: Mapped[int] = mapped_column(ForeignKey("combination_group.id"), primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), primary_key=True, index=True)


class LearningOutcome(Model):
    """What a learner will be able to do: the first number of a criterion."""

    __tablename__ = "learning_outcome"
    __table_args__ = (UniqueConstraint("unit_id", "number"), within("number", 1, 99), no_longer("text", 400))

    id: Mapped[int] = mapped_column(Whole, primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    number: Mapped[int] = mapped_column(Whole)
    text: Mapped[str] = mapped_column(Text)


class Criterion(Model):
    """An assessment criterion `outcome.number`, in the body's words and in easy English, with a picture."""

    __tablename__ = "criterion"
    __table_args__ = (
        UniqueConstraint("outcome_id", "number"),
        within("number", 1, 99),
        no_longer("text", 600),
        no_longer("easy_text", 300),
    )

    id: Mapped[int] = mapped_column(Whole, primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    outcome_id: Mapped[int] = mapped_column(ForeignKey("learning_outcome.id"))
    number: Mapped[int] = mapped_column(Whole)
    text: Mapped[str] = mapped_column(Text)
    easy_text: Mapped[str] = mapped_column(Text, default="")
    picture: Mapped[str] = mapped_column(Text, default="")


class Course(Model):
    """A course that may be run again and again. What it is stands in its versions."""

    __tablename__ = "course"
    __table_args__ = (one_of("category", CATEGORIES), true_or_false("is_active"))

    id: Mapped[int] = mapped_column(Whole, primary_key=True)
    token: Mapped[str] = mapped_column(Text, unique=True)
    slug: Mapped[str] = mapped_column(Text, unique=True)
    category: Mapped[str] = mapped_column(Text, default="other")
    picture: Mapped[str] = mapped_column(Text, default="")
    is_active: Mapped[bool] = mapped_column(Flag, default=True)
    made_at: Mapped[datetime] = mapped_column(UtcInstant)


class CourseVersion(Model):
    """A course as it is taught from one day on; never edited once a run uses it.

    `completion` is the rule by which completion is proposed (`training.completion`): shares of minutes, classes
    and criteria in percent, and whether the trainer's word is needed.
    """

    __tablename__ = "course_version"
    __table_args__ = (
        at_least("number", 1),
        UniqueConstraint("course_id", "number"),
        true_or_false("is_accredited"),
        one_of("advised_esol", ESOL_LEVELS),
        no_longer("title", 120),
        no_longer("summary", 600),
        within("capacity", 1, 200),
        within("learners_per_trainer", 1, 60),
        within("guided_minutes", 0, 120_000),
    )

    id: Mapped[int] = mapped_column(Whole, primary_key=True)
    token: Mapped[str] = mapped_column(Text, unique=True)
    course_id: Mapped[int] = mapped_column(ForeignKey("course.id"))
    number: Mapped[int] = mapped_column(Whole)
    title: Mapped[str] = mapped_column(Text)
    summary: Mapped[str] = mapped_column(Text, default="")
    is_accredited: Mapped[bool] = mapped_column(Flag, default=False)
    qualification_id: Mapped[int | None] = mapped_column(ForeignKey("qualification.id"))
    capacity: Mapped[int] = mapped_column(Whole, default=10)
    learners_per_trainer: Mapped[int] = mapped_column(Whole, default=10)
    guided_minutes: Mapped[int] = mapped_column(Whole, default=0)
    advised_esol: Mapped[str] = mapped_column(Text, default="none")
    equipment: Mapped[list[str]] = mapped_column(Json, default=list)
    completion: Mapped[dict[str, Any]] = mapped_column(Json, default=dict)
    made_at: Mapped[datetime] = mapped_column(UtcInstant)


class CourseWords(Model):
    """Title and summary of a course version in one more language."""

    __tablename__ = "course_words"
    __table_args__ = (
        one_of("language", LANGUAGES),
        no_longer("title", 160),
        no_longer("summary", 800),
        true_or_false("is_reviewed"),
    )

    version_id: Mapped[int] = mapped_column(ForeignKey("course_version.id"), primary_key=True)
    language: Mapped[str] = mapped_column(Text, primary_key=True)
    title: Mapped[str] = mapped_column(Text)
    summary: Mapped[str] = mapped_column(Text, default="")
    is_reviewed: Mapped[bool] = mapped_column(Flag, default=False)


class CourseUnit(Model):
    """A unit that a course version teaches and assesses."""

    __tablename__ = "course_unit"

    version_id: Mapped[int] = mapped_column(ForeignKey("course_version.id"), primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), primary_key=True, index=True)


class Prerequisite(Model):
    """What a learner needs before a course: a live permit, a completed course, or an awarded unit."""

    __tablename__ = "prerequisite"
    __table_args__ = (one_of("kind", PREREQUISITES), Index("ix_prerequisite_version_id", "version_id"))

    id: Mapped[int] = mapped_column(Whole, primary_key=True)
    version_id: Mapped[int] = mapped_column(ForeignKey("course_version.id"))
    kind: Mapped[str] = mapped_column(Text)
    wanted: Mapped[str] = mapped_column(Text)
