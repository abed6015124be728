"""Faults of machines, with their pictures; maintenance that is due by use or by days, and what was done."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from core.audit import guard_append_only
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
from hardware.invariants import guard_maintenance
from hardware.words import FAULT_CAUSES, FAULT_SIGNS, MEASURES


class MachineFault(Model):
    """Something wrong with a machine, as somebody saw it; how it was found and mended. Nobody is blamed.

    `event_key` is the kiosk's event that told of it, so that telling it twice is one fault.
    """

    __tablename__ = "machine_fault"
    __table_args__ = (
        one_of("sign", FAULT_SIGNS),
        one_of("fault_cause", FAULT_CAUSES),
        *(true_or_false(flag) for flag in ("is_unsafe", "has_test_run")),
        no_longer("note", 400),
        no_longer("mended_note", 400),
        CheckConstraint("(ended_at IS NULL) = (fault_cause IS NULL)", name="ended_has_cause"),
        CheckConstraint("(ended_at IS NULL) = (ended_by_id IS NULL)", name="ended_by_somebody"),
        CheckConstraint("ended_at IS NULL OR ended_at >= reported_at", name="ends_later"),
        CheckConstraint("NOT is_unsafe OR ended_at IS NULL OR has_test_run", name="unsafe_ends_by_test"),
        Index("ix_machine_fault_machine_id", "machine_id", "reported_at"),
        partial_index("ix_machine_fault_open", "site_id", "machine_id", where="ended_at IS NULL"),
    )

    id: Mapped[int] = mapped_column(Whole, primary_key=True)
    token: Mapped[str] = mapped_column(Text, unique=True)
    event_key: Mapped[str | None] = mapped_column(Text, unique=True)
    machine_id: Mapped[int] = mapped_column(ForeignKey("machine.id"))
    site_id: Mapped[int] = mapped_column(ForeignKey("site.id"))
    sign: Mapped[str] = mapped_column(Text)
    is_unsafe: Mapped[bool] = mapped_column(Flag)
    note: Mapped[str] = mapped_column(Text, default="")
    reported_at: Mapped[datetime] = mapped_column(UtcInstant)
    reported_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    device_id: Mapped[int | None] = mapped_column(ForeignKey("device.id"))
    taken_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    ended_at: Mapped[datetime | None] = mapped_column(UtcInstant)
    ended_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    fault_cause: Mapped[str | None] = mapped_column(Text)
    mended_note: Mapped[str] = mapped_column(Text, default="")
    has_test_run: Mapped[bool] = mapped_column(Flag, default=False)


class FaultPhoto(Model):
    """A photo of a fault. `id` is the kiosk's or the page's; its bytes may come before its fault does, or after it."""

    __tablename__ = "fault_photo"
    __table_args__ = (
        CheckConstraint("length(id) BETWEEN 16 AND 36", name="id_length"),
        within("width", 0, 10_000),
        within("height", 0, 10_000),
        Index("ix_fault_photo_fault_id", "fault_id"),
        partial_index("ix_fault_photo_sha256", "sha256", where="sha256 <> ''"),
    )

    id: Mapped[str] = mapped_column(Text, primary_key=True)
    fault_id: Mapped[int | None] = mapped_column(ForeignKey("machine_fault.id"))
    site_id: Mapped[int] = mapped_column(ForeignKey("site.id"))
    device_id: Mapped[int | None] = mapped_column(ForeignKey("device.id"))
    sha256: Mapped[str] = mapped_column(Text, default="")
    width: Mapped[int] = mapped_column(Whole, default=0)
    height: Mapped[int] = mapped_column(Whole, default=0)
    at: Mapped[datetime] = mapped_column(UtcInstant)


class MaintenancePlan(Model):
    """Work that is due on a machine, or on each of a type, after so many running hours, jobs or days."""

    __tablename__ = "maintenance_plan"
    __table_args__ = (
        one_of("measure", MEASURES),
        within("every", 1, 100_000),
        true_or_false("is_active"),
        true_or_false("wants_maintainer"),
        no_longer("task", 80),
        no_longer("picture", 60),
        CheckConstraint("(type_id IS NULL) <> (machine_id IS NULL)", name="of_type_or_machine"),
        Index("ix_maintenance_plan_machine_id", "machine_id"),
        Index("ix_maintenance_plan_type_id", "type_id"),
    )

    id: Mapped[int] = mapped_column(Whole, primary_key=True)
    token: Mapped[str] = mapped_column(Text, unique=True)
    type_id: Mapped[int | None] = mapped_column(ForeignKey("machine_type.id"))
    machine_id: Mapped[int | None] = mapped_column(ForeignKey("machine.id"))
    task: Mapped[str] = mapped_column(Text)
    picture: Mapped[str] = mapped_column(Text, default="")
    measure: Mapped[str] = mapped_column(Text)
    every: Mapped[int] = mapped_column(Whole)
    wants_maintainer: Mapped[bool] = mapped_column(Flag, default=False)
    is_active: Mapped[bool] = mapped_column(Flag, default=True)
    made_at: Mapped[datetime] = mapped_column(UtcInstant)


class MaintenanceDone(Model):
    """Planned work that somebody did on a machine, and how long the machine had run by then. Append-only."""

    __tablename__ = "maintenance_done"
    __table_args__ = (
        no_longer("note", 400),
        Index("ix_maintenance_done_machine_id", "machine_id", "plan_id", "at"),
    )

    id: Mapped[int] = mapped_column(Whole, primary_key=True)
    token: Mapped[str] = mapped_column(Text, unique=True)
    plan_id: Mapped[int] = mapped_column(ForeignKey("maintenance_plan.id"))
    machine_id: Mapped[int] = mapped_column(ForeignKey("machine.id"))
    at: Mapped[datetime] = mapped_column(UtcInstant)
    by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    device_id: Mapped[int | None] = mapped_column(ForeignKey("device.id"))
    note: Mapped[str] = mapped_column(Text, default="")


guard_append_only(MaintenanceDone)
guard_maintenance(MaintenanceDone.__table__)  # type: ignore[arg-type]
