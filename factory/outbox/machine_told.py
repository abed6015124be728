"""What messages about machines say: read when they go out, so that a time that moved again is told as it is now."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from core.db import as_instant, fast


@dataclass(frozen=True)
class MachineTold:
    """A machine, and where else such a one works: `here` other machines, `sites` other places, `vans` of them."""

    name: str
    here: tuple[str, ...]
    sites: tuple[str, ...]
    vans: tuple[str, ...]


@dataclass(frozen=True)
class TimeTold:
    """A booking or a class: at which machine, when, what it is called, and why it was given back."""

    code: str
    starts_at: datetime
    title: str = ""
    reason: str = ""


def machine_told(code: str) -> MachineTold:
    """A machine by its code, and its like that are in service."""
    row = fast().row("SELECT name, type_id, site_id, id FROM machine WHERE code = ?", (code,))
    if row is None:
        return MachineTold("", (), (), ())
    others = fast().rows(
        "SELECT m.name, m.site_id, i.name, i.kind FROM machine m JOIN site i ON i.id = m.site_id "
        "JOIN machine_state s ON s.machine_id = m.id AND s.ends_at IS NULL WHERE m.type_id = ? AND m.id <> ? "
        "AND s.state = 'in_service' AND NOT i.is_practice ORDER BY i.name, m.name, m.id",
        (row[1], row[3]),
    )
    away = [(name, kind) for _, site_id, name, kind in others if site_id != row[2]]
    return MachineTold(
        row[0],
        tuple(name for name, site_id, _, _ in others if site_id == row[2]),
        tuple(dict.fromkeys(name for name, kind in away if kind != "van")),
        tuple(dict.fromkeys(name for name, kind in away if kind == "van")),
    )


def booking_told(token: str) -> TimeTold | None:
    """A booking as it is now."""
    row = fast().row(
        "SELECT m.code, b.starts_at, b.reason FROM machine_booking b JOIN machine m ON m.id = b.machine_id "
        "WHERE b.token = ?",
        (token,),
    )
    return TimeTold(row[0], as_instant(row[1]), reason=row[2]) if row else None


def class_told(run: str, number: int, language: str) -> TimeTold | None:
    """A class of a run, by the run's title in a language."""
    row = fast().row(
        "SELECT k.starts_at, COALESCE(w.title, v.title) FROM course_class k JOIN run r ON r.id = k.run_id "
        "JOIN course_version v ON v.id = r.version_id LEFT JOIN course_words w ON w.version_id = v.id "
        "AND w.language = ? WHERE r.number = ? AND k.number = ?",
        (language, run, number),
    )
    return TimeTold("", as_instant(row[0]), title=row[1]) if row else None
