"""What is due in training at a minute: offers, runs that begin or end, unused permits, messages, erasures."""

from __future__ import annotations

import uuid
from datetime import datetime

from core.clock import iso
from core.config import Settings
from core.db import transaction
from core.pictures import delete_unnamed
from factory.outbox.sending import send_due
from factory.tablet_photos import purge_tablet_photos
from training.services.lists import close_lists
from training.services.permit_use import lapse_permits
from training.services.queue import turn_the_list
from training.services.register_settling import settle_all
from training.services.retention import purge_training
from training.services.runs import take_due_steps

TURNING = uuid.UUID("0d7f2a0c-5f41-4a0e-9a0b-7f6f8f6f2b12")
"""Namespace of the ids of offers that the clockwork makes: they follow from the minute."""


def tick_training(at: datetime, settings: Settings) -> tuple[tuple[int, str], ...]:
    """Do what is due at `at`, each part safe to repeat; how much of each was done."""
    minute = iso(at.replace(second=0, microsecond=0))
    with transaction():
        offered = len(turn_the_list(at, str(uuid.uuid5(TURNING, minute))))
    with transaction():
        closed = close_lists(at)
    with transaction():
        lapsed, warned = lapse_permits(at)
    with transaction():
        stepped = take_due_steps(at)
    with transaction():
        settled = settle_all(at)
    with transaction():
        purged = purge_training(at)
    with transaction():
        photos = purge_tablet_photos(at)
    delete_unnamed(photos, settings.photo_folder)
    return (
        (settled, "events of registers done that had waited"),
        (offered, "places offered"),
        (closed, "people taken off the list of a run that has begun"),
        (lapsed, "unused permits ended"),
        (warned, "people told that a permit ends"),
        (stepped, "runs begun or finished"),
        (purged + len(photos), "things of learners erased in time"),
        (send_due(at=at, settings=settings), "messages sent"),
    )
