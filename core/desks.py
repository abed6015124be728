"""Who is at the desk of a site: the people to tell what somebody there should look at."""

from __future__ import annotations

from datetime import datetime

from core.access import RIGHTS
from core.clock import local_day
from core.db import fast


def holders_of(right: str, site_id: int, at: datetime) -> list[int]:
    """Whoever may do this at the site today, by role; nobody who may not sign in any more."""
    roles, day = sorted(RIGHTS[right]), local_day(at)
    rows = fast().rows(
        "SELECT DISTINCT r.person_id FROM role r JOIN person p ON p.id = r.person_id WHERE p.is_active "
        f"AND (r.site_id = ? OR r.site_id IS NULL) AND r.role IN ({', '.join('?' * len(roles))}) "
        "AND r.starts_on <= ? AND (r.ends_on IS NULL OR r.ends_on >= ?) AND NOT EXISTS (SELECT 1 FROM account a "
        "WHERE a.person_id = r.person_id AND a.disabled_at IS NOT NULL) ORDER BY r.person_id",
        (site_id, *roles, day, day),
    )
    return [found[0] for found in rows]
