"""Who somebody was that nobody knew yet: staff say it later, beside what was counted, and may take it back."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Model, Text, UtcInstant, Whole, no_longer, partial_index
from hardware.invariants import guard_matches


class SessionMatch(Model):
    """Staff say whose a supervised sitting of an unknown card was. `session_key` and not the row, which is rebuilt.

    A match that was wrong is undone and stays; at most one holds.
    """

    __tablename__ = "session_match"
    __table_args__ = (
        no_longer("session_key", 200),
        CheckConstraint("(undone_at IS NULL) = (undone_by_id IS NULL)", name="undone_by_somebody"),
        CheckConstraint("undone_at IS NULL OR undone_at >= at", name="undone_later"),
        partial_index("uq_session_match_live", "session_key", where="undone_at IS NULL", is_unique=True),
        Index("ix_session_match_machine_id", "machine_id"),
        Index("ix_session_match_person_id", "person_id"),
    )

    id: Mapped[int] = mapped_column(Whole, primary_key=True)
    token: Mapped[str] = mapped_column(Text, unique=True)
    session_key: Mapped[str] = mapped_column(Text)
    machine_id: Mapped[int] = mapped_column(ForeignKey("machine.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime] = mapped_column(UtcInstant)
    undone_at: Mapped[datetime | None] = mapped_column(UtcInstant)
    undone_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))


guard_matches(SessionMatch.__table__)  # type: ignore[arg-type]
