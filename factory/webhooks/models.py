"""Subscriptions to what happens, and each delivery on its way: an outbox of facts without a person in them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Json, Model, Text, UtcInstant, Whole, no_longer, one_of, partial_index, within

HOOK_STATES = ("live", "paused", "ended")
DELIVERY_STATES = ("waiting", "sent", "failed")
EVENTS = ("piece_released", "run_completed", "makeover_signed_off", "month_closed", "machine_out_of_service")


class Webhook(Model):
    """Who is told of what: an address, the secret that signs what goes there, and the events wanted."""

    __tablename__ = "webhook"
    __table_args__ = (
        one_of("state", HOOK_STATES),
        no_longer("name", 80),
        no_longer("url", 400),
        no_longer("paused_why", 200),
        CheckConstraint("(state = 'ended') = (ended_at IS NOT NULL)", name="ended_when_over"),
        CheckConstraint("(state = 'ended') = (secret = '')", name="secret_while_alive"),
        Index("ix_webhook_site_id", "site_id"),
    )

    id: Mapped[int] = mapped_column(Whole, primary_key=True)
    token: Mapped[str] = mapped_column(Text, unique=True)
    site_id: Mapped[int] = mapped_column(ForeignKey("site.id"))
    name: Mapped[str] = mapped_column(Text)
    url: Mapped[str] = mapped_column(Text)
    secret: Mapped[str] = mapped_column(Text)
    events: Mapped[list[str]] = mapped_column(Json)
    state: Mapped[str] = mapped_column(Text, default="live")
    paused_why: Mapped[str] = mapped_column(Text, default="")
    made_at: Mapped[datetime] = mapped_column(UtcInstant)
    made_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    ended_at: Mapped[datetime | None] = mapped_column(UtcInstant)


class WebhookDelivery(Model):
    """One event for one subscriber: what is said, when it is due, how often it was tried and what came back."""

    __tablename__ = "webhook_delivery"
    __table_args__ = (
        one_of("event", EVENTS),
        one_of("state", DELIVERY_STATES),
        within("attempts", 0, 10_000),
        within("status", 100, 999),
        no_longer("fault", 80),
        CheckConstraint("(state = 'waiting') = (ended_at IS NULL)", name="ended_when_done"),
        UniqueConstraint("webhook_id", "event", "subject"),
        partial_index("ix_webhook_delivery_due", "due_at", where="state = 'waiting'"),
        Index("ix_webhook_delivery_recent", "webhook_id", "made_at"),
    )

    id: Mapped[int] = mapped_column(Whole, primary_key=True)
    public_id: Mapped[str] = mapped_column(Text, unique=True)
    webhook_id: Mapped[int] = mapped_column(ForeignKey("webhook.id"))
    event: Mapped[str] = mapped_column(Text)
    subject: Mapped[str] = mapped_column(Text)
    facts: Mapped[dict[str, Any]] = mapped_column(Json)
    state: Mapped[str] = mapped_column(Text, default="waiting")
    attempts: Mapped[int] = mapped_column(Whole, default=0)
    made_at: Mapped[datetime] = mapped_column(UtcInstant)
    due_at: Mapped[datetime] = mapped_column(UtcInstant)
    first_tried_at: Mapped[datetime | None] = mapped_column(UtcInstant)
    ended_at: Mapped[datetime | None] = mapped_column(UtcInstant)
    status: Mapped[int | None] = mapped_column(Whole)
    fault: Mapped[str] = mapped_column(Text, default="")
