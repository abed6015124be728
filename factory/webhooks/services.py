"""Subscribing, pausing, ending; and noting how each delivery went: tried again for a day, then paused and told."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from core.access import Actor, require
from core.audit import write_audit_line
from core.bounds import tidy
from core.db import db, fast
from core.errors import N_, NotFound, RuleBroken
from core.outbox import put_in_outbox
from factory.webhooks.addresses import check_url
from factory.webhooks.models import EVENTS, Webhook, WebhookDelivery
from factory.webhooks.queries import hook_by_token

MOST_HOOKS: Final = 20
TRIED_FOR: Final = timedelta(days=1)
LONGEST_WAIT: Final = timedelta(hours=4)
KEPT: Final = timedelta(days=30)


def add_webhook(
    *, name: str, url: str, events: Sequence[str], allows_private: bool, by: Actor, at: datetime, token: str
) -> str:
    """Subscribe an address of this site's events; the secret that signs them, to be shown once.

    "" for a token that did so already. Raises RuleBroken for what is no address, no event, or one too many.
    """
    require(by, "edit_webhooks")
    if hook_by_token(token) is not None:
        return ""
    chosen = [event for event in EVENTS if event in events]
    if not chosen or len(chosen) != len(set(events)):
        raise RuleBroken("events", N_("Choose what is told."))
    live = fast().row("SELECT COUNT(*) FROM webhook WHERE site_id = ? AND ended_at IS NULL", (by.site_id,))
    if live is not None and live[0] >= MOST_HOOKS:
        raise RuleBroken("name", N_("There are %(most)s webhooks already."), most=MOST_HOOKS)
    secret = secrets.token_urlsafe(32)
    row = Webhook(
        token=token,
        site_id=by.site_id,
        name=tidy("name", name, 80, is_needed=True),
        url=check_url(url, allows_private=allows_private),
        secret=secret,
        events=chosen,
        made_at=at,
        made_by_id=by.person_id,
    )
    db.session.add(row)
    db.session.flush()
    _note("add_webhook", row, by.person_id, at, ("name", "url", "events"))
    return secret


def switch_webhook(*, hook_id: int, is_on: bool, by: Actor, at: datetime) -> None:
    """Pause a subscription or go on with it; what waits then goes out at once."""
    row = _mine(hook_id, by)
    wanted = "live" if is_on else "paused"
    if row.state in (wanted, "ended"):
        return
    row.state, row.paused_why = wanted, ""
    db.session.flush()
    if is_on:
        fast().run(
            "UPDATE webhook_delivery SET due_at = ?, first_tried_at = NULL, attempts = 0 "
            "WHERE webhook_id = ? AND state = 'waiting'",
            (at, row.id),
        )
    _note("resume_webhook" if is_on else "pause_webhook", row, by.person_id, at, ("state",))


def end_webhook(*, hook_id: int, by: Actor, at: datetime) -> None:
    """End a subscription for good; its secret is wiped and what waits is dropped. A second press changes nothing."""
    row = _mine(hook_id, by)
    if row.state == "ended":
        return
    row.state, row.ended_at, row.secret, row.paused_why = "ended", at, "", ""
    db.session.flush()
    fast().run(
        "UPDATE webhook_delivery SET state = 'failed', ended_at = ?, fault = 'ended' "
        "WHERE webhook_id = ? AND state = 'waiting'",
        (at, row.id),
    )
    _note("end_webhook", row, by.person_id, at, ("ended_at",))


def send_again(*, public_id: str, by: Actor, at: datetime) -> None:
    """Send a delivery once more, under the same id, so that a receiver who has it knows. Raises NotFound."""
    require(by, "edit_webhooks")
    row = db.session.query(WebhookDelivery).filter_by(public_id=public_id).one_or_none()
    hook = db.session.get(Webhook, row.webhook_id) if row is not None else None
    if row is None or hook is None or hook.site_id != by.site_id or hook.state == "ended":
        raise NotFound()
    row.state, row.ended_at, row.due_at, row.fault = "waiting", None, at, ""
    row.attempts, row.first_tried_at = 0, None
    db.session.flush()
    _note("send_again", hook, by.person_id, at, ("due_at",))


def begin_try(*, delivery_id: int, at: datetime) -> bool:
    """Take a delivery for one try: false where another process has it. It comes back by itself if we die in between."""
    row = fast().row("SELECT attempts FROM webhook_delivery WHERE id = ?", (delivery_id,))
    wait = wait_after(row[0] if row else 0)
    return bool(
        fast().run(
            "UPDATE webhook_delivery SET attempts = attempts + 1, due_at = ?, "
            "first_tried_at = COALESCE(first_tried_at, ?) WHERE id = ? AND state = 'waiting' AND due_at <= ?",
            (at + wait, at, delivery_id, at),
        )
    )


def wait_after(attempts: int) -> timedelta:
    """How long to wait after so many earlier tries: a minute, then twice as long each time, at most four hours."""
    return min(timedelta(minutes=2 ** min(attempts, 10)), LONGEST_WAIT)


def end_try(*, delivery_id: int, status: int | None, fault: str, at: datetime) -> None:
    """Note how a try went; after a day of them the subscription is paused, and whoever made it is told."""
    row = db.session.get(WebhookDelivery, delivery_id)
    if row is None or row.state != "waiting":
        return
    row.status, row.fault = status, fault
    if not fault:
        row.state, row.ended_at = "sent", at
    elif row.first_tried_at is not None and at - row.first_tried_at >= TRIED_FOR:
        row.state, row.ended_at = "failed", at
        _pause(row, at)
    db.session.flush()


def forget_deliveries(*, at: datetime) -> int:
    """Delete deliveries that were done long ago, in the caller's transaction; returns how many."""
    return fast().run("DELETE FROM webhook_delivery WHERE ended_at < ?", (at - KEPT,))


def _pause(row: WebhookDelivery, at: datetime) -> None:
    hook = db.session.get(Webhook, row.webhook_id)
    if hook is None or hook.state != "live":
        return
    hook.state, hook.paused_why = "paused", row.fault
    db.session.flush()
    _note("pause_webhook", hook, None, at, ("state", "paused_why"))
    if hook.made_by_id is not None:
        put_in_outbox(
            kind="webhook_paused",
            person_id=hook.made_by_id,
            site_id=hook.site_id,
            facts={"webhook": hook.id},
            at=at,
            token=f"webhook-paused:{hook.id}:{row.public_id}",
        )


def _mine(hook_id: int, by: Actor) -> Webhook:
    require(by, "edit_webhooks")
    row = db.session.get(Webhook, hook_id)
    if row is None or row.site_id != by.site_id:
        raise NotFound()
    return row


def _note(verb: str, row: Webhook, by_id: int | None, at: datetime, fields: tuple[str, ...]) -> None:
    write_audit_line(
        verb, f"webhook:{row.id}", site_id=row.site_id, at=at, by_id=by_id, device_id=None, fields=fields
    )
