"""What tablets' registers brought, each event whole and once: what came of it, and what still waits for somebody."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from core.db import (
    Flag,
    Json,
    Model,
    Text,
    UtcInstant,
    Whole,
    near,
    no_longer,
    one_of,
    partial_index,
    true_or_false,
)
from training.words import REGISTER_EVENT_STATES, REGISTER_EVENTS


class RegisterEvent(Model):
    """One event of a tablet's register. `id` is the tablet's: the same id is the same event.

    `by_card` and `card` are the lookup keys of who did it and whom it is about, while those cards are still nobody's.
    `is_confirmed`: the PIN had been given in the minutes before.
    """

    __tablename__ = "register_event"
    __table_args__ = (
        one_of("kind", REGISTER_EVENTS),
        one_of("state", REGISTER_EVENT_STATES),
        true_or_false("is_confirmed"),
        CheckConstraint("length(id) = 36", name="id_length"),
        CheckConstraint("(state = 'settled') = (settled_at IS NOT NULL)", name="settled_when"),
        no_longer("note", 200),
        Index("ix_register_event_run_id", "run_id", "at"),
        Index("ix_register_event_site_id", "site_id", "state"),
        partial_index("ix_register_event_to_sign", "by_id", where="state = 'to_sign'"),
    )

    id: Mapped[str] = mapped_column(Text, primary_key=True)
    site_id: Mapped[int] = mapped_column(ForeignKey("site.id"))
    device_id: Mapped[int | None] = mapped_column(ForeignKey("device.id"))
    device: Mapped[str] = mapped_column(Text)
    sequence: Mapped[int] = mapped_column(Whole)
    kind: Mapped[str] = mapped_column(Text)
    run_id: Mapped[int | None] = mapped_column(ForeignKey("run.id"))
    class_id: Mapped[int | None] = mapped_column(ForeignKey("course_class.id"))
    by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    by_card: Mapped[str] = mapped_column(Text, default="")
    is_confirmed: Mapped[bool] = mapped_column(Flag, default=False)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    card: Mapped[str] = mapped_column(Text, default="")
    body: Mapped[dict[str, Any]] = mapped_column(Json)
    body_hash: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime] = mapped_column(UtcInstant)
    device_at: Mapped[datetime] = mapped_column(UtcInstant)
    received_at: Mapped[datetime] = mapped_column(UtcInstant)
    state: Mapped[str] = mapped_column(Text)
    message: Mapped[str] = mapped_column(Text, default="")
    params: Mapped[dict[str, Any]] = mapped_column(Json, default=dict)
    settled_at: Mapped[datetime | None] = mapped_column(UtcInstant)
    settled_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    note: Mapped[str] = mapped_column(Text, default="")


class TakenRun(Model):
    """A run that somebody took along on a tablet with their PIN, until an instant: its lease.

    The seats that were free then are kept for the tablet in `seat_hold`; a full run has none of those.
    """

    __tablename__ = "taken_run"
    __table_args__ = (
        *near("until"),
        CheckConstraint("until > at", name="until_later"),
        Index("ix_taken_run_run_id", "run_id", "device_id"),
        Index("ix_taken_run_device_id", "device_id"),
    )

    id: Mapped[int] = mapped_column(Whole, primary_key=True)
    token: Mapped[str] = mapped_column(Text, unique=True)
    run_id: Mapped[int] = mapped_column(ForeignKey("run.id"))
    device_id: Mapped[int] = mapped_column(ForeignKey("device.id"))
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime] = mapped_column(UtcInstant)
    until: Mapped[datetime] = mapped_column(UtcInstant)
    ended_at: Mapped[datetime | None] = mapped_column(UtcInstant)
