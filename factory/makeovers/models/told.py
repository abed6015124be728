"""Tables of what tablets tell of work days: each event once, and what was said of one that could not be done."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from core.audit import guard_append_only
from core.db import Flag, Json, Model, Text, UtcInstant, no_longer, one_of, partial_index, true_or_false
from factory.makeovers.invariants import guard_told
from factory.makeovers.words import SETTLED, TOLD_KINDS, TOLD_STATES


class WorkDayEvent(Model):
    """What a tablet told of a work day, once: `id` is the tablet's.

    `body` holds codes only. `words` on practice stand here until they stand in the practice itself; `about` is the
    task that is ticked. An event may wait for the arrival of whom it is about.
    """

    __tablename__ = "work_day_event"
    __table_args__ = (
        one_of("kind", TOLD_KINDS),
        one_of("state", TOLD_STATES),
        true_or_false("is_confirmed"),
        no_longer("about", 60),
        no_longer("words", 120),
        CheckConstraint("length(id) = 36", name="id_length"),
        Index("ix_work_day_event_day_id", "day_id", "person_id"),
        partial_index("ix_work_day_event_about", "about", where="about <> ''"),
        partial_index("ix_work_day_event_open", "site_id", "received_at", where="state <> 'done'"),
    )

    id: Mapped[str] = mapped_column(Text, primary_key=True)
    site_id: Mapped[int] = mapped_column(ForeignKey("site.id"))
    device_id: Mapped[int | None] = mapped_column(ForeignKey("device.id"))
    kind: Mapped[str] = mapped_column(Text)
    day_id: Mapped[int | None] = mapped_column(ForeignKey("makeover_day.id"))
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    about: Mapped[str] = mapped_column(Text, default="")
    by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    is_confirmed: Mapped[bool] = mapped_column(Flag, default=False)
    body: Mapped[dict[str, Any]] = mapped_column(Json)
    words: Mapped[str] = mapped_column(Text, default="")
    body_hash: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime] = mapped_column(UtcInstant)
    received_at: Mapped[datetime] = mapped_column(UtcInstant)
    state: Mapped[str] = mapped_column(Text)
    message: Mapped[str] = mapped_column(Text, default="")


class WorkDayEventSettled(Model):
    """A coordinator looked at what a tablet told and could not be done: it was put right by hand, or was not so."""

    __tablename__ = "work_day_event_settled"
    __table_args__ = (one_of("how", tuple(SETTLED)),)

    event_id: Mapped[str] = mapped_column(ForeignKey("work_day_event.id"), primary_key=True)
    how: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime] = mapped_column(UtcInstant)
    by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))


guard_told(WorkDayEvent.metadata.tables["work_day_event"])
guard_append_only(WorkDayEventSettled)
