"""The numbers by which people say an offer, a round or a delivery, and the line that each write leaves."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from core.access import Actor
from core.audit import write_audit_line
from core.db import fast

LETTERS = {"donation_offer": "O", "collection_round": "R", "delivery": "V"}


def next_number(table: str) -> str:
    """The next number of a table, such as V-00012."""
    row = fast().row(f"SELECT COALESCE(MAX(id), 0) + 1 FROM {table}")
    return f"{LETTERS[table]}-{row[0] if row else 1:05d}"


def note_write(verb: str, subject: str, by: Actor, at: datetime, fields: Sequence[str] = ()) -> None:
    """Write the audit line of somebody's act at their site."""
    write_audit_line(
        verb,
        subject,
        site_id=by.site_id,
        at=at,
        by_id=by.person_id,
        device_id=by.device_id,
        fields=fields,
    )
