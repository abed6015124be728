"""What a calendar feed of machine bookings tells, by whose it is. Nobody's name, and nothing that was given back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from core.db import as_instant, fast
from core.ids import proof_key
from hardware.words import LIVE_BOOKING, sql_list

KEPT: Final = timedelta(days=60)
"""So long past bookings stay in a feed."""


@dataclass(frozen=True)
class BookingsKey:
    """A live key of a feed; `name` is the machine's or the site's."""

    id: int
    kind: str
    person_id: int | None
    machine_id: int | None
    site_id: int
    language: str
    name: str


@dataclass(frozen=True)
class BookingsKeyLine:
    """A live key as its page lists it."""

    id: int
    kind: str
    machine: str
    made_at: datetime


@dataclass(frozen=True)
class BookedTime:
    """A booking as a feed tells it."""

    token: str
    starts_at: datetime
    ends_at: datetime
    machine: str
    place: str
    site: str
    used_for: str
    piece_code: str
    number: int
    changed_at: datetime


def bookings_key(secret: str) -> BookingsKey | None:
    """The live key behind a secret address; None for one that never was, was ended, or whose person is gone."""
    row = fast().row(
        "SELECT k.id, k.kind, k.person_id, k.machine_id, k.site_id, COALESCE(p.language, 'en'), "
        "COALESCE(m.name, s.name) FROM machine_calendar_key k JOIN site s ON s.id = k.site_id "
        "LEFT JOIN machine m ON m.id = k.machine_id LEFT JOIN person p ON p.id = k.person_id "
        "WHERE k.key_hash = ? AND k.ended_at IS NULL AND (k.kind <> 'own' OR p.is_active = ?)",
        (proof_key(secret), True),
    )
    return BookingsKey(*row) if row else None


def bookings_keys_of(person_id: int, site_id: int, *, with_site: bool) -> list[BookingsKeyLine]:
    """The live keys of a person, and with them those of the site and its machines if asked."""
    rows = fast().rows(
        "SELECT k.id, k.kind, COALESCE(m.name, ''), k.made_at FROM machine_calendar_key k "
        "LEFT JOIN machine m ON m.id = k.machine_id WHERE k.ended_at IS NULL AND (k.person_id = ? "
        "OR (? AND k.kind <> 'own' AND k.site_id = ?)) ORDER BY k.id DESC LIMIT 200",
        (person_id, with_site, site_id),
    )
    return [BookingsKeyLine(row[0], row[1], row[2], as_instant(row[3])) for row in rows]


_TIMES: Final = (
    "SELECT b.token, b.starts_at, b.ends_at, m.name, COALESCE(l.name, ''), COALESCE(NULLIF(s.city, ''), s.name), "
    "b.used_for, b.piece_code, b.number, COALESCE((SELECT MAX(v.at) FROM machine_booking_move v "
    "WHERE v.booking_id = b.id), b.made_at) FROM machine_booking b JOIN machine m ON m.id = b.machine_id "
    "JOIN site s ON s.id = m.site_id LEFT JOIN place l ON l.id = m.place_id WHERE b.ends_at >= ? "
    f"AND b.state IN ({sql_list(LIVE_BOOKING)}) AND "
)
_WHICH: Final = {"own": "b.person_id = ?", "machine": "b.machine_id = ?", "site": "m.site_id = ?"}


def booked_times(key: BookingsKey, at: datetime) -> list[BookedTime]:
    """The bookings of a feed, from sixty days ago on, the first first."""
    since = at.replace(hour=0, minute=0, second=0, microsecond=0) - KEPT
    whose = {"own": key.person_id, "machine": key.machine_id, "site": key.site_id}[key.kind]
    rows = fast().rows(f"{_TIMES}{_WHICH[key.kind]} ORDER BY b.starts_at, b.id LIMIT 1000", (since, whose))
    return [_time(row) for row in rows]


def _time(row: Any) -> BookedTime:
    given: list[Any] = [row[0], as_instant(row[1]), as_instant(row[2]), *row[3:9], as_instant(row[9])]
    return BookedTime(*given)
