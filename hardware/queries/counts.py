"""What machines are counted by: hours at work by kind of machine, summed for the dashboard and listed row by row."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from core.clock import local_day, start_of_day
from core.db import as_instant, fast

SLUG = "machine_hours"
_JOBS = (
    "FROM machine_job j JOIN machine m ON m.id = j.machine_id JOIN machine_type t ON t.id = m.type_id "
    "JOIN site s ON s.id = j.site_id WHERE j.is_counted AND NOT s.is_practice AND j.began_at >= ? AND j.began_at < ? "
)


@dataclass(frozen=True)
class MachineSum:
    """Milliseconds at work in a month at a site, by kind of machine."""

    month: str
    site_id: int
    split: str
    busy_ms: int
    attributed_ms: int


@dataclass(frozen=True)
class MachineRow:
    """One counted job: which machine, when, how long, and whose sitting it was in, 0 for nobody's."""

    key: str
    machine: str
    site_id: int
    split: str
    day: date
    busy_ms: int
    session_id: int


def machine_sums(starts_on: date, ends_on: date, until: datetime) -> list[MachineSum]:
    """Milliseconds by month, site and kind of machine between two days, no later than `until`."""
    found: dict[tuple[str, int, str], list[int]] = {}
    rows = fast().rows(
        f"SELECT j.began_at, j.site_id, t.slug, j.busy_ms, j.session_id {_JOBS}",
        _span(starts_on, ends_on, until),
    )
    for began_at, site_id, slug, busy_ms, session_id in rows:
        key = (f"{local_day(as_instant(began_at)):%Y-%m}", site_id, slug)
        sums = found.setdefault(key, [0, 0])
        sums[0] += busy_ms
        sums[1] += 0 if session_id is None else busy_ms
    return [MachineSum(*key, *sums) for key, sums in sorted(found.items())]


def machine_rows(
    starts_on: date, ends_on: date, until: datetime, *, sites: Sequence[int], split: str = ""
) -> list[MachineRow]:
    """The jobs behind a figure, the newest first."""
    marks = ", ".join("?" for _ in sites) or "NULL"
    rows = fast().rows(
        "SELECT j.key, m.name, j.site_id, t.slug, j.began_at, j.busy_ms, COALESCE(j.session_id, 0) "
        f"{_JOBS} AND j.site_id IN ({marks}) AND (? = '' OR t.slug = ?) ORDER BY j.began_at DESC, j.id DESC",
        (*_span(starts_on, ends_on, until), *sites, split, split),
    )
    return [
        MachineRow(row[0], row[1], row[2], row[3], local_day(as_instant(row[4])), row[5], row[6])
        for row in rows
    ]


def _span(starts_on: date, ends_on: date, until: datetime) -> tuple[datetime, datetime]:
    last = start_of_day(ends_on + timedelta(days=1))
    return start_of_day(starts_on), min(last, until)
