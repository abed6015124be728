"""What is due at machines at a minute: events that wait to be counted, bookings that nobody came to, use of permits."""

from __future__ import annotations

from datetime import datetime

from core.db import fast, transaction
from hardware.services.bookings import settle_bookings
from hardware.services.derive import derive_stale, note_silence
from hardware.services.kiosk_acts import act_on_told
from hardware.services.uses import note_uses


def tick_machines(at: datetime) -> tuple[tuple[int, str], ...]:
    """Do what is due at `at`, each part safe to repeat; how much of each was done."""
    with transaction():
        kiosks = [row[0] for row in fast().rows("SELECT device_id FROM kiosk ORDER BY device_id")]
        acted = sum(act_on_told(kiosk_id=one, at=at) for one in kiosks)
    with transaction():
        note_silence(at=at)
        counted = derive_stale(at=at)
    with transaction():
        used, missed = settle_bookings(at=at)
    with transaction():
        noted = note_uses(at=at)
    return (
        (acted, "faults and maintenance of kiosks taken"),
        (counted, "machines counted"),
        (used, "bookings of machines used"),
        (missed, "bookings of machines freed"),
        (noted, "hours at machines told to permits"),
    )
