"""Bookings, what happened to them, and the offers of seats that became free."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from core.audit import guard_append_only
from core.db import Model, Text, UtcInstant, Whole, no_longer, one_of, partial_index
from training.invariants import guard_seats
from training.models.delivery import Run
from training.words import BOOKING_SOURCES, BOOKING_STATES, LIVE_BOOKING, OFFER_OUTCOMES, sql_list

_LIVE = f"state IN ({sql_list(LIVE_BOOKING)})"
_OPEN = "outcome IS NULL"


class Booking(Model):
    """A learner in a run. At most one live booking of a learner in a run; seats are counted by a trigger too."""

    __tablename__ = "booking"
    __table_args__ = (
        one_of("state", BOOKING_STATES),
        one_of("source", BOOKING_SOURCES),
        no_longer("reason", 200),
        partial_index("uq_booking_live", "run_id", "person_id", where=_LIVE, is_unique=True),
        Index("ix_booking_queue", "run_id", "state", "joined_at", "id"),
        Index("ix_booking_person_id", "person_id"),
    )

    id: Mapped[int] = mapped_column(Whole, primary_key=True)
    token: Mapped[str] = mapped_column(Text, unique=True)
    run_id: Mapped[int] = mapped_column(ForeignKey("run.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    state: Mapped[str] = mapped_column(Text)
    joined_at: Mapped[datetime] = mapped_column(UtcInstant)
    state_at: Mapped[datetime] = mapped_column(UtcInstant)
    source: Mapped[str] = mapped_column(Text)
    reason: Mapped[str] = mapped_column(Text, default="")
    partner: Mapped[str] = mapped_column(Text, default="")
    jumped_at: Mapped[datetime | None] = mapped_column(UtcInstant)
    made_at: Mapped[datetime] = mapped_column(UtcInstant)


class BookingEvent(Model):
    """One change of a booking, append-only. `id` is the client's, so that pressing twice is one change."""

    __tablename__ = "booking_event"
    __table_args__ = (
        one_of("source", BOOKING_SOURCES),
        one_of("state", BOOKING_STATES),
        no_longer("reason", 400),
        Index("ix_booking_event_booking_id", "booking_id", "at"),
    )

    id: Mapped[str] = mapped_column(Text, primary_key=True)
    booking_id: Mapped[int] = mapped_column(ForeignKey("booking.id"))
    verb: Mapped[str] = mapped_column(Text)
    was: Mapped[str] = mapped_column(Text, default="")
    state: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime] = mapped_column(UtcInstant)
    by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    device_id: Mapped[int | None] = mapped_column(ForeignKey("device.id"))
    source: Mapped[str] = mapped_column(Text, default="desk")
    reason: Mapped[str] = mapped_column(Text, default="")


class Offer(Model):
    """A seat offered from the waiting list: it holds the seat until it is answered or expires."""

    __tablename__ = "offer"
    __table_args__ = (
        one_of("outcome", OFFER_OUTCOMES),
        CheckConstraint("expires_at > made_at", name="expires_later"),
        CheckConstraint("(outcome IS NULL) = (ended_at IS NULL)", name="ended_with_outcome"),
        partial_index("uq_offer_live", "booking_id", where=_OPEN, is_unique=True),
        partial_index("ix_offer_expires_at", "expires_at", where=_OPEN),
    )

    id: Mapped[int] = mapped_column(Whole, primary_key=True)
    booking_id: Mapped[int] = mapped_column(ForeignKey("booking.id"))
    link_key: Mapped[str] = mapped_column(Text, unique=True)
    made_at: Mapped[datetime] = mapped_column(UtcInstant)
    expires_at: Mapped[datetime] = mapped_column(UtcInstant)
    outcome: Mapped[str | None] = mapped_column(Text)
    ended_at: Mapped[datetime | None] = mapped_column(UtcInstant)


guard_append_only(BookingEvent)
guard_seats(Booking.__table__, Run.__table__)  # type: ignore[arg-type]
