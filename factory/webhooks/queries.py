"""Reads of webhooks: the subscriptions of a site, what waits to go out, and the last deliveries."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

from core.db import as_instant, as_json, db, fast
from factory.webhooks.models import Webhook, WebhookDelivery

LAST = 50


@dataclass(frozen=True)
class LiveHook:
    """A subscription that is told things, and since when."""

    id: int
    site_id: int
    events: frozenset[str]
    since: datetime


@dataclass(frozen=True)
class Due:
    """A delivery that is due, with where it goes and what signs it."""

    id: int
    public_id: str
    webhook_id: int
    event: str
    facts: dict[str, Any]
    made_at: datetime
    url: str
    secret: str
    site: str


def live_hooks() -> list[LiveHook]:
    """The subscriptions that are not paused or ended."""
    rows = fast().rows("SELECT id, site_id, events, made_at FROM webhook WHERE state = 'live' ORDER BY id")
    return [LiveHook(row[0], row[1], frozenset(as_json(row[2])), as_instant(row[3])) for row in rows]


def has_old_deliveries(before: datetime) -> bool:
    """True if a delivery was done before an instant."""
    return fast().row("SELECT 1 FROM webhook_delivery WHERE ended_at < ? LIMIT 1", (before,)) is not None


def due_deliveries(at: datetime, most: int = 100) -> list[Due]:
    """What is due to go out, the oldest first."""
    rows = fast().rows(
        "SELECT d.id, d.public_id, d.webhook_id, d.event, d.facts, d.made_at, w.url, w.secret, s.slug "
        "FROM webhook_delivery d JOIN webhook w ON w.id = d.webhook_id JOIN site s ON s.id = w.site_id "
        "WHERE d.state = 'waiting' AND d.due_at <= ? AND w.state = 'live' ORDER BY d.due_at, d.id LIMIT ?",
        (at, most),
    )
    return [
        Due(row[0], row[1], row[2], row[3], as_json(row[4]), as_instant(row[5]), *row[6:9]) for row in rows
    ]


def hooks_at(site_id: int) -> list[Webhook]:
    """The subscriptions of a site, those in use first."""
    query = (
        select(Webhook)
        .where(Webhook.site_id == site_id)
        .order_by(Webhook.ended_at.isnot(None), Webhook.name, Webhook.id)
    )
    return list(db.session.scalars(query))


def hook_by_token(token: str) -> Webhook | None:
    """The subscription that was made under a client id, or None."""
    return db.session.scalar(select(Webhook).where(Webhook.token == token))


def deliveries_of(site_id: int, most: int = LAST) -> list[tuple[WebhookDelivery, str]]:
    """The last deliveries of a site's subscriptions, the newest first, each with whom it is for."""
    query = (
        select(WebhookDelivery, Webhook.name)
        .join(Webhook, Webhook.id == WebhookDelivery.webhook_id)
        .where(Webhook.site_id == site_id)
        .order_by(WebhookDelivery.made_at.desc(), WebhookDelivery.id.desc())
        .limit(most)
    )
    return [(row[0], row[1]) for row in db.session.execute(query)]
