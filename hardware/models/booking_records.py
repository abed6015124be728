"""What stands beside bookings of machines: their moves by hand, and the secret addresses of their calendar feeds."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from core.audit import guard_append_only
from core.db import Model, Text, UtcInstant, Whole, one_of, within
from hardware.words import FEED_KINDS


class MachineBookingMove(Model):
    """A booking that was moved by hand: where and when it was before, so that it can go back. Append-only.

    `number` is the booking's after the move: who takes the move back sees whether it was moved again meanwhile.
    """

    __tablename__ = "machine_booking_move"
    __table_args__ = (
        within("number", 1, 100_000),
        CheckConstraint("ends_at > starts_at", name="ends_later"),
        Index("ix_machine_booking_move_booking_id", "booking_id", "number"),
    )

    id: Mapped[int] = mapped_column(Whole, primary_key=True)
    token: Mapped[str] = mapped_column(Text, unique=True)
    booking_id: Mapped[int] = mapped_column(ForeignKey("machine_booking.id"))
    machine_id: Mapped[int] = mapped_column(ForeignKey("machine.id"))
    starts_at: Mapped[datetime] = mapped_column(UtcInstant)
    ends_at: Mapped[datetime] = mapped_column(UtcInstant)
    number: Mapped[int] = mapped_column(Whole)
    at: Mapped[datetime] = mapped_column(UtcInstant)
    by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))


class MachineCalendarKey(Model):
    """A secret address of a feed of bookings; shown once, kept as a hash, ended at any time."""

    __tablename__ = "machine_calendar_key"
    __table_args__ = (
        one_of("kind", FEED_KINDS),
        CheckConstraint("(kind = 'own') = (person_id IS NOT NULL)", name="own_of_a_person"),
        CheckConstraint("(kind = 'machine') = (machine_id IS NOT NULL)", name="machine_of_a_machine"),
        Index("ix_machine_calendar_key_person_id", "person_id"),
    )

    id: Mapped[int] = mapped_column(Whole, primary_key=True)
    key_hash: Mapped[str] = mapped_column(Text, unique=True)
    kind: Mapped[str] = mapped_column(Text)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    machine_id: Mapped[int | None] = mapped_column(ForeignKey("machine.id"))
    site_id: Mapped[int] = mapped_column(ForeignKey("site.id"))
    made_at: Mapped[datetime] = mapped_column(UtcInstant)
    ended_at: Mapped[datetime | None] = mapped_column(UtcInstant)


guard_append_only(MachineBookingMove)
