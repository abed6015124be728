"""What is due at machines at a minute: events that wait to be counted, bookings that nobody came to, use of permits."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from flask import current_app

from core.config import Settings
from core.db import fast, transaction
from core.pictures import delete_unnamed
from factory.fault_photos import purge_fault_photos
from hardware.services.bookings import settle_bookings
from hardware.services.coming import note_comings
from hardware.services.derive import derive_stale, note_older_rules, note_silence
from hardware.services.feed_keys import forget_bookings_keys
from hardware.services.kiosk_acts import act_on_told
from hardware.services.long_runs import tell_long_runs
from hardware.services.retention import purge_machines
from hardware.services.telling import tell_machines_out
from hardware.services.uses import note_uses


def tick_machines(at: datetime, settings: Settings) -> tuple[tuple[int, str], ...]:
    """Do what is due at `at`, each part safe to repeat; how much of each was done."""
    with transaction():
        note_silence(at=at)
    acted = _by_kiosk(_kiosks(), lambda one: act_on_told(kiosk_id=one, at=at))
    counted = count_machines(at)
    with transaction():
        came = note_comings(at=at)
    with transaction():
        used, missed = settle_bookings(at=at)
        forget_bookings_keys(at=at)
    with transaction():
        noted = note_uses(at=at)
    with transaction():
        told = tell_machines_out(at=at)
    with transaction():
        left = tell_long_runs(at=at)
    with transaction():
        purged, photos = purge_machines(at), purge_fault_photos(at)
    delete_unnamed(photos, settings.photo_folder)
    return (
        (acted, "faults and maintenance of kiosks taken"),
        (counted, "machines counted"),
        (came, "people came to a machine"),
        (used, "bookings of machines used"),
        (missed, "bookings of machines freed"),
        (noted, "hours at machines told to permits"),
        (told, "people told of machines out of order"),
        (left, "staff told of machines left running"),
        (purged + len(photos), "old photos and settled things of machines deleted"),
    )


def count_machines(at: datetime) -> int:
    """Count the events that wait, and all of what was counted by older rules; of how many machines."""
    with transaction():
        note_older_rules()
    return _by_kiosk(_kiosks(), lambda one: derive_stale(at=at, kiosk_id=one))


def _kiosks() -> list[int]:
    return [row[0] for row in fast().rows("SELECT device_id FROM kiosk ORDER BY device_id")]


def _by_kiosk(kiosks: list[int], do: Callable[[int], int]) -> int:
    """Each kiosk by itself: what one has told that cannot be counted holds up no other."""
    done = 0
    for one in kiosks:
        try:
            with transaction():
                done += do(one)
        except Exception:
            current_app.logger.exception("what kiosk %s told could not be counted", one)
    return done
