"""A day as lists of people here write it: ISO, the British way, with the name of the month, or Excel's own number."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Final

_NUMBERS: Final = re.compile(r"(\d{1,2})[/.\-](\d{1,2})[/.\-](\d{4}|\d{2})(?:[ T].*)?")
_NAMED: Final = re.compile(r"(\d{1,2})(?:st|nd|rd|th)?[ \-]([a-z]{3})[a-z]*[., \-]+(\d{4}|\d{2})", re.I)
_MONTHS: Final = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_SERIAL: Final = re.compile(r"(\d{5})(?:\.\d+)?")
_EXCEL_ZERO: Final = date(1899, 12, 30)
"""The day from which Excel counts, its leap day of 1900 that never was left out of account from March 1900 on."""
FIRST: Final = date(2000, 1, 1)


def read_said_day(text: str, today: date) -> date | None:
    """The day; None for what is no day, lies before 2000 or after `today`. 03/04/2023 is the third of April."""
    try:
        found = _read(" ".join(text.split()))
    except (ValueError, OverflowError):
        return None
    return found if found is not None and FIRST <= found <= today else None


def _read(text: str) -> date | None:
    if serial := _SERIAL.fullmatch(text):
        return _EXCEL_ZERO + timedelta(days=int(serial[1]))
    if british := _NUMBERS.fullmatch(text):
        return date(_year(british[3]), int(british[2]), int(british[1]))
    if named := _NAMED.fullmatch(text):
        month = named[2].lower()
        return date(_year(named[3]), _MONTHS.index(month) + 1, int(named[1]))
    return date.fromisoformat(text[:10])


def _year(text: str) -> int:
    return int(text) if len(text) == 4 else 2000 + int(text)
