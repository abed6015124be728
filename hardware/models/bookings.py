"""Bookings of machines: whose time, with whom, and what became of it. Two live ones of a machine never overlap."""

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
from hardware.invariants import guard_bookings
from hardware.words import BOOKING_STATES, LIVE_BOOKING, PURPOSES, sql_list


class MachineBooking(Model):
    """Time at a machine that is kept for a person, alone or beside a supervisor. `number` grows with each change."""

    __tablename__ = "machine_booking"
    __table_args__ = (
        one_of("state", BOOKING_STATES),
        one_of("used_for", PURPOSES),
        true_or_false("is_supervised"),
        within("number", 0, 100_000),
        no_longer("piece_code", 12),
        no_longer("reason", 200),
        CheckConstraint("ends_at > starts_at", name="ends_later"),
        CheckConstraint("(state = 'booked') = (ended_at IS NULL)", name="ended_when_not_booked"),
        CheckConstraint("supervisor_id IS NULL OR supervisor_id <> person_id", name="supervisor_not_person"),
        CheckConstraint("NOT is_supervised OR supervisor_id IS NOT NULL", name="supervised_by_somebody"),
        Index("ix_machine_booking_machine_id", "machine_id", "starts_at"),
        Index("ix_machine_booking_person_id", "person_id", "starts_at"),
        partial_index(
            "ix_machine_booking_live", "machine_id", "ends_at", where=f"state IN ({sql_list(LIVE_BOOKING)})"
        ),
    )

    id: Mapped[int] = mapped_column(Whole, primary_key=True)
    token: Mapped[str] = mapped_column(Text, unique=True)
    machine_id: Mapped[int] = mapped_column(ForeignKey("machine.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    supervisor_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    is_supervised: Mapped[bool] = mapped_column(Flag, default=False)
    used_for: Mapped[str] = mapped_column(Text, default="own_work")
    piece_code: Mapped[str] = mapped_column(Text, default="")
    starts_at: Mapped[datetime] = mapped_column(UtcInstant)
    ends_at: Mapped[datetime] = mapped_column(UtcInstant)
    state: Mapped[str] = mapped_column(Text, default="booked")
    number: Mapped[int] = mapped_column(Whole, default=0)
    reason: Mapped[str] = mapped_column(Text, default="")
    made_at: Mapped[datetime] = mapped_column(UtcInstant)
    made_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    ended_at: Mapped[datetime | None] = mapped_column(UtcInstant)


guard_bookings(MachineBooking.__table__)  # type: ignore[arg-type]
