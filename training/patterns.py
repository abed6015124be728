"""When classes are: week-long and weekly patterns, and moving a whole run to another week. Pure, and safe at DST.

Classes are thought of as days and wall-clock times of the site's zone; only at the end they become instants. So a
class at ten stays at ten when the clocks change.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Final

from core.clock import SITE_ZONE, zone
from core.errors import N_, RuleBroken

MOST_CLASSES: Final = 60
LONGEST: Final = timedelta(hours=12)
PATTERNS: Final = ("week_long", "weekly", "single")


@dataclass(frozen=True)
class Slot:
    """One class: from when until when, as instants in UTC."""

    starts_at: datetime
    ends_at: datetime


def local_instant(day: date, at: time, zone_name: str = SITE_ZONE) -> datetime:
    """The instant of a wall-clock time on a day, UTC; the first of the two in the hour that comes twice.

    Raises RuleBroken on the field "starts" for a time that the clocks leave out that day.
    """
    there = zone(zone_name)
    instant = datetime.combine(day, at.replace(tzinfo=None), tzinfo=there).astimezone(UTC)
    if instant.astimezone(there).replace(tzinfo=None) != datetime.combine(day, at.replace(tzinfo=None)):
        raise RuleBroken(
            "starts",
            N_("The clocks go forward that night: this time does not exist."),
            N_("Choose another time."),
        )
    return instant


def slot(day: date, starts: time, ends: time, zone_name: str = SITE_ZONE) -> Slot:
    """A class on one day. Raises RuleBroken on "ends" unless it ends later, and within twelve hours."""
    begin = local_instant(day, starts, zone_name)
    end = local_instant(day, ends, zone_name)
    if end <= begin:
        raise RuleBroken("ends", N_("A class ends after it begins."), N_("Look at the two times again."))
    if end - begin > LONGEST:
        raise RuleBroken("ends", N_("A class is at most twelve hours long."), N_("Make two classes of it."))
    return Slot(begin, end)


def week_long(
    first: date,
    count: int,
    starts: time,
    ends: time,
    *,
    skipped: Collection[date] = (),
    zone_name: str = SITE_ZONE,
) -> list[Slot]:
    """`count` working days in a row from `first` on, Saturdays, Sundays and `skipped` days left out."""
    _check_count(count)
    days: list[date] = []
    day = first
    while len(days) < count:
        if day.weekday() < 5 and day not in skipped:
            days.append(day)
        day = _later(day, first)
    return [slot(day, starts, ends, zone_name) for day in days]


def weekly(
    first: date,
    weekdays: Collection[int],
    count: int,
    starts: time,
    ends: time,
    *,
    skipped: Collection[date] = (),
    zone_name: str = SITE_ZONE,
) -> list[Slot]:
    """`count` classes on the given weekdays (Monday is 0) from `first` on, without the `skipped` days."""
    _check_count(count)
    chosen = {day for day in weekdays if 0 <= day <= 6}
    if not chosen:
        raise RuleBroken("weekdays", N_("No weekday is chosen."), N_("Choose one or more."))
    days: list[date] = []
    day = first
    while len(days) < count:
        if day.weekday() in chosen and day not in skipped:
            days.append(day)
        day = _later(day, first)
    return [slot(day, starts, ends, zone_name) for day in days]


def moved(slots: Sequence[Slot], first: date, zone_name: str = SITE_ZONE) -> list[Slot]:
    """The same classes, whole weeks away, so that none begins before `first`; weekdays and times are kept."""
    if not slots:
        return []
    there = zone(zone_name)
    begin = min(item.starts_at for item in slots).astimezone(there).date()
    weeks = -((begin - first).days // 7)
    shift = timedelta(days=7 * weeks)
    return [
        Slot(_shifted(item.starts_at, shift, zone_name), _shifted(item.ends_at, shift, zone_name))
        for item in slots
    ]


def _shifted(instant: datetime, by: timedelta, zone_name: str) -> datetime:
    here = instant.astimezone(zone(zone_name))
    return local_instant(here.date() + by, here.time(), zone_name)


def read_days(text: str) -> frozenset[date]:
    """Days written as 2026-12-25, one after another. Raises RuleBroken on "skipped" for anything else."""
    found: set[date] = set()
    for part in text.replace(",", " ").replace(";", " ").split():
        try:
            found.add(date.fromisoformat(part))
        except ValueError as fault:
            raise RuleBroken(
                "skipped", N_("«%(text)s» is no day."), N_("Write days as 2026-12-25."), text=part[:20]
            ) from fault
    return frozenset(found)


def minutes_of(slots: Iterable[Slot]) -> int:
    """How long all classes are together."""
    return sum(round((item.ends_at - item.starts_at).total_seconds() / 60) for item in slots)


def _check_count(count: int) -> None:
    if not 1 <= count <= MOST_CLASSES:
        raise RuleBroken(
            "count",
            N_("A run has 1 to %(most)s classes."),
            N_("Look at the number again."),
            most=MOST_CLASSES,
        )


def _later(day: date, first: date) -> date:
    """The next day; refused when a pattern would run on for years (every day skipped)."""
    if (day - first).days > 1500 or day.year > 2200:
        raise RuleBroken(
            "skipped", N_("There are not enough days left for these classes."), N_("Skip fewer days.")
        )
    return day + timedelta(days=1)
