"""What waits in the outbox, with what its words need."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from core.db import as_instant, as_json, fast


@dataclass(frozen=True)
class Waiting:
    """A message that waits, and whom it is for."""

    id: int
    kind: str
    facts: dict[str, Any]
    channel: str
    due_at: datetime
    person_id: int
    number: str
    called: str
    language: str
    email: str
    phone: str
    avatar: str


_SELECT = (
    "SELECT m.id, m.kind, m.facts, m.channel, m.due_at, p.id, p.number, COALESCE(n.called, p.number), p.language, "
    "COALESCE(c.email, ''), COALESCE(c.phone, ''), p.avatar FROM outbox_message m JOIN person p ON p.id = m.person_id "
    "LEFT JOIN person_name n ON n.person_id = p.id LEFT JOIN person_contact c ON c.person_id = p.id "
    "WHERE m.state = 'waiting' "
)


def _read(row: Any) -> Waiting:
    return Waiting(row[0], row[1], as_json(row[2]), row[3], as_instant(row[4]), *row[5:12])


def due_messages(channel: str, at: datetime, size: int = 100) -> list[Waiting]:
    """What is due to go out by a channel, the oldest first."""
    rows = fast().rows(
        f"{_SELECT} AND m.channel = ? AND m.due_at <= ? ORDER BY m.due_at, m.id LIMIT ?", (channel, at, size)
    )
    return [_read(row) for row in rows]


def to_tell(site_id: int, channels: Sequence[str], size: int = 200) -> list[Waiting]:
    """What the people of a site have to be told by us: the messages of channels that go nowhere by themselves."""
    if not channels:
        return []
    places = ", ".join("?" for _ in channels)
    rows = fast().rows(
        f"{_SELECT} AND m.site_id = ? AND m.channel IN ({places}) ORDER BY m.due_at, m.id LIMIT ?",
        (site_id, *channels, size),
    )
    return [_read(row) for row in rows]


@dataclass(frozen=True)
class RunTold:
    """What a message says about a run."""

    title: str
    starts_at: datetime | None
    where: str


def run_told(number: str, language: str) -> RunTold | None:
    """A run's title in a language, its first class and where."""
    row = fast().row(
        "SELECT COALESCE(w.title, v.title), k.starts_at, COALESCE(NULLIF(k.venue, ''), pl.name, s.name) FROM run r "
        "JOIN course_version v ON v.id = r.version_id JOIN site s ON s.id = r.site_id "
        "LEFT JOIN course_words w ON w.version_id = v.id AND w.language = ? "
        "LEFT JOIN course_class k ON k.id = (SELECT x.id FROM course_class x WHERE x.run_id = r.id "
        " AND x.cancelled_at IS NULL ORDER BY x.starts_at LIMIT 1) LEFT JOIN place pl ON pl.id = k.place_id "
        "WHERE r.number = ?",
        (language, number),
    )
    if row is None:
        return None
    return RunTold(row[0], None if row[1] is None else as_instant(row[1]), row[2] or "")


def offer_ends_at(offer_id: int) -> datetime | None:
    """Until when an offer holds."""
    row = fast().row("SELECT expires_at FROM offer WHERE id = ?", (offer_id,))
    return None if row is None else as_instant(row[0])
