"""The clockwork: what is due at a minute of the day. Each part may be run again at any time and does nothing twice."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta

from flask import current_app

from core.access import system_actor
from core.clock import local_day, start_of_day
from core.db import as_instant, fast, transaction
from core.sign_ins import DESK_IDLE, LONGEST, SEEN_GRAIN
from factory.house import opened
from inventory.services.messages import purge_messages
from inventory.services.record import record_event
from inventory.stages import OPEN_STAGES

ATTEMPTS_KEPT = timedelta(days=1)
PAIRING_KEPT = timedelta(days=1)
MOST_AT_ONCE = 200
"""Practice pieces closed in one go, so that a tablet never waits long for the write lock."""
CLOSING = uuid.UUID("5b1f7a52-7f0e-4c1c-9f5e-2f6a4a3d9c11")
"""Namespace of the ids of closing events: the same piece and life always closes with the same id."""


def tick(at: datetime) -> list[str]:
    """Do what is due at `at`; returns what was done, a line each. Needs the app's context."""
    done = (
        (_end_forgotten_sign_ins(at), "forgotten sign-ins ended"),
        (_purge(at), "old attempts and pairing codes deleted"),
        (_close_practice(at), "practice pieces closed"),
        (_purge_messages(at), "contacts and words of old messages deleted"),
        *_of_training(at),
    )
    return [f"{count} {what}" for count, what in done if count]


def _of_training(at: datetime) -> tuple[tuple[int, str], ...]:
    """What is due in training, where that room is open."""
    if "training" not in opened(current_app.config["ECO_SETTINGS"]):
        return ()
    from factory.training_clockwork import tick_training

    return tick_training(at, current_app.config["ECO_SETTINGS"])


def _end_forgotten_sign_ins(at: datetime) -> int:
    """A desk left alone ends now. A tablet's keeps its eight hours: its queue may hold what was done in them."""
    with transaction():
        desk = fast().run(
            "UPDATE sign_in SET ended_at = ? WHERE ended_at IS NULL AND device_id IS NULL AND last_seen_at < ?",
            (at, at - DESK_IDLE - SEEN_GRAIN),
        )
        begun = fast().rows(
            "SELECT id, started_at FROM sign_in WHERE ended_at IS NULL AND started_at < ?", (at - LONGEST,)
        )
        for sign_in_id, started_at in begun:
            last = as_instant(started_at) + LONGEST
            fast().run("UPDATE sign_in SET ended_at = ? WHERE id = ?", (last, sign_in_id))
    return desk + len(begun)


def _purge(at: datetime) -> int:
    """Delete what is kept for a day only: failed sign-ins (for the throttle) and pairing codes."""
    with transaction():
        attempts = fast().run("DELETE FROM attempt WHERE at < ?", (at - ATTEMPTS_KEPT,))
        return attempts + fast().run("DELETE FROM pairing_code WHERE ends_at < ?", (at - PAIRING_KEPT,))


def _purge_messages(at: datetime) -> int:
    """What strangers wrote goes in time: first how to reach them, then the words."""
    with transaction():
        return purge_messages(at)


def _close_practice(at: datetime) -> int:
    """Close the practice lives of earlier days, each by an event of its own."""
    midnight = start_of_day(local_day(at))
    stages = (*OPEN_STAGES, "draft")
    places = ", ".join("?" for _ in stages)
    found = fast().rows(
        f"SELECT code, life, site_id FROM piece WHERE is_practice AND stage IN ({places}) AND since < ? "
        "ORDER BY id LIMIT ?",
        (*stages, midnight, MOST_AT_ONCE),
    )
    if not found:
        return 0
    with transaction():
        for code, life, site_id in found:
            record_event(
                by=system_actor(site_id),
                code=code,
                kind="closed",
                data={},
                at=at,
                token=str(uuid.uuid5(CLOSING, f"{code} {life}")),
                how="system",
            )
    return len(found)
