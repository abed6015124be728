"""Reads of contactless cards: whose each is at which kiosk, and which kiosk waits for one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from core.db import as_instant, fast
from hardware.queries.names import called

LATELY = timedelta(minutes=10)


@dataclass(frozen=True)
class TagLine:
    """A tag at a kiosk; `tail` are the last two digits of its number, all that is known of it."""

    id: int
    kiosk: str
    tail: str
    person: str
    number: str
    made_at: datetime
    ended_at: datetime | None


@dataclass(frozen=True)
class WindowLine:
    """A window of the last minutes: whose the next tag is, until when, and the tag that came."""

    kiosk: str
    person: str
    closes_at: datetime
    tail: str
    is_open: bool


def tag_lines(site_id: int) -> list[TagLine]:
    """The tags of a site, live ones first, by person."""
    rows = fast().rows(
        f"SELECT t.id, d.name, t.tail, {called('t.person_id')}, p.number, t.made_at, t.ended_at FROM kiosk_tag t "
        "JOIN device d ON d.id = t.kiosk_id JOIN person p ON p.id = t.person_id WHERE d.site_id = ? "
        "ORDER BY t.state DESC, 4, t.id LIMIT 500",
        (site_id,),
    )
    return [
        TagLine(*row[:5], as_instant(row[5]), as_instant(row[6]) if row[6] else None)  # type: ignore[call-arg]
        for row in rows
    ]


def window_lines(site_id: int, at: datetime) -> list[WindowLine]:
    """What kiosks of a site wait for or have just taken in, the latest first."""
    rows = fast().rows(
        f"SELECT d.name, {called('w.person_id')}, w.closes_at, t.tail FROM tag_window w "
        "JOIN device d ON d.id = w.kiosk_id LEFT JOIN kiosk_tag t ON t.id = w.tag_id "
        "WHERE d.site_id = ? AND w.closes_at > ? ORDER BY w.id DESC LIMIT 10",
        (site_id, at - LATELY),
    )
    found = []
    for name, person, closes, tail in rows:
        closes_at = as_instant(closes)
        found.append(WindowLine(name, person, closes_at, tail or "", not tail and closes_at > at))
    return found


def waits_for_tag(kiosk_id: int, at: datetime) -> datetime | None:
    """Until when a kiosk waits for a tag; None if it does not."""
    row = fast().row(
        "SELECT MAX(closes_at) FROM tag_window WHERE kiosk_id = ? AND tag_id IS NULL AND closes_at > ?",
        (kiosk_id, at),
    )
    return as_instant(row[0]) if row is not None and row[0] else None
