"""The bank holidays that count: those published, with what a coordinator noted."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from core.db import as_day, fast
from training.bank_holidays import published_holidays


@dataclass(frozen=True)
class HolidayLine:
    """One day, by its name; `is_ours` where a coordinator noted it, `is_worked` where it is worked after all."""

    day: date
    name: str
    is_ours: bool = False
    is_worked: bool = False


def holiday_lines(year: int) -> list[HolidayLine]:
    """The days of a year that are bank holidays, or are noted to be none, in order."""
    found = {day: HolidayLine(day, name) for day, name in published_holidays().items()}
    for day, name, is_worked in _noted():
        known = found.get(day)
        found[day] = HolidayLine(day, name or (known.name if known else ""), True, is_worked)
    return [found[day] for day in sorted(found) if day.year == year]


def bank_holidays() -> frozenset[date]:
    """Every day on which nobody works, weekends apart."""
    days = set(published_holidays())
    for day, _name, is_worked in _noted():
        (days.discard if is_worked else days.add)(day)
    return frozenset(days)


def _noted() -> list[tuple[date, str, bool]]:
    rows = fast().rows("SELECT day, name, is_worked FROM holiday_change ORDER BY day", ())
    return [(as_day(row[0]), row[1], bool(row[2])) for row in rows]
