"""The only place that reads the time. Instants are aware UTC; days and months are the site's zone."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

SITE_ZONE = "Europe/London"


def now() -> datetime:
    """The present instant, UTC, cut to milliseconds (what the database keeps)."""
    instant = datetime.now(UTC)
    return instant.replace(microsecond=instant.microsecond // 1000 * 1000)


@lru_cache(maxsize=8)
def zone(name: str = SITE_ZONE) -> ZoneInfo:
    """The zone of a site."""
    return ZoneInfo(name)


def local_day(instant: datetime, zone_name: str = SITE_ZONE) -> date:
    """The day of the site's calendar that `instant` falls on."""
    return instant.astimezone(zone(zone_name)).date()


def today(zone_name: str = SITE_ZONE) -> date:
    """Today at the site."""
    return local_day(now(), zone_name)


def month_of(day: date) -> str:
    """The month of `day` as `YYYY-MM`, the form that counters and filters use."""
    return f"{day.year:04d}-{day.month:02d}"


def start_of_day(day: date, zone_name: str = SITE_ZONE) -> datetime:
    """The instant at which `day` begins at the site, UTC."""
    return datetime(day.year, day.month, day.day, tzinfo=zone(zone_name)).astimezone(UTC)


def iso(instant: datetime) -> str:
    """`instant` as fixed-width ISO 8601 with milliseconds and Z: sorts as text in the order of time."""
    value = instant if instant.tzinfo is UTC else instant.astimezone(UTC)
    return value.isoformat(timespec="milliseconds")[:-6] + "Z"


def from_iso(text: str) -> datetime:
    """The instant that `iso()` wrote; also takes other offsets. Raises ValueError for anything else."""
    value = datetime.fromisoformat(text)
    if value.tzinfo is None:
        raise ValueError("an instant needs an offset")
    return value.astimezone(UTC)


def milliseconds(instant: datetime) -> int:
    """Milliseconds since 1970, the form that tablets send."""
    return (instant - EPOCH) // timedelta(milliseconds=1)


def from_milliseconds(value: int) -> datetime:
    """The instant of a tablet's millisecond count, held between the years 1970 and 9000 whatever was sent."""
    return EPOCH + timedelta(milliseconds=max(0, min(value, 221_845_392_000_000)))


EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
