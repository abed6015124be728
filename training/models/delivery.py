"""Runs of a course, their classes, who gives them, and the seats that are kept back."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.db import (
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
from training.words import HOLD_KINDS, RUN_STATES, TRAINER_PARTS


class Run(Model):
    """One delivery of a course version at a site. `offer_cutoff_at` ends offers; late joining may go on after it.

    `help_languages` are those that somebody who helps in the classes speaks.
    """

    __tablename__ = "run"
    __table_args__ = (
        *near("opens_at", "closes_at", "offer_cutoff_at"),
        one_of("state", RUN_STATES),
        true_or_false("allows_late_joining"),
        true_or_false("is_off_grid"),
        true_or_false("has_creche"),
        no_longer("cancelled_because", 200),
        within("capacity", 0, 200),
        within("learners_per_trainer", 1, 60),
        within("offer_hours", 1, 336),
        CheckConstraint("closes_at IS NULL OR opens_at IS NULL OR closes_at >= opens_at", name="opens_first"),
        Index("ix_run_site_id", "site_id", "state"),
    )

    id: Mapped[int] = mapped_column(Whole, primary_key=True)
    token: Mapped[str] = mapped_column(Text, unique=True)
    number: Mapped[str] = mapped_column(Text, unique=True)
    version_id: Mapped[int] = mapped_column(ForeignKey("course_version.id"), index=True)
    site_id: Mapped[int] = mapped_column(ForeignKey("site.id"))
    state: Mapped[str] = mapped_column(Text, default="draft")
    state_at: Mapped[datetime] = mapped_column(UtcInstant)
    capacity: Mapped[int] = mapped_column(Whole)
    learners_per_trainer: Mapped[int] = mapped_column(Whole, default=10)
    opens_at: Mapped[datetime | None] = mapped_column(UtcInstant)
    closes_at: Mapped[datetime | None] = mapped_column(UtcInstant)
    offer_cutoff_at: Mapped[datetime | None] = mapped_column(UtcInstant)
    offer_hours: Mapped[int] = mapped_column(Whole, default=48)
    allows_late_joining: Mapped[bool] = mapped_column(Flag, default=True)
    is_off_grid: Mapped[bool] = mapped_column(Flag, default=False)
    has_creche: Mapped[bool] = mapped_column(Flag, default=False)
    help_languages: Mapped[list[str]] = mapped_column(Json, default=list)
    body_run_number: Mapped[str] = mapped_column(Text, default="")
    cancelled_because: Mapped[str] = mapped_column(Text, default="")
    copied_from_id: Mapped[int | None] = mapped_column(ForeignKey("run.id"))
    made_at: Mapped[datetime] = mapped_column(UtcInstant)


class CourseClass(Model):
    """One meeting of a run. The venue belongs to the class; `sequence` rises with each change for calendars."""

    __tablename__ = "course_class"
    __table_args__ = (
        at_least("number", 1),
        at_least("sequence", 0),
        *near("starts_at", "ends_at"),
        UniqueConstraint("run_id", "number"),
        true_or_false("is_online"),
        CheckConstraint("ends_at > starts_at", name="ends_later"),
        no_longer("venue", 120),
        no_longer("access", 300),
        no_longer("link", 400),
        Index("ix_course_class_starts_at", "starts_at"),
        Index("ix_course_class_place_id", "place_id"),
    )

    id: Mapped[int] = mapped_column(Whole, primary_key=True)
    token: Mapped[str] = mapped_column(Text, unique=True)
    run_id: Mapped[int] = mapped_column(ForeignKey("run.id"))
    number: Mapped[int] = mapped_column(Whole)
    starts_at: Mapped[datetime] = mapped_column(UtcInstant)
    ends_at: Mapped[datetime] = mapped_column(UtcInstant)
    place_id: Mapped[int | None] = mapped_column(ForeignKey("place.id"))
    venue: Mapped[str] = mapped_column(Text, default="")
    access: Mapped[str] = mapped_column(Text, default="")
    is_online: Mapped[bool] = mapped_column(Flag, default=False)
    link: Mapped[str] = mapped_column(Text, default="")
    sequence: Mapped[int] = mapped_column(Whole, default=0)
    changed_at: Mapped[datetime] = mapped_column(UtcInstant)
    cancelled_at: Mapped[datetime | None] = mapped_column(UtcInstant)
    signed_at: Mapped[datetime | None] = mapped_column(UtcInstant)
    signed_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))


class ClassTrainer(Model):
    """Who gives a class, and as what: only trainers count for the staff ratio."""

    __tablename__ = "class_trainer"
    __table_args__ = (one_of("part", TRAINER_PARTS),)

    class_id: Mapped[int] = mapped_column(ForeignKey("course_class.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True, index=True)
    part: Mapped[str] = mapped_column(Text, default="trainer")


class ClassMachine(Model):
    """A machine that a class needs, by its name at the site: two classes cannot have it at once."""

    __tablename__ = "class_machine"
    __table_args__ = (no_longer("machine", 60),)

    class_id: Mapped[int] = mapped_column(ForeignKey("course_class.id"), primary_key=True)
    machine: Mapped[str] = mapped_column(Text, primary_key=True)


class SeatHold(Model):
    """Seats of a run kept back: leased to a tablet off the grid until an instant, or for a partner until a day."""

    __tablename__ = "seat_hold"
    __table_args__ = (
        *near("until"),
        one_of("kind", HOLD_KINDS),
        within("seats", 1, 200),
        CheckConstraint("used BETWEEN 0 AND seats", name="used_bounded"),
        CheckConstraint("kind != 'tablet' OR device_id IS NOT NULL", name="tablet_named"),
        no_longer("partner", 80),
        partial_index("ix_seat_hold_run_id", "run_id", where="ended_at IS NULL"),
    )

    id: Mapped[int] = mapped_column(Whole, primary_key=True)
    token: Mapped[str] = mapped_column(Text, unique=True)
    run_id: Mapped[int] = mapped_column(ForeignKey("run.id"))
    kind: Mapped[str] = mapped_column(Text)
    device_id: Mapped[int | None] = mapped_column(ForeignKey("device.id"))
    partner: Mapped[str] = mapped_column(Text, default="")
    seats: Mapped[int] = mapped_column(Whole)
    used: Mapped[int] = mapped_column(Whole, default=0)
    until: Mapped[datetime] = mapped_column(UtcInstant)
    made_at: Mapped[datetime] = mapped_column(UtcInstant)
    made_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    ended_at: Mapped[datetime | None] = mapped_column(UtcInstant)
