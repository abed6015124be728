"""Tables of deliveries: where to (a makeover or an organisation), which pieces, what became of each, the sign-off."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from core.audit import guard_append_only
from core.db import Day, Json, Model, Text, UtcInstant, Whole, no_longer, one_of, partial_index
from factory.van.words import BACK_REASONS, EVENT_STATES, NOT_SIGNED, PIECE_STATES, SETTLED, VAN_EVENTS


class Delivery(Model):
    """Pieces brought to one destination on one day. It holds no address: a reference or a name, and a number."""

    __tablename__ = "delivery"
    __table_args__ = (
        CheckConstraint("(makeover_id IS NULL) <> (organisation_id IS NULL)", name="one_destination"),
        CheckConstraint("signed_at IS NOT NULL OR not_signed = ''", name="not_signed_when"),
        one_of("not_signed", ("", *NOT_SIGNED)),
        no_longer("van", 40),
        Index("ix_delivery_day", "site_id", "day"),
        partial_index("ix_delivery_makeover_id", "makeover_id", where="makeover_id IS NOT NULL"),
        partial_index("ix_delivery_organisation_id", "organisation_id", where="organisation_id IS NOT NULL"),
        partial_index("ix_delivery_out", "due_at", where="left_at IS NULL AND cancelled_at IS NULL"),
    )

    id: Mapped[int] = mapped_column(Whole, primary_key=True)
    token: Mapped[str] = mapped_column(Text, unique=True)
    number: Mapped[str] = mapped_column(Text, unique=True)
    site_id: Mapped[int] = mapped_column(ForeignKey("site.id"))
    day: Mapped[date] = mapped_column(Day)
    van: Mapped[str] = mapped_column(Text, default="")
    driver_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    makeover_id: Mapped[int | None] = mapped_column(ForeignKey("makeover.id"))
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"))
    due_at: Mapped[datetime] = mapped_column(UtcInstant)
    arrived_at: Mapped[datetime | None] = mapped_column(UtcInstant)
    left_at: Mapped[datetime | None] = mapped_column(UtcInstant)
    signed_at: Mapped[datetime | None] = mapped_column(UtcInstant)
    not_signed: Mapped[str] = mapped_column(Text, default="")
    cancelled_at: Mapped[datetime | None] = mapped_column(UtcInstant)
    made_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    made_at: Mapped[datetime] = mapped_column(UtcInstant)


class DeliveryPiece(Model):
    """A piece on a delivery. It is on one van at a time; `release_refused` is why its release waits for somebody."""

    __tablename__ = "delivery_piece"
    __table_args__ = (
        one_of("state", tuple(PIECE_STATES)),
        one_of("reason", ("", *BACK_REASONS)),
        CheckConstraint("(state = 'undelivered') = (reason <> '')", name="back_why"),
        CheckConstraint(
            "(state IN ('delivered', 'undelivered')) = (settled_at IS NOT NULL)", name="settled_when"
        ),
        partial_index(
            "ux_delivery_piece_piece", "piece_id", where="state IN ('planned', 'loaded')", is_unique=True
        ),
        Index("ix_delivery_piece_piece_id", "piece_id"),
    )

    delivery_id: Mapped[int] = mapped_column(ForeignKey("delivery.id"), primary_key=True)
    piece_id: Mapped[int] = mapped_column(ForeignKey("piece.id"), primary_key=True)
    state: Mapped[str] = mapped_column(Text, default="planned")
    reason: Mapped[str] = mapped_column(Text, default="")
    loaded_at: Mapped[datetime | None] = mapped_column(UtcInstant)
    settled_at: Mapped[datetime | None] = mapped_column(UtcInstant)
    release_refused: Mapped[str] = mapped_column(Text, default="")


class DeliverySignature(Model):
    """The strokes by which a household or an organisation signed. Apart, because they go first."""

    __tablename__ = "delivery_signature"
    __table_args__ = (no_longer("strokes", 12_000),)

    delivery_id: Mapped[int] = mapped_column(ForeignKey("delivery.id"), primary_key=True)
    strokes: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime] = mapped_column(UtcInstant)


class VanEvent(Model):
    """What a tablet told of a delivery or a round, once: `id` is the tablet's. `body` holds no strokes and no words."""

    __tablename__ = "van_event"
    __table_args__ = (
        one_of("kind", VAN_EVENTS),
        one_of("state", EVENT_STATES),
        CheckConstraint("length(id) = 36", name="id_length"),
        Index("ix_van_event_delivery_id", "delivery_id", "at"),
        Index("ix_van_event_stop_id", "stop_id", "at"),
        partial_index("ix_van_event_open", "site_id", "received_at", where="state <> 'done'"),
    )

    id: Mapped[str] = mapped_column(Text, primary_key=True)
    site_id: Mapped[int] = mapped_column(ForeignKey("site.id"))
    device_id: Mapped[int | None] = mapped_column(ForeignKey("device.id"))
    kind: Mapped[str] = mapped_column(Text)
    delivery_id: Mapped[int | None] = mapped_column(ForeignKey("delivery.id"))
    stop_id: Mapped[int | None] = mapped_column(ForeignKey("round_stop.id"))
    piece_id: Mapped[int | None] = mapped_column(ForeignKey("piece.id"))
    by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    body: Mapped[dict[str, Any]] = mapped_column(Json)
    body_hash: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime] = mapped_column(UtcInstant)
    received_at: Mapped[datetime] = mapped_column(UtcInstant)
    state: Mapped[str] = mapped_column(Text)
    message: Mapped[str] = mapped_column(Text, default="")


class VanEventSettled(Model):
    """A coordinator looked at what a tablet told and could not be done: it was put right by hand, or was not so."""

    __tablename__ = "van_event_settled"
    __table_args__ = (one_of("how", tuple(SETTLED)),)

    event_id: Mapped[str] = mapped_column(ForeignKey("van_event.id"), primary_key=True)
    how: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime] = mapped_column(UtcInstant)
    by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))


guard_append_only(VanEvent)
guard_append_only(VanEventSettled)
