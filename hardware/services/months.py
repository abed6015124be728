"""Adds up the months of a machine, from its jobs."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from core.clock import start_of_day
from core.db import fast

SUMS = ("busy_ms", "paused_ms", "setup_ms", "idle_ms", "spindle_ms", "gap_ms")


def month_span(month: str) -> tuple[datetime, datetime]:
    """The instants at which a month of the site begins and ends."""
    year, number = int(month[:4]), int(month[5:])
    after = date(year + number // 12, number % 12 + 1, 1)
    return start_of_day(date(year, number, 1)), start_of_day(after)


def add_up_months(*, machine_id: int, months: Sequence[str]) -> None:
    """Make a machine's rows of these months what its counted jobs say."""
    columns = ", ".join(SUMS)
    added = ", ".join(f"COALESCE(SUM({name}), 0)" for name in SUMS)
    for month in months:
        fast().run("DELETE FROM machine_month WHERE machine_id = ? AND month = ?", (machine_id, month))
        fast().run(
            f"INSERT INTO machine_month (machine_id, month, {columns}, attributed_ms, job_count) "
            f"SELECT machine_id, ?, {added}, COALESCE(SUM(CASE WHEN EXISTS (SELECT 1 FROM machine_session s "
            "WHERE s.id = machine_job.session_id AND s.person_id IS NOT NULL) THEN busy_ms ELSE 0 END), 0), "
            "COUNT(*) FROM machine_job WHERE machine_id = ? AND began_at >= ? AND began_at < ? AND is_counted "
            "GROUP BY machine_id",
            (month, machine_id, *month_span(month)),
        )
