"""Tables of what happened to a piece, what became of each event, and of events that name nothing we know."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from core.audit import guard_append_only
from core.db import Json, Model, Text, UtcInstant, Whole, one_of, partial_index, within
from inventory.facts import HOW, KINDS

LARGEST_TOLD = 2**53
"""A tablet may tell any number that JavaScript holds exactly (`core.tablets.whole_number`)."""
VERDICTS = ("refused", "already", "undone")


class PieceEventRow(Model):
    """One recorded fact of a piece, append-only. `id` is the client's; `body_hash` tells a repeat from a forgery."""

    __tablename__ = "piece_event"
    __table_args__ = (
        one_of("kind", KINDS),
        one_of("how", HOW),
        within("sequence", -LARGEST_TOLD, LARGEST_TOLD),
        CheckConstraint("length(id) = 36", name="id_length"),
        Index("ix_piece_event_piece_id", "piece_id", "at"),
        Index("ix_piece_event_by_id", "by_id", "at"),
        partial_index("ix_piece_event_together", "at", where="with_ids <> '[]'"),
    )

    id: Mapped[str] = mapped_column(Text, primary_key=True)
    piece_id: Mapped[int] = mapped_column(ForeignKey("piece.id"))
    label: Mapped[str] = mapped_column(Text)
    kind: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime] = mapped_column(UtcInstant)
    device_at: Mapped[datetime] = mapped_column(UtcInstant)
    received_at: Mapped[datetime] = mapped_column(UtcInstant)
    site_id: Mapped[int] = mapped_column(ForeignKey("site.id"))
    device_id: Mapped[int | None] = mapped_column(ForeignKey("device.id"))
    device: Mapped[str] = mapped_column(Text, default="")
    sequence: Mapped[int] = mapped_column(Whole, default=0)
    by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    with_ids: Mapped[list[int]] = mapped_column(Json, default=list)
    powers: Mapped[list[str]] = mapped_column(Json, default=list)
    how: Mapped[str] = mapped_column(Text, default="scan")
    data: Mapped[dict[str, Any]] = mapped_column(Json, default=dict)
    body_hash: Mapped[str] = mapped_column(Text)


class EventVerdict(Model):
    """What became of an event without effect: refused (a coordinator looks at it), already so, or undone. Refolded."""

    __tablename__ = "event_verdict"
    __table_args__ = (
        one_of("verdict", VERDICTS),
        partial_index(
            "ix_event_verdict_open", "site_id", "at", where="verdict = 'refused' AND settled_at IS NULL"
        ),
        Index("ix_event_verdict_piece_id", "piece_id"),
    )

    event_id: Mapped[str] = mapped_column(ForeignKey("piece_event.id"), primary_key=True)
    piece_id: Mapped[int] = mapped_column(ForeignKey("piece.id"))
    site_id: Mapped[int] = mapped_column(ForeignKey("site.id"))
    at: Mapped[datetime] = mapped_column(UtcInstant)
    verdict: Mapped[str] = mapped_column(Text)
    reason: Mapped[str] = mapped_column(Text, default="")
    message: Mapped[str] = mapped_column(Text, default="")
    remedy: Mapped[str] = mapped_column(Text, default="")
    settled_at: Mapped[datetime | None] = mapped_column(UtcInstant)
    settled_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))


class StrayScan(Model):
    """An offline event that names no piece or no person that we know: kept whole for a coordinator, never lost."""

    __tablename__ = "stray_scan"
    __table_args__ = (Index("ix_stray_scan_site_id", "site_id", "received_at"),)

    event_id: Mapped[str] = mapped_column(Text, primary_key=True)
    site_id: Mapped[int] = mapped_column(ForeignKey("site.id"))
    device_id: Mapped[int | None] = mapped_column(ForeignKey("device.id"))
    reason: Mapped[str] = mapped_column(Text)
    received_at: Mapped[datetime] = mapped_column(UtcInstant)
    body: Mapped[dict[str, Any]] = mapped_column(Json)
    body_hash: Mapped[str] = mapped_column(Text)
    settled_at: Mapped[datetime | None] = mapped_column(UtcInstant)
    settled_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))


guard_append_only(PieceEventRow)
