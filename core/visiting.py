"""Coming and going: keeps what a door saw, once, and rebuilds the person's visits of that day from all known of it."""

from __future__ import annotations

import uuid
from datetime import date, datetime, time, timedelta
from typing import Any

from core.clock import local_day, milliseconds, start_of_day, zone
from core.crossings import crossings
from core.db import as_day, as_instant, as_json, fast, is_sqlite
from core.ids import new_client_id
from core.visit_folding import Said, Seen, Span, fold_day, guess_leaving
from core.visits import VISIT_ROLES

USUAL_CLOSING = "17:00"
_TRACES = uuid.UUID("4b0f6a52-93f5-4c1e-8a6d-2f6d0f3c7e19")
"""Namespace of comings that follow from a card shown for something else."""
FIRST_ROLE = (
    "volunteer",
    "driver",
    "trainee",
    "trainer",
    "assessor",
    "internal_verifier",
    "maintainer",
    "coordinator",
    "administrator",
    "external_verifier",
    "funder",
)
"""In which of several roles somebody comes: the first of these that they hold at the site that day."""


def note_came(*, person_id: int, site_id: int, at: datetime, how: str) -> None:
    """A card or a PIN was shown at a site: the visit opens, unless the person is in already."""
    row = fast().row(
        "SELECT site_id, day FROM visit WHERE person_id = ? AND left_at IS NULL AND NOT is_void", (person_id,)
    )
    if row is not None and row[0] == site_id and str(row[1]) == str(local_day(at)):
        return
    keep_seen(
        event_id=new_client_id(), person_id=person_id, site_id=site_id, kind="came", at=at, now=at, how=how
    )


def note_seen(
    *, trace: str, person_id: int, site_id: int, at: datetime, now: datetime, device_id: int | None = None
) -> bool:
    """A card was shown at a site for something else (a class, a machine): whoever is not in by then came with it.

    `trace` names what was done with the card: told again, and in whatever order, it is the same coming.
    """
    return keep_seen(
        event_id=str(uuid.uuid5(_TRACES, f"{person_id} {trace}")),
        person_id=person_id,
        site_id=site_id,
        kind="came",
        at=at,
        now=now,
        how="card",
        device_id=device_id,
    )


def keep_seen(
    *,
    event_id: str,
    person_id: int,
    site_id: int,
    kind: str,
    at: datetime,
    now: datetime,
    how: str,
    work: str = "",
    device_id: int | None = None,
) -> bool:
    """Keep what a door saw at `at`, in the caller's transaction; False where it is known. Visits follow at once."""
    lock_person(person_id)
    day = local_day(at)
    kept = fast().row(
        "INSERT INTO visit_event (id, person_id, site_id, day, kind, how, work, at, received_at, device_id) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO NOTHING RETURNING id",
        (event_id, person_id, site_id, day, kind, how, work, at, now, device_id),
    )
    if kept is None:
        return False
    if day == local_day(now):
        close_earlier(person_id=person_id, now=now)
    rebuild_day(person_id=person_id, day=day, now=now)
    return True


def lock_person(person_id: int) -> None:
    """One writer of a person's visits at a time (SQLite has one writer anyway)."""
    if not is_sqlite():
        fast().row("SELECT id FROM person WHERE id = ? FOR UPDATE", (person_id,))


def close_earlier(*, person_id: int, now: datetime) -> None:
    """Who is still in from an earlier day went home without a word: that day is rebuilt as over."""
    today = local_day(now)
    rows = fast().rows(
        "SELECT DISTINCT day FROM visit WHERE person_id = ? AND left_at IS NULL AND NOT is_void AND day < ?",
        (person_id, today),
    )
    for (day,) in rows:
        rebuild_day(person_id=person_id, day=as_day(day), now=now)


def rebuild_day(*, person_id: int, day: date, now: datetime) -> None:
    """Let the person's visits of a day follow from all that is known of it."""
    ends_at = start_of_day(day + timedelta(days=1)) - timedelta(milliseconds=1)
    spans = fold_day(
        _seen(person_id, day),
        _said(person_id, day),
        guess=lambda site_id, came, seen, latest: _guess(person_id, site_id, day, came, seen, latest),
        ends_at=ends_at,
        is_over=day < local_day(now),
    )
    _store(person_id, day, spans)


def _seen(person_id: int, day: date) -> list[Seen]:
    rows = fast().rows(
        "SELECT id, at, kind, site_id, how, work FROM visit_event WHERE person_id = ? AND day = ?",
        (person_id, day),
    )
    return [Seen(row[0], as_instant(row[1]), *row[2:6]) for row in rows]


def _said(person_id: int, day: date) -> list[Said]:
    """The latest word on each visit; it covers all that was ever said of it."""
    rows = fast().rows(
        "SELECT e.visit_id, e.site_id, e.came_at, e.left_at, (SELECT MIN(x.covers_from_at) FROM visit_entry x "
        "WHERE x.visit_id = e.visit_id), "
        "(SELECT MAX(x.covers_to_at) FROM visit_entry x WHERE x.visit_id = e.visit_id), "
        "(SELECT COUNT(*) FROM visit_entry x WHERE x.visit_id = e.visit_id AND x.kind <> 'paper'), e.work, e.kind "
        "FROM visit_entry e WHERE e.person_id = ? AND e.day = ? AND NOT EXISTS (SELECT 1 FROM visit_entry x "
        "WHERE x.visit_id = e.visit_id AND x.id > e.id) ORDER BY e.id",
        (person_id, day),
    )
    return [
        Said(
            row[0],
            row[1],
            as_instant(row[2]),
            None if row[3] is None else as_instant(row[3]),
            as_instant(row[4]),
            as_instant(row[5]),
            "typed" if row[6] else "paper",
            row[7],
            row[8] == "dropped",
        )
        for row in rows
    ]


def _guess(
    person_id: int, site_id: int, day: date, came: datetime, seen: datetime, latest: datetime
) -> datetime:
    known = crossings.last_act_there(person_id, site_id, came, latest)
    row = fast().row("SELECT settings FROM site WHERE id = ?", (site_id,))
    closes_at = closing_time(as_json(row[0]) if row else {}, day)
    return guess_leaving(came, max(seen, known or came), closes_at, latest)


def closing_time(settings: dict[str, Any], day: date) -> datetime:
    """When a site closes on a day, by its setting `closes_at` ("17:00")."""
    return datetime.combine(day, closing_clock(settings), tzinfo=zone()).astimezone(start_of_day(day).tzinfo)


def closing_clock(settings: dict[str, Any]) -> time:
    """The time of day at which a site closes."""
    try:
        return time.fromisoformat(str(settings.get("closes_at") or USUAL_CLOSING)).replace(tzinfo=None)
    except ValueError:
        return time.fromisoformat(USUAL_CLOSING)


def role_on(person_id: int, site_id: int, day: date) -> str:
    """The role in which somebody comes to a site on a day; "visitor" for none."""
    rows = fast().rows(
        "SELECT role FROM role WHERE person_id = ? AND (site_id IS NULL OR site_id = ?) AND starts_on <= ? "
        "AND (ends_on IS NULL OR ends_on >= ?)",
        (person_id, site_id, day, day),
    )
    held = {row[0] for row in rows}
    return next((role for role in FIRST_ROLE if role in held), VISIT_ROLES[-1])


def _store(person_id: int, day: date, spans: list[Span]) -> None:
    """Bring the person's rows of a day in line with what follows; what never was is void, and nothing is deleted."""
    rows = fast().rows(
        "SELECT v.id, v.site_id, (SELECT COUNT(*) FROM visit_entry e WHERE e.visit_id = v.id) FROM visit v "
        "WHERE v.person_id = ? AND v.day = ? ORDER BY v.is_void, v.came_at, v.id",
        (person_id, day),
    )
    free = [row[0] for row in rows if not row[2]]
    fast().run(
        "UPDATE visit SET is_void = ? WHERE person_id = ? AND day = ? AND NOT is_void", (True, person_id, day)
    )
    for span in spans:
        visit_id = span.visit_id if span.visit_id is not None else (free.pop(0) if free else None)
        _write(visit_id, person_id, day, span)


def _write(visit_id: int | None, person_id: int, day: date, span: Span) -> None:
    work, is_guessed = span.work, False
    if not work and span.left_at is not None:
        work = crossings.work_of_day(person_id, span.site_id, span.came_at, span.left_at)
        is_guessed = bool(work)
    length = None if span.left_at is None else milliseconds(span.left_at) - milliseconds(span.came_at)
    values = (
        span.site_id,
        role_on(person_id, span.site_id, day),
        span.came_at,
        span.came_how,
        span.left_at,
        span.left_how,
        length,
        work,
        is_guessed,
        False,
    )
    if visit_id is None:
        fast().run(
            "INSERT INTO visit (site_id, role, came_at, came_how, left_at, left_how, length_ms, work, is_guessed, "
            "is_void, person_id, day) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (*values, person_id, day),
        )
        return
    fast().run(
        "UPDATE visit SET site_id = ?, role = ?, came_at = ?, came_how = ?, left_at = ?, left_how = ?, length_ms = ?, "
        "work = ?, is_guessed = ?, is_void = ? WHERE id = ?",
        (*values, visit_id),
    )
