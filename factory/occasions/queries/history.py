"""What was corrected in a record: which field, what it said, who and when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from core.db import as_instant, fast


@dataclass(frozen=True)
class EditLine:
    """One field that was corrected."""

    field: str
    was: str
    became: str
    at: datetime
    by: str


def edits_of(subject: str) -> list[EditLine]:
    """Corrections of a record, the newest first."""
    rows = fast().rows(
        "SELECT e.field, e.was, e.became, e.at, COALESCE(n.called, '') FROM record_edit e "
        "LEFT JOIN person_name n ON n.person_id = e.by_id WHERE e.subject = ? ORDER BY e.id DESC LIMIT 100",
        (subject,),
    )
    return [EditLine(row[0], row[1], row[2], as_instant(row[3]), row[4]) for row in rows]
