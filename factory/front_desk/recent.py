"""What somebody did last at a site, thing by thing, from the trail that is kept anyway: no page counts who opens it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from core.access import Actor
from core.db import as_instant, fast

FEW = 8
BACK = 3000
"""So many lines of the site's trail are looked through, the newest first; the table is read by its key."""


@dataclass(frozen=True)
class Recent:
    """A thing that the person wrote to last: its subject in the trail, by which act, when."""

    subject: str
    verb: str
    at: datetime


def recent_things(by: Actor) -> list[Recent]:
    """The last few things that the person wrote to at their site, each once, the newest first."""
    rows = fast().rows(
        "SELECT a.subject, a.verb, a.at FROM audit_line a JOIN audit_head h ON h.site_id = a.site_id "
        "WHERE a.site_id = ? AND a.number > h.number - ? AND a.by_id = ? ORDER BY a.number DESC LIMIT 200",
        (by.site_id, BACK, by.person_id or 0),
    )
    newest: dict[str, Recent] = {}
    for subject, verb, at in rows:
        newest.setdefault(subject, Recent(subject, verb, as_instant(at)))
    return list(newest.values())[: FEW * 3]
