"""The clockwork: what is due at a minute of the day. Each part may be run again at any time and does nothing twice."""

from __future__ import annotations

from datetime import datetime

from flask import current_app

from core.db import transaction
from core.devices import forget_pairing_codes
from core.sign_ins import end_forgotten_sign_ins
from core.throttle import forget_attempts
from inventory.queries.practice import practice_of_earlier_days
from inventory.services.messages import purge_messages
from inventory.services.practice import close_practice

MOST_AT_ONCE = 200
"""Practice pieces closed in one go, so that a tablet never waits long for the write lock."""


def tick(at: datetime) -> list[str]:
    """Do what is due at `at`; returns what was done, a line each. Needs the app's context."""
    done = (
        (_end_forgotten_sign_ins(at), "forgotten sign-ins ended"),
        (_purge(at), "old attempts and pairing codes deleted"),
        (_close_practice(at), "practice pieces closed"),
        (_purge_messages(at), "contacts and words of old messages deleted"),
        *_of_training(at),
        *_of_machines(at),
    )
    return [f"{count} {what}" for count, what in done if count]


def _of_training(at: datetime) -> tuple[tuple[int, str], ...]:
    """What is due in training; that room is loaded here, by the clockwork's first minute."""
    from factory.training_clockwork import tick_training

    return tick_training(at, current_app.config["ECO_SETTINGS"])


def _of_machines(at: datetime) -> tuple[tuple[int, str], ...]:
    """What is due at machines, where that room is open."""
    if "hardware.take_kiosk_events" not in current_app.view_functions:
        return ()
    from factory.machine_clockwork import tick_machines

    return tick_machines(at)


def _end_forgotten_sign_ins(at: datetime) -> int:
    with transaction():
        return end_forgotten_sign_ins(at=at)


def _purge(at: datetime) -> int:
    """Delete what is kept for a day only: failed sign-ins (for the throttle) and pairing codes."""
    with transaction():
        return forget_attempts(at=at) + forget_pairing_codes(at=at)


def _purge_messages(at: datetime) -> int:
    """What strangers wrote goes in time: first how to reach them, then the words."""
    with transaction():
        return purge_messages(at)


def _close_practice(at: datetime) -> int:
    """Close the practice lives of earlier days; a day without any asks for no write lock."""
    found = practice_of_earlier_days(at, MOST_AT_ONCE)
    if found:
        with transaction():
            close_practice(found=found, at=at)
    return len(found)
