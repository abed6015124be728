"""How much machines are used and how well they run: by hour and weekday, by kind and month, and between faults."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from core.clock import SITE_ZONE, local_day, start_of_day, zone
from core.db import as_instant, fast

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
    """Milliseconds at work by weekday (0 is Monday) and hour of the site's clock; a job is spread over its hours."""
    rows = fast().rows(
        "SELECT j.began_at, j.ended_at, j.busy_ms FROM machine_job j JOIN machine m ON m.id = j.machine_id "
        "WHERE j.site_id = ? AND j.is_counted AND j.ended_at IS NOT NULL AND j.began_at >= ? AND j.began_at < ? "
        "AND (? = '' OR m.code = ?)",
        (site_id, span.begin, span.end, code, code),
    )
    return spread(Worked(as_instant(row[0]), as_instant(row[1]), int(row[2])) for row in rows)


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
    rows = fast().rows(
        "SELECT j.began_at, t.name, j.busy_ms FROM machine_job j JOIN machine m ON m.id = j.machine_id "
        "JOIN machine_type t ON t.id = m.type_id WHERE j.site_id = ? AND j.is_counted "
        "AND j.began_at >= ? AND j.began_at < ?",
        (site_id, span.begin, span.end),
    )
    for began_at, kind, busy_ms in rows:
        sums = found.setdefault((f"{local_day(as_instant(began_at)):%Y-%m}", kind), [0, 0])
        sums[0] += busy_ms
        sums[1] += 1
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
        "SELECT machine_id, SUM(busy_ms) FROM machine_job WHERE site_id = ? AND is_counted "
        "AND began_at >= ? AND began_at < ? GROUP BY machine_id",
        (site_id, span.begin, span.end),
    )
    return {row[0]: int(row[1]) for row in rows}


def _booked(site_id: int, span: Span) -> dict[int, tuple[int, int]]:
    """Milliseconds booked by machine, and of them those that somebody came to."""
    sums: dict[int, list[int]] = {}
    rows = fast().rows(
        "SELECT b.machine_id, b.starts_at, b.ends_at, b.state FROM machine_booking b "
        "JOIN machine m ON m.id = b.machine_id WHERE m.site_id = ? AND b.starts_at >= ? AND b.starts_at < ? "
        "AND b.state IN ('used', 'no_show')",
        (site_id, span.begin, span.end),
    )
    for machine_id, starts_at, ends_at, state in rows:
        length = (as_instant(ends_at) - as_instant(starts_at)) // MS
        both = sums.setdefault(machine_id, [0, 0])
        both[0] += length
        both[1] += length if state == "used" else 0
    return {machine_id: (both[0], both[1]) for machine_id, both in sums.items()}
