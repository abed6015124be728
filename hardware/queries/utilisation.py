"""How much machines are used and how well they run: by hour and weekday, by kind and month, and between faults."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from core.clock import SITE_ZONE, start_of_day, zone
from core.db import as_instant, fast
from hardware.queries.grouping import WHEN, begin_of, hour_of, length_ms, month_of, sums_by_month

HOUR: Final = timedelta(hours=1)
MS: Final = timedelta(milliseconds=1)
DAYS, HOURS = 7, 24


@dataclass(frozen=True)
class Span:
    """The days that figures are of, both counted in; no figure reaches beyond `until`."""

    starts_on: date
    ends_on: date
    until: datetime

    @property
    def begin(self) -> datetime:
        """The first instant."""
        return start_of_day(self.starts_on)

    @property
    def end(self) -> datetime:
        """The first instant that is out."""
        return min(start_of_day(self.ends_on + timedelta(days=1)), self.until)


@dataclass(frozen=True)
class Worked:
    """A counted job: when it ran, and how long it was at work in that time."""

    began_at: datetime
    ended_at: datetime
    busy_ms: int


def hours_of_week(site_id: int, span: Span, *, code: str = "") -> list[list[int]]:
    """Milliseconds at work by weekday (0 is Monday) and hour of the site's clock; a job is spread over its hours.

    Most jobs lie within one hour, and are added up by the database; only those that reach over its end are read.
    """
    began, ended = hour_of("e.began_at"), hour_of("e.ended_at")
    values = (span.begin, span.end, site_id, code, code)
    whole = fast().rows(f"SELECT {began}, SUM(e.busy_ms) {_DONE} AND {began} = {ended} GROUP BY 1", values)
    over = fast().rows(f"SELECT e.began_at, e.ended_at, e.busy_ms {_DONE} AND {began} <> {ended}", values)
    cells = spread(Worked(as_instant(row[0]), as_instant(row[1]), int(row[2])) for row in over)
    for hour, busy in whole:
        local = begin_of(hour).astimezone(zone(SITE_ZONE))
        cells[local.weekday()][local.hour] += int(busy)
    return cells


_DONE = (
    "FROM machine m CROSS JOIN machine_job e WHERE e.machine_id = m.id AND e.is_counted AND e.ended_at IS NOT NULL "
    f"AND {WHEN} AND e.site_id = ? AND (? = '' OR m.code = ?)"
)


def spread(jobs: Iterable[Worked]) -> list[list[int]]:
    """Each job's time at work, divided over the hours that it lay in by how long it lay in each; none is lost."""
    cells = [[0] * HOURS for _ in range(DAYS)]
    for job in jobs:
        whole, left = max(job.ended_at - job.began_at, MS), job.busy_ms
        at = job.began_at
        while at < job.ended_at:
            local = at.astimezone(zone(SITE_ZONE))
            rest = HOUR - timedelta(
                minutes=local.minute, seconds=local.second, microseconds=local.microsecond
            )
            until = min(at + rest, job.ended_at)
            part = left if until == job.ended_at else min(left, int(job.busy_ms * ((until - at) / whole)))
            cells[local.weekday()][local.hour] += part
            left -= part
            at = until
    return cells


@dataclass(frozen=True)
class KindMonth:
    """Hours at work of a kind of machine in a month."""

    month: str
    kind: str
    busy_ms: int
    jobs: int


def hours_by_kind(site_id: int, span: Span) -> list[KindMonth]:
    """Milliseconds at work by month and kind of machine, months in order."""
    found: dict[tuple[str, str], list[int]] = {}
    jobs = (
        "machine m JOIN machine_type t ON t.id = m.type_id CROSS JOIN machine_job e WHERE e.machine_id = m.id "
        f"AND e.is_counted AND {WHEN} AND e.site_id = ?"
    )
    rows = sums_by_month("t.name", ("SUM(e.busy_ms)", "COUNT(*)"), jobs, (span.begin, span.end, site_id))
    for kind, hour, busy_ms, count in rows:
        sums = found.setdefault((month_of(hour), kind), [0, 0])
        sums[0] += int(busy_ms)
        sums[1] += int(count)
    return [KindMonth(*key, *sums) for key, sums in sorted(found.items())]


@dataclass(frozen=True)
class Reliability:
    """How a machine ran: milliseconds in service, waiting for a check, out of order; its faults; its time at work."""

    code: str
    name: str
    kind: str
    in_service_ms: int
    check_ms: int
    out_ms: int
    faults: int
    unsafe: int
    busy_ms: int
    booked_ms: int
    used_booked_ms: int

    @property
    def known_ms(self) -> int:
        """How long the machine was there."""
        return self.in_service_ms + self.check_ms + self.out_ms

    @property
    def down_ms(self) -> int:
        """How long nobody could use it."""
        return self.check_ms + self.out_ms

    @property
    def availability(self) -> float | None:
        """The share of its time in which it could be used; None before it was there."""
        return self.in_service_ms / self.known_ms if self.known_ms else None

    @property
    def between_faults_ms(self) -> int | None:
        """Mean time in service between faults; None where there was none."""
        return self.in_service_ms // self.faults if self.faults else None


_STATES = ("in_service", "needs_check", "out_of_order")


def reliability_of(site_id: int, span: Span) -> list[Reliability]:
    """Each machine of the site that was there in the span, by name."""
    machines = fast().rows(
        "SELECT m.id, m.code, m.name, t.name FROM machine m JOIN machine_type t ON t.id = m.type_id "
        "WHERE m.site_id = ? AND m.made_at < ? ORDER BY m.name, m.id LIMIT 500",
        (site_id, span.end),
    )
    spans, faults = _state_times(site_id, span), _faults(site_id, span)
    busy, booked = _busy(site_id, span), _booked(site_id, span)
    found = []
    for machine_id, code, name, kind in machines:
        times = [spans.get((machine_id, state), 0) for state in _STATES]
        if sum(times):
            found.append(
                Reliability(
                    code,
                    name,
                    kind,
                    in_service_ms=times[0],
                    check_ms=times[1],
                    out_ms=times[2],
                    faults=faults.get(machine_id, (0, 0))[0],
                    unsafe=faults.get(machine_id, (0, 0))[1],
                    busy_ms=busy.get(machine_id, 0),
                    booked_ms=booked.get(machine_id, (0, 0))[0],
                    used_booked_ms=booked.get(machine_id, (0, 0))[1],
                )
            )
    return found


def _state_times(site_id: int, span: Span) -> dict[tuple[int, str], int]:
    sums: dict[tuple[int, str], int] = {}
    rows = fast().rows(
        "SELECT s.machine_id, s.state, s.starts_at, s.ends_at FROM machine_state s "
        "JOIN machine m ON m.id = s.machine_id WHERE m.site_id = ? AND s.starts_at < ? "
        "AND (s.ends_at IS NULL OR s.ends_at > ?)",
        (site_id, span.end, span.begin),
    )
    for machine_id, state, starts_at, ends_at in rows:
        first = max(as_instant(starts_at), span.begin)
        last = min(as_instant(ends_at), span.end) if ends_at is not None else span.end
        key = (machine_id, state)
        sums[key] = sums.get(key, 0) + max(last - first, timedelta()) // MS
    return sums


def _faults(site_id: int, span: Span) -> dict[int, tuple[int, int]]:
    rows = fast().rows(
        "SELECT f.machine_id, COUNT(*), SUM(CASE WHEN f.is_unsafe THEN 1 ELSE 0 END) FROM machine_fault f "
        "JOIN machine m ON m.id = f.machine_id WHERE m.site_id = ? AND f.reported_at >= ? AND f.reported_at < ? "
        "GROUP BY f.machine_id",
        (site_id, span.begin, span.end),
    )
    return {row[0]: (int(row[1]), int(row[2])) for row in rows}


def _busy(site_id: int, span: Span) -> dict[int, int]:
    rows = fast().rows(
        "SELECT m.id, SUM(e.busy_ms) FROM machine m CROSS JOIN machine_job e WHERE e.machine_id = m.id "
        f"AND e.is_counted AND {WHEN} AND e.site_id = ? GROUP BY m.id",
        (span.begin, span.end, site_id),
    )
    return {row[0]: int(row[1]) for row in rows}


def _booked(site_id: int, span: Span) -> dict[int, tuple[int, int]]:
    """Milliseconds booked by machine, and of them those that somebody came to."""
    length = length_ms("b.starts_at", "b.ends_at")
    rows = fast().rows(
        f"SELECT b.machine_id, SUM({length}), SUM(CASE WHEN b.state = 'used' THEN {length} ELSE 0 END) "
        "FROM machine_booking b JOIN machine m ON m.id = b.machine_id WHERE m.site_id = ? AND b.starts_at >= ? "
        "AND b.starts_at < ? AND b.state IN ('used', 'no_show') GROUP BY b.machine_id",
        (site_id, span.begin, span.end),
    )
    return {row[0]: (int(row[1]), int(row[2])) for row in rows}
