"""What a calendar feed tells, by whose it is. No other person's name, and a link only to who may join."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from core.db import as_instant, fast
from core.ical import FeedEvent
from core.ids import proof_key

KEPT: Final = timedelta(days=60)
"""So long past and cancelled classes stay in a feed."""
GOING: Final = ("booked", "attending", "completed", "not_completed", "no_show")
GONE: Final = ("cancelled_by_learner", "cancelled_by_centre", "withdrawn")


@dataclass(frozen=True)
class FeedKey:
    """A live key of a feed."""

    id: int
    kind: str
    person_id: int | None
    run_id: int | None
    site_id: int
    language: str = "en"
    name: str = ""


@dataclass(frozen=True)
class KeyLine:
    """A live key as its page lists it."""

    id: int
    kind: str
    run: str
    made_at: datetime


def feed_key(secret: str) -> FeedKey | None:
    """The live key behind a secret address; None for one that never was or was ended, or whose person is gone."""
    row = fast().row(
        "SELECT k.id, k.kind, k.person_id, k.run_id, k.site_id, COALESCE(p.language, 'en'), s.name "
        "FROM calendar_key k JOIN site s ON s.id = k.site_id LEFT JOIN person p ON p.id = k.person_id "
        "WHERE k.key_hash = ? AND k.ended_at IS NULL AND (k.kind NOT IN ('learner', 'trainer') OR p.is_active = ?)",
        (proof_key(secret), True),
    )
    return FeedKey(*row) if row else None


def keys_of(person_id: int, site_id: int, *, with_site: bool) -> list[KeyLine]:
    """The live keys of a person, and with them those of the site and its runs if asked."""
    rows = fast().rows(
        "SELECT k.id, k.kind, COALESCE(r.number, ''), k.made_at FROM calendar_key k LEFT JOIN run r ON r.id = k.run_id "
        "WHERE k.ended_at IS NULL AND ((k.kind IN ('learner', 'trainer') AND k.person_id = ?) "
        "OR (? AND k.kind IN ('run', 'site') AND k.site_id = ?)) ORDER BY k.id DESC LIMIT 200",
        (person_id, with_site, site_id),
    )
    return [KeyLine(row[0], row[1], row[2], as_instant(row[3])) for row in rows]


_EVENT = (
    "SELECT k.token, k.starts_at, k.ends_at, COALESCE(w.title, v.title), COALESCE(l.name, ''), k.venue, k.access, "
    "k.is_online, k.link, k.sequence, k.changed_at, k.cancelled_at IS NOT NULL, r.number, s.name, s.city{more} "
    "FROM course_class k JOIN run r ON r.id = k.run_id JOIN course_version v ON v.id = r.version_id "
    "JOIN site s ON s.id = r.site_id LEFT JOIN place l ON l.id = k.place_id "
    "LEFT JOIN course_words w ON w.version_id = v.id AND w.language = ? {join} "
    "WHERE k.ends_at >= ? AND r.state <> 'draft' AND {which} ORDER BY k.starts_at, k.id LIMIT 1000"
)


def feed_events(key: FeedKey, at: datetime) -> list[FeedEvent]:
    """The classes of a feed, from sixty days ago on."""
    since = at.replace(hour=0, minute=0, second=0, microsecond=0) - KEPT
    if key.kind == "learner":
        return _learner_events(key, since)
    if key.kind == "trainer":
        join, which = "JOIN class_trainer t ON t.class_id = k.id", "t.person_id = ?"
        return [_event(row, with_link=True) for row in _rows(key.language, since, which, key.person_id, join)]
    if key.kind == "run":
        return [_event(row) for row in _rows("en", since, "r.id = ?", key.run_id)]
    return [_event(row) for row in _rows("en", since, "r.site_id = ?", key.site_id)]


def _rows(
    language: str, since: datetime, which: str, value: object, join: str = "", more: str = ""
) -> list[Any]:
    sql = _EVENT.format(more=more, join=join, which=which)
    return fast().rows(sql, (language, since, value))


def _learner_events(key: FeedKey, since: datetime) -> list[FeedEvent]:
    """A learner's classes: those of runs where they have a seat, and as cancelled those that they left or lost.

    The sequence is the class's and the number of changes of their bookings together, so that it only ever rises.
    """
    mine = (
        "(SELECT {what} FROM booking b WHERE b.run_id = r.id AND b.person_id = t.person_id "
        "ORDER BY b.id DESC LIMIT 1)"
    )
    changes = (
        "(SELECT COUNT(*) FROM booking_event e JOIN booking b ON b.id = e.booking_id "
        "WHERE b.run_id = r.id AND b.person_id = t.person_id)"
    )
    sat = (
        "(SELECT COUNT(*) FROM booking_event e JOIN booking b ON b.id = e.booking_id WHERE b.run_id = r.id "
        "AND b.person_id = t.person_id AND e.state IN ('booked', 'attending'))"
    )
    more = f", {mine.format(what='b.state')}, {mine.format(what='b.state_at')}, {changes}, {sat}"
    join = "JOIN (SELECT DISTINCT run_id, person_id FROM booking) t ON t.run_id = r.id"
    found = []
    for row in _rows(key.language, since, "t.person_id = ?", key.person_id, join, more):
        state, state_at, changes_count, seated = row[15:19]
        if state not in GOING and not (state in GONE and seated):
            continue
        event = _event(row, with_link=state in ("booked", "attending"))
        found.append(
            FeedEvent(
                **{
                    **vars(event),
                    "sequence": event.sequence + changes_count,
                    "changed_at": max(as_instant(row[10]), as_instant(state_at)),
                    "is_cancelled": event.is_cancelled or state in GONE,
                }
            )
        )
    return found


def _event(row: Any, *, with_link: bool = False) -> FeedEvent:
    parts = [row[4], row[5]] if not row[7] else []
    town = row[14] or row[13]
    where = ", ".join(part for part in (*parts, town if not row[7] else "") if part)
    link = row[8] if with_link and row[7] else ""
    note = "\n".join(part for part in (row[12], row[6] if not row[7] else "", link) if part)
    return FeedEvent(
        token=row[0],
        starts_at=as_instant(row[1]),
        ends_at=as_instant(row[2]),
        title=row[3],
        where=where,
        note=note,
        link=link,
        sequence=row[9],
        changed_at=as_instant(row[10]),
        is_cancelled=bool(row[11]),
    )


def feed_title(key: FeedKey) -> str:
    """What a calendar program calls the feed: never a person's name."""
    if key.kind == "run":
        row = fast().row(
            "SELECT r.number, v.title FROM run r JOIN course_version v ON v.id = r.version_id WHERE r.id = ?",
            (key.run_id,),
        )
        return f"{row[1]} ({row[0]})" if row else "EcoWorks"
    return f"EcoWorks {key.name}"


def gives_classes(person_id: int) -> bool:
    """True for somebody who gives any class."""
    return fast().row("SELECT 1 FROM class_trainer WHERE person_id = ? LIMIT 1", (person_id,)) is not None
