"""A day with its time of day, as messages say it in the language that is spoken."""

from __future__ import annotations

from datetime import datetime

from flask_babel import format_datetime, get_locale

from core.clock import SITE_ZONE, zone
from core.commas import comma


def moment_words(instant: datetime) -> str:
    """Tue 22 Nov, 14:05, by the site's clock."""
    local = instant.astimezone(zone(SITE_ZONE))
    day, clock = (str(format_datetime(local, pattern)) for pattern in ("EEE d MMM", "HH:mm"))
    return f"{day}{comma(str(get_locale() or 'en'))}{clock}"
