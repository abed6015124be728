"""What the room's services share when they write: the audit line, and texts held to their length."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from core.access import Actor
from core.audit import write_audit_line
from core.bounds import tidy as tidy
from core.bounds import within as within


def note(verb: str, subject: str, by: Actor, at: datetime, fields: Sequence[str] = ()) -> None:
    """Append the audit line of a write."""
    write_audit_line(
        verb, subject, site_id=by.site_id, at=at, by_id=by.person_id, device_id=by.device_id, fields=fields
    )
