"""Refused and stray scans: a coordinator looks at each and says how it was settled."""

from __future__ import annotations

from datetime import datetime

from core.access import Actor, require
from core.audit import write_audit_line
from core.db import db, fast
from core.errors import N_, NotFound, RuleBroken
from core.forbidden import refuse_forbidden
from inventory.models.desk import Settlement

LONGEST_NOTE = 200


def settle_refusal(*, by: Actor, event_id: str, note: str, at: datetime) -> None:
    """Settle a refused or stray scan of the person's site with a note of how; once settled it stays so."""
    require(by, "see_refused")
    note = refuse_forbidden("note", " ".join(note.split()))
    if not note or len(note) > LONGEST_NOTE:
        raise RuleBroken(
            "note",
            N_("Say in at most %(most)s letters how it was settled."),
            N_("For example: moved by hand, label thrown away."),
            most=LONGEST_NOTE,
        )
    connection = fast()
    changed = connection.run(
        "UPDATE event_verdict SET settled_at = ?, settled_by_id = ? WHERE event_id = ? AND site_id = ? "
        "AND verdict = 'refused' AND settled_at IS NULL",
        (at, by.person_id, event_id, by.site_id),
    ) or connection.run(
        "UPDATE stray_scan SET settled_at = ?, settled_by_id = ? WHERE event_id = ? AND site_id = ? "
        "AND settled_at IS NULL",
        (at, by.person_id, event_id, by.site_id),
    )
    if not changed:
        if connection.row(
            "SELECT 1 FROM settlement WHERE event_id = ? AND site_id = ?", (event_id, by.site_id)
        ):
            return
        raise NotFound()
    db.session.add(Settlement(event_id=event_id, site_id=by.site_id, note=note, at=at, by_id=by.person_id))
    db.session.flush()
    write_audit_line(
        "settle_refusal", f"event:{event_id}", site_id=by.site_id, at=at, by_id=by.person_id, fields=("note",)
    )
