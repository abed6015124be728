"""Who is in a run, who waits in which order, and what a learner has booked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from core.db import as_instant, fast
from training.queries.seats import seats_of_runs
from training.words import LIVE_BOOKING, sql_list

_LIVE = sql_list(LIVE_BOOKING)


@dataclass(frozen=True)
class RollLine:
    """A learner in a run as the desk shows them. `place` is their place in the waiting list, from 1; else 0."""

    booking_id: int
    number: str
    called: str
    avatar: str
    language: str
    state: str
    joined_at: datetime
    state_at: datetime
    offer_ends_at: datetime | None
    place: int
    partner: str
    is_jump_asked: bool


def roll_of(run_id: int, *, ended: bool = False) -> list[RollLine]:
    """The learners of a run: those with seats by when they joined, then the waiting list in its order.

    With `ended`, those who left or finished instead.
    """
    condition = f"b.state {'NOT ' if ended else ''}IN ({_LIVE})"
    rows = fast().rows(
        "SELECT b.id, p.number, n.called, p.avatar, p.language, b.state, b.joined_at, b.state_at, o.expires_at, "
        "b.partner, b.jumped_at, (SELECT e.verb FROM booking_event e WHERE e.booking_id = b.id "
        "AND e.verb IN ('ask_to_jump', 'agree_to_jump') ORDER BY e.at DESC LIMIT 1) "
        "FROM booking b JOIN person p ON p.id = b.person_id LEFT JOIN person_name n ON n.person_id = p.id "
        "LEFT JOIN offer o ON o.booking_id = b.id AND o.outcome IS NULL "
        f"WHERE b.run_id = ? AND {condition} "
        "ORDER BY CASE b.state WHEN 'attending' THEN 0 WHEN 'booked' THEN 0 WHEN 'offered' THEN 1 "
        "WHEN 'waitlisted' THEN 2 ELSE 3 END, CASE WHEN b.jumped_at IS NULL THEN 1 ELSE 0 END, b.jumped_at, "
        "b.joined_at, b.id",
        (run_id,),
    )
    lines, place = [], 0
    for row in rows:
        place += row[5] == "waitlisted"
        lines.append(
            RollLine(
                booking_id=row[0],
                number=row[1],
                called=row[2] or row[1],
                avatar=row[3],
                language=row[4],
                state=row[5],
                joined_at=as_instant(row[6]),
                state_at=as_instant(row[7]),
                offer_ends_at=None if row[8] is None else as_instant(row[8]),
                place=place if row[5] == "waitlisted" else 0,
                partner=row[9],
                is_jump_asked=row[11] == "ask_to_jump",
            )
        )
    return lines


@dataclass(frozen=True)
class MyBooking:
    """One booking as the learner sees it: nobody else is in it. `place` as in `RollLine`."""

    booking_id: int
    state: str
    run: str
    title: str
    slug: str
    site: str
    next_at: datetime | None
    venue: str
    link: str
    offer_ends_at: datetime | None
    place: int


def bookings_of(person_id: int, at: datetime) -> list[MyBooking]:
    """What a learner has booked or waits for, the next class first."""
    rows = fast().rows(
        "SELECT b.id, b.state, r.number, COALESCE(w.title, v.title), c.slug, s.name, k.starts_at, "
        "COALESCE(NULLIF(k.venue, ''), pl.name, ''), k.link, o.expires_at, "
        "(SELECT COUNT(*) FROM booking q WHERE q.run_id = b.run_id AND q.state = 'waitlisted' "
        " AND (q.jumped_at IS NOT NULL AND b.jumped_at IS NULL OR (q.jumped_at IS NULL) = (b.jumped_at IS NULL) "
        " AND (q.joined_at < b.joined_at OR q.joined_at = b.joined_at AND q.id <= b.id))) "
        "FROM booking b JOIN run r ON r.id = b.run_id JOIN course_version v ON v.id = r.version_id "
        "JOIN course c ON c.id = v.course_id JOIN site s ON s.id = r.site_id JOIN person p ON p.id = b.person_id "
        "LEFT JOIN course_words w ON w.version_id = v.id AND w.language = p.language "
        "LEFT JOIN course_class k ON k.id = (SELECT x.id FROM course_class x WHERE x.run_id = r.id "
        " AND x.cancelled_at IS NULL AND x.ends_at > ? ORDER BY x.starts_at LIMIT 1) "
        "LEFT JOIN place pl ON pl.id = k.place_id LEFT JOIN offer o ON o.booking_id = b.id AND o.outcome IS NULL "
        f"WHERE b.person_id = ? AND b.state IN ({_LIVE}) ORDER BY k.starts_at, b.id",
        (at, person_id),
    )
    return [
        MyBooking(
            booking_id=row[0],
            state=row[1],
            run=row[2],
            title=row[3],
            slug=row[4],
            site=row[5],
            next_at=None if row[6] is None else as_instant(row[6]),
            venue=row[7] or "",
            link=(row[8] or "") if row[1] in ("booked", "attending") else "",
            offer_ends_at=None if row[9] is None else as_instant(row[9]),
            place=int(row[10]) if row[1] == "waitlisted" else 0,
        )
        for row in rows
    ]


@dataclass(frozen=True)
class RunToBook:
    """An open run as the booking desk lists it."""

    number: str
    title: str
    starts_at: datetime | None
    free: int
    waiting: int


def runs_to_book(site_id: int, at: datetime, *, but: str = "") -> list[RunToBook]:
    """The open runs of a site that have not ended, the next first."""
    rows = fast().rows(
        "SELECT r.id, r.number, v.title, MIN(k.starts_at), MAX(k.ends_at) FROM run r "
        "JOIN course_version v ON v.id = r.version_id "
        "LEFT JOIN course_class k ON k.run_id = r.id AND k.cancelled_at IS NULL "
        "WHERE r.site_id = ? AND r.state = 'open' AND r.number <> ? GROUP BY r.id, r.number, v.title "
        "ORDER BY MIN(k.starts_at), r.id LIMIT 60",
        (site_id, but),
    )
    going = [row for row in rows if row[4] is None or as_instant(row[4]) >= at]
    seats = seats_of_runs([row[0] for row in going])
    return [
        RunToBook(
            number,
            title,
            None if first is None else as_instant(first),
            seats[run_id].free,
            seats[run_id].waiting,
        )
        for run_id, number, title, first, _last in going
    ]


@dataclass(frozen=True)
class OfferShown:
    """An offer as its link shows it to whoever holds the link: no name."""

    booking_id: int
    state: str
    title: str
    starts_at: datetime | None
    venue: str
    ends_at: datetime
    language: str
    person_id: int
    site_id: int


def offer_shown(booking_id: int, ends_at: datetime) -> OfferShown | None:
    """What the page of an offer says."""
    row = fast().row(
        "SELECT b.state, COALESCE(w.title, v.title), k.starts_at, COALESCE(NULLIF(k.venue, ''), pl.name, s.name), "
        "p.language, p.id, r.site_id FROM booking b JOIN run r ON r.id = b.run_id "
        "JOIN course_version v ON v.id = r.version_id JOIN person p ON p.id = b.person_id "
        "JOIN site s ON s.id = r.site_id "
        "LEFT JOIN course_words w ON w.version_id = v.id AND w.language = p.language "
        "LEFT JOIN course_class k ON k.id = (SELECT x.id FROM course_class x WHERE x.run_id = r.id "
        " AND x.cancelled_at IS NULL ORDER BY x.starts_at LIMIT 1) LEFT JOIN place pl ON pl.id = k.place_id "
        "WHERE b.id = ?",
        (booking_id,),
    )
    if row is None:
        return None
    starts = None if row[2] is None else as_instant(row[2])
    return OfferShown(booking_id, row[0], row[1], starts, row[3] or "", ends_at, row[4], row[5], row[6])
