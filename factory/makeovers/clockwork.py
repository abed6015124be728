"""What is due of makeovers at a minute: who should be back, addresses and photos of those that are over."""

from __future__ import annotations

from datetime import datetime

from core.config import Settings
from core.db import transaction
from core.pictures import delete_unnamed
from factory.makeovers.services.addresses import forget_addresses
from factory.makeovers.services.days import tell_overdue
from factory.makeovers.services.photos import purge_survey_photos
from factory.makeovers.services.told_waiting import settle_told


def tick_makeovers(at: datetime, settings: Settings) -> tuple[tuple[int, str], ...]:
    """Do what is due at `at`, each part safe to repeat; how much of each was done."""
    with transaction():
        told = tell_overdue(at=at)
    with transaction():
        settled = settle_told(at=at)
    with transaction():
        forgotten = forget_addresses()
    with transaction():
        purged = purge_survey_photos()
    delete_unnamed(purged, settings.photo_folder)
    return (
        (settled, "events of work days that waited done"),
        (told, "staff told of people overdue at makeovers"),
        (forgotten, "addresses of makeovers that are over deleted"),
        (len(purged), "photos of surveys of makeovers that are over deleted"),
    )
