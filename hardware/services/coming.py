"""Tells visits who came to a machine: a card at a kiosk opens its person's visit, where none is open by then."""

from __future__ import annotations

from datetime import datetime, timedelta

from core.db import as_instant, fast
from core.visiting import note_seen

BACK = timedelta(days=8)
"""A kiosk that was without a line for longer tells of days about which nobody waits to know who is in."""
MOST_AT_ONCE = 500


def note_comings(*, at: datetime) -> int:
    """Open the visits of those who signed on at a kiosk and are not known to be in; returns how many came so."""
    rows = fast().rows(
        "SELECT s.key, s.person_id, s.site_id, s.began_at FROM machine_session s WHERE s.began_at >= ? "
        "AND s.began_at <= ? AND s.person_id IS NOT NULL AND NOT s.is_void AND s.source = 'kiosk' "
        "AND NOT EXISTS (SELECT 1 FROM visit v WHERE v.person_id = s.person_id AND v.site_id = s.site_id "
        "AND NOT v.is_void AND v.came_at <= s.began_at AND (v.left_at IS NULL OR v.left_at >= s.began_at)) "
        "ORDER BY s.began_at, s.id LIMIT ?",
        (at - BACK, at, MOST_AT_ONCE),
    )
    return sum(
        note_seen(
            trace=f"machine {key}", person_id=person_id, site_id=site_id, at=as_instant(began_at), now=at
        )
        for key, person_id, site_id, began_at in rows
    )
