"""Sums that the database makes by the hours and months of the site's clock, though it keeps instants in UTC."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

from core.clock import from_iso, local_day
from core.db import fast, is_sqlite

WHEN: Final = "e.began_at >= ? AND e.began_at < ?"
_ABOUT_THE_END = "('01', '28', '29', '30', '31')"


def sums_by_month(by: str, sums: Sequence[str], source: str, values: Sequence[object]) -> list[Any]:
    """Sums by some columns and by a month or an hour, which `month_of` understands.

    Only hours about the end of a month are told apart from it: by the site's clock they may be of another month.
    """
    hour = hour_of("e.began_at")
    span = f"CASE WHEN substr({hour}, 9, 2) IN {_ABOUT_THE_END} THEN {hour} ELSE substr({hour}, 1, 7) END"
    numbers = ", ".join(str(number) for number in range(1, by.count(",") + 3))
    return fast().rows(f"SELECT {by}, {span}, {', '.join(sums)} FROM {source} GROUP BY {numbers}", values)


def month_of(span: str) -> str:
    """The month of the site's clock in which a span of `sums_by_month` lies."""
    return span if len(span) == 7 else f"{local_day(begin_of(span)):%Y-%m}"


def hour_of(column: str) -> str:
    """SQL for the hour of an instant, in UTC."""
    if is_sqlite():
        return f"substr({column}, 1, 13)"
    return f"to_char({column} AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24')"


def begin_of(hour: str) -> datetime:
    """The instant at which an hour of `hour_of` begins."""
    return from_iso(f"{hour}:00:00.000Z")


def length_ms(first: str, last: str) -> str:
    """SQL for the milliseconds between two instants."""
    if is_sqlite():
        return f"CAST(ROUND((julianday({last}) - julianday({first})) * 86400000) AS INTEGER)"
    return f"CAST(ROUND(EXTRACT(EPOCH FROM ({last} - {first})) * 1000) AS BIGINT)"
