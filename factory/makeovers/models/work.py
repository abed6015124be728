"""Work of a makeover: tasks, materials, days with who was there, and trainees' practice."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Day, Flag, Model, Text, UtcInstant, Whole, near, no_longer, one_of, true_or_false, within
from factory.makeovers.invariants import guard_days
from factory.makeovers.words import DAY_ROLES, TASK_KINDS


class MakeoverTask(Model):
    """Something to do, in a room or everywhere; done on a day by those who were there."""

    __tablename__ = "makeover_task"
    __table_args__ = (
        one_of("kind", TASK_KINDS),
        no_longer("words", 120),
        Index("ix_makeover_task_makeover_id", "makeover_id"),
    )

    id: Mapped[int] = mapped_column(Whole, primary_key=True)
    token: Mapped[str] = mapped_column(Text, unique=True)
    makeover_id: Mapped[int] = mapped_column(ForeignKey("makeover.id"))
    room_id: Mapped[int | None] = mapped_column(ForeignKey("makeover_room.id"))
    kind: Mapped[str] = mapped_column(Text)
    words: Mapped[str] = mapped_column(Text, default="")
    done_at: Mapped[datetime | None] = mapped_column(UtcInstant)
    done_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))


class MakeoverMaterial(Model):
    """Material that the work needs, and whether it is there."""

    __tablename__ = "makeover_material"
    __table_args__ = (
        true_or_false("is_there"),
        no_longer("words", 80),
        no_longer("amount", 40),
        Index("ix_makeover_material_makeover_id", "makeover_id"),
    )

    id: Mapped[int] = mapped_column(Whole, primary_key=True)
    token: Mapped[str] = mapped_column(Text, unique=True)
    makeover_id: Mapped[int] = mapped_column(ForeignKey("makeover.id"))
    words: Mapped[str] = mapped_column(Text)
    amount: Mapped[str] = mapped_column(Text, default="")
    is_there: Mapped[bool] = mapped_column(Flag, default=False)


class MakeoverDay(Model):
    """A work day at the place, from when until when it should last."""

    __tablename__ = "makeover_day"
    __table_args__ = (
        *near("works_on"),
        CheckConstraint("ends_at > starts_at", name="ends_later"),
        Index("ix_makeover_day_makeover_id", "makeover_id", "works_on"),
        Index("ix_makeover_day_ends_at", "ends_at"),
    )

    id: Mapped[int] = mapped_column(Whole, primary_key=True)
    token: Mapped[str] = mapped_column(Text, unique=True)
    makeover_id: Mapped[int] = mapped_column(ForeignKey("makeover.id"))
    works_on: Mapped[date] = mapped_column(Day)
    starts_at: Mapped[datetime] = mapped_column(UtcInstant)
    ends_at: Mapped[datetime] = mapped_column(UtcInstant)
    cancelled_at: Mapped[datetime | None] = mapped_column(UtcInstant)


class MakeoverDayPerson(Model):
    """Somebody on a work day: when they arrived and left; `told_at` is when the desk was told that they are overdue."""

    __tablename__ = "makeover_day_person"
    __table_args__ = (
        UniqueConstraint("day_id", "person_id"),
        one_of("part", DAY_ROLES),
        within("minutes", 0, 1440),
        CheckConstraint("left_at IS NULL OR arrived_at IS NOT NULL", name="left_after_arriving"),
        CheckConstraint("left_at >= arrived_at", name="left_later"),
        Index("ix_makeover_day_person_person_id", "person_id"),
    )

    id: Mapped[int] = mapped_column(Whole, primary_key=True)
    day_id: Mapped[int] = mapped_column(ForeignKey("makeover_day.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    part: Mapped[str] = mapped_column(Text, default="helper")
    arrived_at: Mapped[datetime | None] = mapped_column(UtcInstant)
    left_at: Mapped[datetime | None] = mapped_column(UtcInstant)
    minutes: Mapped[int] = mapped_column(Whole, default=0)
    told_at: Mapped[datetime | None] = mapped_column(UtcInstant)


class MakeoverPractice(Model):
    """What a trainee practised on a work day, as a trainer saw it; `criterion` is a unit's code and its number."""

    __tablename__ = "makeover_practice"
    __table_args__ = (
        no_longer("criterion", 60),
        no_longer("words", 120),
        Index("ix_makeover_practice_day_id", "day_id"),
        Index("ix_makeover_practice_person_id", "person_id"),
    )

    id: Mapped[int] = mapped_column(Whole, primary_key=True)
    token: Mapped[str] = mapped_column(Text, unique=True)
    day_id: Mapped[int] = mapped_column(ForeignKey("makeover_day.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    task_id: Mapped[int | None] = mapped_column(ForeignKey("makeover_task.id"))
    criterion: Mapped[str] = mapped_column(Text, default="")
    words: Mapped[str] = mapped_column(Text, default="")
    at: Mapped[datetime] = mapped_column(UtcInstant)
    by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))


guard_days(MakeoverDay.metadata.tables["makeover_day"])
