"""Machines: what kind they are of, each one, how it is listened to, what it may be fed, and the states it was in."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.audit import guard_append_only
from core.db import (
    Flag,
    Json,
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
from hardware.invariants import guard_places, guard_states
from hardware.words import CHECK_TIMES, MACHINE_STATES, MATERIAL_RULES, PIECE_STEPS, STATE_CAUSES

_OPEN = "ends_at IS NULL"


class MachineType(Model):
    """A kind of machine: what permits, inductions, checklists and maintenance hang on.

    `checklist` are words of a fixed list, each with a drawing: what is looked at before use, by `checklist_due` (None:
    of a day). `piece_step` is the step of a piece's work that it is for, None for no one of them.
    """

    __tablename__ = "machine_type"
    __table_args__ = (
        true_or_false("is_active"),
        true_or_false("wants_material"),
        no_longer("name", 60),
        no_longer("picture", 60),
        one_of("checklist_due", CHECK_TIMES),
        one_of("piece_step", PIECE_STEPS),
        CheckConstraint("permit_kind LIKE 'machine:_%'", name="permit_of_a_machine"),
    )

    id: Mapped[int] = mapped_column(Whole, primary_key=True)
    token: Mapped[str] = mapped_column(Text, unique=True)
    slug: Mapped[str] = mapped_column(Text, unique=True)
    name: Mapped[str] = mapped_column(Text)
    permit_kind: Mapped[str] = mapped_column(Text)
    picture: Mapped[str] = mapped_column(Text, default="")
    wants_material: Mapped[bool] = mapped_column(Flag, default=False)
    checklist: Mapped[list[str]] = mapped_column(Json, default=list)
    is_active: Mapped[bool] = mapped_column(Flag, default=True)
    made_at: Mapped[datetime] = mapped_column(UtcInstant)
    checklist_due: Mapped[str | None] = mapped_column(Text)
    piece_step: Mapped[str | None] = mapped_column(Text)


class Machine(Model):
    """One machine: where it stands, how it is told from its like, what its card says, and by whose rules it is used.

    `ppe` and `method` are words of fixed lists, drawn as pictures. `opening` is {weekday 0..6 as text: [[from, until],
    ...]} in the site's time; empty for a machine that is open whenever the site is.
    """

    __tablename__ = "machine"
    __table_args__ = (
        true_or_false("wants_second_person"),
        no_longer("name", 60),
        no_longer("serial_identity", 200),
        no_longer("instructions", 2000),
        no_longer("picture", 80),
        within("idle_minutes", 1, 240),
        within("longest_minutes", 5, 1440),
        within("horizon_days", 1, 365),
        within("most_bookings", 1, 50),
        CheckConstraint("length(code) = 7", name="code_length"),
        UniqueConstraint("site_id", "name"),
        UniqueConstraint("id", "site_id"),
        Index("ix_machine_type_id", "type_id"),
    )

    id: Mapped[int] = mapped_column(Whole, primary_key=True)
    token: Mapped[str] = mapped_column(Text, unique=True)
    code: Mapped[str] = mapped_column(Text, unique=True)
    type_id: Mapped[int] = mapped_column(ForeignKey("machine_type.id"))
    site_id: Mapped[int] = mapped_column(ForeignKey("site.id"))
    place_id: Mapped[int | None] = mapped_column(ForeignKey("place.id"))
    name: Mapped[str] = mapped_column(Text)
    serial_identity: Mapped[str] = mapped_column(Text, default="")
    picture: Mapped[str] = mapped_column(Text, default="")
    ppe: Mapped[list[str]] = mapped_column(Json, default=list)
    method: Mapped[list[str]] = mapped_column(Json, default=list)
    instructions: Mapped[str] = mapped_column(Text, default="")
    wants_second_person: Mapped[bool] = mapped_column(Flag, default=False)
    opening: Mapped[dict[str, list[list[str]]]] = mapped_column(Json, default=dict)
    idle_minutes: Mapped[int] = mapped_column(Whole, default=15)
    longest_minutes: Mapped[int] = mapped_column(Whole, default=240)
    horizon_days: Mapped[int] = mapped_column(Whole, default=28)
    most_bookings: Mapped[int] = mapped_column(Whole, default=2)
    made_at: Mapped[datetime] = mapped_column(UtcInstant)
    retired_at: Mapped[datetime | None] = mapped_column(UtcInstant)


class MachineProfile(Model):
    """How a machine is listened to, from a version on: `hardware.vocabulary.Profile` as JSON. Append-only."""

    __tablename__ = "machine_profile"
    __table_args__ = (within("number", 1, 10_000), UniqueConstraint("machine_id", "number"))

    id: Mapped[int] = mapped_column(Whole, primary_key=True)
    machine_id: Mapped[int] = mapped_column(ForeignKey("machine.id"))
    number: Mapped[int] = mapped_column(Whole)
    profile: Mapped[dict[str, Any]] = mapped_column(Json)
    made_at: Mapped[datetime] = mapped_column(UtcInstant)
    made_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))


class MachineMaterial(Model):
    """A material that a machine may be fed, may be fed after a test, or never: shown by picture."""

    __tablename__ = "machine_material"
    __table_args__ = (
        one_of("rule", MATERIAL_RULES),
        no_longer("name", 40),
        no_longer("picture", 60),
        no_longer("why", 200),
        UniqueConstraint("machine_id", "name"),
    )

    id: Mapped[int] = mapped_column(Whole, primary_key=True)
    machine_id: Mapped[int] = mapped_column(ForeignKey("machine.id"))
    name: Mapped[str] = mapped_column(Text)
    picture: Mapped[str] = mapped_column(Text, default="")
    rule: Mapped[str] = mapped_column(Text)
    why: Mapped[str] = mapped_column(Text, default="")


class MachineStateSpan(Model):
    """A stretch of time in which a machine was in one state, and why. Spans of a machine never overlap."""

    __tablename__ = "machine_state"
    __table_args__ = (
        one_of("state", MACHINE_STATES),
        one_of("cause", STATE_CAUSES),
        true_or_false("has_test_run"),
        no_longer("note", 400),
        CheckConstraint("ends_at IS NULL OR ends_at >= starts_at", name="ends_later"),
        partial_index("uq_machine_state_open", "machine_id", where=_OPEN, is_unique=True),
        Index("ix_machine_state_machine_id", "machine_id", "starts_at"),
    )

    id: Mapped[int] = mapped_column(Whole, primary_key=True)
    token: Mapped[str] = mapped_column(Text, unique=True)
    machine_id: Mapped[int] = mapped_column(ForeignKey("machine.id"))
    state: Mapped[str] = mapped_column(Text)
    cause: Mapped[str] = mapped_column(Text)
    fault_id: Mapped[int | None] = mapped_column(ForeignKey("machine_fault.id"))
    has_test_run: Mapped[bool] = mapped_column(Flag, default=False)
    note: Mapped[str] = mapped_column(Text, default="")
    starts_at: Mapped[datetime] = mapped_column(UtcInstant)
    ends_at: Mapped[datetime | None] = mapped_column(UtcInstant)
    by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    device_id: Mapped[int | None] = mapped_column(ForeignKey("device.id"))


guard_append_only(MachineProfile)
guard_places(Machine.__table__)  # type: ignore[arg-type]
guard_states(MachineStateSpan.__table__)  # type: ignore[arg-type]
