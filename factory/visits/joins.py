"""What the rooms know of somebody's day at a site: when they last did something there, and what kind of work it was."""

from __future__ import annotations

from datetime import datetime

from core.db import as_instant, fast

_ACTS = (
    "SELECT MAX(x.at) FROM ("
    "SELECT MAX(at) AS at FROM piece_event WHERE by_id = ? AND site_id = ? AND at > ? AND at <= ? "
    "UNION ALL SELECT MAX(COALESCE(ended_at, began_at)) FROM machine_session WHERE person_id = ? AND site_id = ? "
    "AND began_at > ? AND COALESCE(ended_at, began_at) <= ? AND NOT is_void "
    "UNION ALL SELECT MAX(last_seen_at) FROM sign_in WHERE person_id = ? AND site_id = ? AND started_at >= ? "
    "AND last_seen_at <= ? AND device_id IS NOT NULL "
    "UNION ALL SELECT MAX(c.ends_at) FROM attendance_mark m JOIN course_class c ON c.id = m.class_id "
    "JOIN run r ON r.id = c.run_id WHERE m.person_id = ? AND r.site_id = ? AND c.ends_at > ? AND c.ends_at <= ? "
    "AND m.minutes > 0 AND m.superseded_by IS NULL AND m.taken_back_by IS NULL) x"
)


def last_act_there(person_id: int, site_id: int, since: datetime, until: datetime) -> datetime | None:
    """When a person was last known to do something at a site: a piece, a machine, a tablet, the end of a class."""
    row = fast().row(_ACTS, (person_id, site_id, since, until) * 4)
    return None if row is None or row[0] is None else as_instant(row[0])


def work_of_day(person_id: int, site_id: int, since: datetime, until: datetime) -> str:
    """The kind of work that somebody's acts between two instants tell of: at the bench, or "" for none known."""
    row = fast().row(
        "SELECT EXISTS (SELECT 1 FROM piece_event WHERE by_id = ? AND site_id = ? AND at BETWEEN ? AND ?) "
        "OR EXISTS (SELECT 1 FROM machine_session WHERE person_id = ? AND site_id = ? AND began_at BETWEEN ? AND ? "
        "AND NOT is_void)",
        (person_id, site_id, since, until) * 2,
    )
    return "bench" if row is not None and row[0] else ""
