"""Sending what is due, outside any transaction: signed, with an id by which a receiver knows a repetition."""

from __future__ import annotations

import hashlib
import hmac
import json
from datetime import datetime

from core.clock import iso
from core.config import Settings
from core.db import transaction
from factory.webhooks.addresses import Unreachable, post, resolve
from factory.webhooks.noticing import notice
from factory.webhooks.queries import Due, due_deliveries, has_old_deliveries, live_hooks
from factory.webhooks.services import KEPT, begin_try, end_try, forget_deliveries


def tick_webhooks(at: datetime, settings: Settings) -> tuple[tuple[int, str], ...]:
    """Notice what happened, send what is due, forget what was done long ago. Nothing at all where nobody subscribed."""
    if not live_hooks() and not has_old_deliveries(at - KEPT):
        return ()
    with transaction():
        noticed = notice(at)
        forgotten = forget_deliveries(at=at)
    sent = send_due(at=at, allows_private=settings.webhook_private)
    return (
        (noticed, "events put out for webhooks"),
        (sent, "webhooks sent"),
        (forgotten, "old deliveries of webhooks deleted"),
    )


def send_due(*, at: datetime, allows_private: bool) -> int:
    """Send what is due; returns how many were taken by their receivers.

    Who did not answer is asked no more until the next minute, so that a slow receiver keeps the others waiting once.
    """
    sent, silent = 0, set[int]()
    for due in due_deliveries(at):
        if due.webhook_id in silent:
            continue
        with transaction():
            is_mine = begin_try(delivery_id=due.id, at=at)
        if not is_mine:
            continue
        status, fault = _try(due, at, allows_private)
        if status is None:
            silent.add(due.webhook_id)
        with transaction():
            end_try(delivery_id=due.id, status=status, fault=fault, at=at)
        sent += not fault
    return sent


def body_of(due: Due) -> bytes:
    """What is sent: the event, when it was noticed, where, and its facts."""
    told = {
        "id": due.public_id,
        "event": due.event,
        "noticed_at": iso(due.made_at),
        "site": due.site,
        "facts": due.facts,
    }
    return json.dumps(told, ensure_ascii=False, sort_keys=True).encode()


def signature(secret: str, timestamp: str, body: bytes) -> str:
    """HMAC-SHA256 over the timestamp, a full stop and the body, as a receiver works it out too."""
    return "v1=" + hmac.new(secret.encode(), timestamp.encode() + b"." + body, hashlib.sha256).hexdigest()


def _try(due: Due, at: datetime, allows_private: bool) -> tuple[int | None, str]:
    body, timestamp = body_of(due), str(int(at.timestamp()))
    headers = {
        "Content-Type": "application/json",
        "User-Agent": "EcoWorks",
        "Idempotency-Key": due.public_id,
        "X-EcoWorks-Event": due.event,
        "X-EcoWorks-Timestamp": timestamp,
        "X-EcoWorks-Signature": signature(due.secret, timestamp, body),
    }
    try:
        status = post(resolve(due.url, allows_private=allows_private), body, headers)
    except Unreachable as problem:
        return None, str(problem)[:80]
    return status, "" if 200 <= status < 300 else f"status {status}"
