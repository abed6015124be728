"""Tells permits and inductions what was done at machines: real use keeps a permit alive, minutes beside a holder count.

Each sitting is told once it is over for a while; what a later count adds is told later, and nothing twice.
"""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta

from core.clock import local_day
from core.crossings import crossings
from core.db import as_instant, fast

SETTLES = timedelta(hours=1)
MOST_AT_ONCE = 500
_MINUTES = uuid.UUID("0f6b1f0a-7c52-4a0f-8f39-55a2f6f7b0c3")
"""Namespace of the minutes that are told of a sitting: they follow from its key."""
_MS = 60_000


def minutes_token(key: str, match: str) -> str:
    """Under which id the supervised minutes of a sitting are told; of one that was named later, anew with each name."""
    return str(uuid.uuid5(_MINUTES, f"{key} {match}" if match else key))


def note_uses(*, at: datetime) -> int:
    """Tell what has not been told yet; returns of how many sittings. Run again it does nothing."""
    rows = fast().rows(
        "SELECT s.id, s.key, s.person_id, s.supervisor_id, t.permit_kind, s.ended_at, s.busy_ms + s.setup_ms, "
        "s.noted_minutes, c.token, (SELECT COUNT(*) FROM session_match u WHERE u.session_key = s.key "
        "AND u.undone_at IS NOT NULL) FROM machine_session s JOIN machine m ON m.id = s.machine_id "
        "JOIN machine_type t ON t.id = m.type_id JOIN site i ON i.id = s.site_id "
        "LEFT JOIN session_match c ON c.session_key = s.key AND c.undone_at IS NULL "
        "WHERE NOT s.is_void AND s.person_id IS NOT NULL "
        "AND s.ended_at IS NOT NULL AND s.ended_at <= ? AND s.ended_at >= ? AND NOT i.is_practice "
        "AND (s.busy_ms + s.setup_ms) / ? > s.noted_minutes ORDER BY s.id LIMIT ?",
        (at - SETTLES, at - timedelta(days=60), _MS, MOST_AT_ONCE),
    )
    for sitting_id, key, person_id, supervisor_id, kind, ended_at, worked, noted, match, undone in rows:
        minutes, day = int(worked) // _MS, local_day(as_instant(ended_at))
        fast().run("UPDATE machine_session SET noted_minutes = ? WHERE id = ?", (minutes, sitting_id))
        crossings.note_use(person_id, kind, day, minutes - noted)
        if supervisor_id is not None:
            if not undone:  # else it was told when somebody else was named
                crossings.note_use(supervisor_id, kind, day, minutes - noted)
            if noted == 0:
                token = minutes_token(key, match or "")
                crossings.note_supervised(person_id, supervisor_id, kind, day, min(minutes, 1440), at, token)
    return len(rows)
