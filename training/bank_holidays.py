"""England's bank holidays as published, by which deadlines in working days are counted: data, not code."""

from __future__ import annotations

import json
from datetime import date
from functools import cache
from pathlib import Path
from typing import Final

FILE: Final = Path(__file__).resolve().parent / "data" / "bank_holidays.json"


@cache
def published_holidays() -> dict[date, str]:
    """Day → its name, as https://www.gov.uk/bank-holidays has it for England and Wales."""
    told = json.loads(FILE.read_text(encoding="utf-8"))["days"]
    return {date.fromisoformat(day): str(name) for day, name in told.items()}


def last_known_year() -> int:
    """The last year of which the bank holidays are shipped."""
    return max(published_holidays()).year
