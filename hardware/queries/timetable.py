"""The timetable of machines: what a site has, who has booked which when, and which times of a day are free."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, Final

from core.clock import SITE_ZONE, start_of_day, zone
from core.db import as_instant, as_json, fast
from core.errors import NotFound
from hardware.may import is_open_through
from hardware.words import LIVE_BOOKING, sql_list

STEP: Final = timedelta(minutes=30)
DAY_FROM, DAY_UNTIL = time(8), time(20)
"""When a machine without hours of its own is offered: it can be booked at any time all the same."""


@dataclass(frozen=True)
class Bookable:
    """A machine as the timetable lists it."""

    id: int
    code: str
    name: str
    kind: str
    permit_kind: str
    state: str
    opening: Mapping[str, Sequence[Sequence[str]]]
    longest_minutes: int
    horizon_days: int
    most_bookings: int


@dataclass(frozen=True)
class BookedLine:
    """A booking as the timetable shows it; `used_ms` is how long the person's sittings in it were at work."""

    token: str
    machine: str
    code: str
    starts_at: datetime
    ends_at: datetime
    state: str
    person_id: int
    called: str
    supervisor: str
    used_for: str
    piece_code: str
    used_ms: int

    @property
    def booked_ms(self) -> int:
        """How long it was booked for."""
        return (self.ends_at - self.starts_at) // timedelta(milliseconds=1)


_BOOKABLE = (
    "SELECT m.id, m.code, m.name, t.name, t.permit_kind, COALESCE(s.state, 'needs_check'), m.opening, "
    "m.longest_minutes, m.horizon_days, m.most_bookings FROM machine m JOIN machine_type t ON t.id = m.type_id "
    "LEFT JOIN machine_state s ON s.machine_id = m.id AND s.ends_at IS NULL "
    "WHERE m.site_id = ? AND m.retired_at IS NULL "
)


def bookable_machines(site_id: int) -> list[Bookable]:
    """The machines of a site that are not retired, by name."""
    rows = fast().rows(f"{_BOOKABLE} ORDER BY m.name, m.id LIMIT 500", (site_id,))
    given: list[list[Any]] = [[*row[:6], as_json(row[6]) or {}, *row[7:10]] for row in rows]
    return [Bookable(*one) for one in given]


_LINES = (
    "SELECT b.token, m.name, m.code, b.starts_at, b.ends_at, b.state, b.person_id, COALESCE(n.called, ''), "
    "COALESCE(h.called, ''), b.used_for, b.piece_code, COALESCE((SELECT SUM(s.busy_ms) FROM machine_session s "
    "WHERE s.machine_id = b.machine_id AND s.person_id = b.person_id AND NOT s.is_void "
    "AND s.began_at < b.ends_at AND (s.ended_at IS NULL OR s.ended_at > b.starts_at)), 0) "
    "FROM machine_booking b JOIN machine m ON m.id = b.machine_id "
    "LEFT JOIN person_name n ON n.person_id = b.person_id LEFT JOIN person_name h ON h.person_id = b.supervisor_id "
)


def bookings_between(
    site_id: int, starts_at: datetime, ends_at: datetime, *, code: str = "", with_ended: bool = False
) -> list[BookedLine]:
    """The bookings of a site that touch a stretch of time, the first first; `with_ended` those given back too."""
    which = "" if with_ended else f"AND b.state IN ({sql_list(LIVE_BOOKING)}) "
    rows = fast().rows(
        f"{_LINES} WHERE m.site_id = ? AND b.starts_at < ? AND b.ends_at > ? AND (? = '' OR m.code = ?) {which}"
        "ORDER BY b.starts_at, b.id LIMIT 5000",
        (site_id, ends_at, starts_at, code, code),
    )
    return [_line(row) for row in rows]


def own_bookings(person_id: int, at: datetime) -> list[BookedLine]:
    """What a person holds from now on, at every site."""
    rows = fast().rows(
        f"{_LINES} WHERE b.person_id = ? AND b.state = 'booked' AND b.ends_at > ? ORDER BY b.starts_at LIMIT 50",
        (person_id, at),
    )
    return [_line(row) for row in rows]


def _line(row: Sequence[Any]) -> BookedLine:
    given: list[Any] = [*row[:3], as_instant(row[3]), as_instant(row[4]), *row[5:11], int(row[11])]
    return BookedLine(*given)


def booking_line(token: str, site_id: int) -> BookedLine:
    """A booking of a site that stands. Raises NotFound."""
    row = fast().row(f"{_LINES} WHERE b.token = ? AND m.site_id = ? AND b.state = 'booked'", (token, site_id))
    if row is None:
        raise NotFound
    return _line(row)


@dataclass(frozen=True)
class MovedLine:
    """A booking that was moved and can still go back, and when and where it was before."""

    machine: str
    starts_at: datetime
    before: str
    began_at: datetime


def moved_line(press: str, person_id: int, site_id: int, at: datetime) -> MovedLine | None:
    """What a press of this person moved, while nothing else changed it; None where there is nothing to take back."""
    row = fast().row(
        "SELECT m.name, b.starts_at, o.name, v.starts_at FROM machine_booking_move v "
        "JOIN machine_booking b ON b.id = v.booking_id JOIN machine m ON m.id = b.machine_id "
        "JOIN machine o ON o.id = v.machine_id WHERE v.token = ? AND v.by_id = ? AND m.site_id = ? "
        "AND b.state = 'booked' AND b.number = v.number AND b.starts_at > ? AND v.starts_at > ?",
        (press, person_id, site_id, at, at),
    )
    return MovedLine(row[0], as_instant(row[1]), row[2], as_instant(row[3])) if row else None


def free_starts(
    machine: Bookable, day: date, length: timedelta, at: datetime, *, but: str = ""
) -> list[datetime]:
    """The times of a day, each half hour, at which a machine is free and open for so long; `but` for one booking."""
    begin, end = start_of_day(day), start_of_day(day + timedelta(days=1))
    taken = [
        (as_instant(row[0]), as_instant(row[1]))
        for row in fast().rows(
            "SELECT starts_at, ends_at FROM machine_booking WHERE machine_id = ? AND starts_at < ? AND ends_at > ? "
            f"AND token <> ? AND state IN ({sql_list(LIVE_BOOKING)}) ORDER BY starts_at",
            (machine.id, end, begin, but),
        )
    ]
    found, last = [], at + timedelta(days=machine.horizon_days)
    for start in _half_hours(machine, day):
        until = start + length
        if start < at - timedelta(minutes=5) or start > last:
            continue
        if not is_open_through(machine.opening, start, until):
            continue
        if not any(first < until and second > start for first, second in taken):
            found.append(start)
    return found


def _half_hours(machine: Bookable, day: date) -> list[datetime]:
    first, last = day_span(machine, day)
    found = []
    while first < last:
        found.append(first)
        first += STEP
    return found


def day_span(machine: Bookable, day: date) -> tuple[datetime, datetime]:
    """From when until when a machine is offered on a day; both the same where it is closed."""
    hours = machine.opening.get(str(day.weekday()), ()) if machine.opening else None
    if hours is None:
        return _instant(day, DAY_FROM), _instant(day, DAY_UNTIL)
    if not hours:
        return start_of_day(day), start_of_day(day)
    begins = min(time.fromisoformat(pair[0]) for pair in hours)
    ends = max(time.fromisoformat(pair[1]) for pair in hours)
    return _instant(day, begins), _instant(day, ends)


def _instant(day: date, moment: time) -> datetime:
    return datetime.combine(day, moment, tzinfo=zone(SITE_ZONE)).astimezone(start_of_day(day).tzinfo)


@dataclass(frozen=True)
class Companion:
    """Somebody who holds a machine's permit, beside whom it may be booked."""

    number: str
    called: str


def companions(permit_kind: str, site_id: int, day: date, *, but: int) -> list[Companion]:
    """Who may stand beside somebody at a machine on a day: whoever holds its permit and works at the site."""
    rows = fast().rows(
        "SELECT DISTINCT p.number, n.called FROM permit q JOIN person p ON p.id = q.person_id "
        "JOIN person_name n ON n.person_id = p.id JOIN role r ON r.person_id = p.id "
        "WHERE q.kind = ? AND q.ended_at IS NULL AND q.confirmed_at IS NOT NULL AND q.starts_on <= ? "
        "AND q.ends_on >= ? AND p.is_active = ? AND p.id <> ? AND (r.site_id = ? OR r.site_id IS NULL) "
        "AND r.starts_on <= ? AND (r.ends_on IS NULL OR r.ends_on >= ?) ORDER BY n.called LIMIT 60",
        (permit_kind, day, day, True, but, site_id, day, day),
    )
    return [Companion(*row) for row in rows]
