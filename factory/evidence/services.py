"""Writing down that a pack of evidence was made, with names or without; with names only by whoever confirmed it."""

from __future__ import annotations

from datetime import datetime

from core.access import GIVE_AGAIN, Actor, require
from core.audit import saw, write_audit_line
from core.errors import NotAllowed


def note_pack(*, indicator: str, with_names: bool, by: Actor, at: datetime) -> None:
    """A pack leaves the house. Raises NotAllowed for whoever may not, or wants names without PIN or password."""
    require(by, "export_evidence")
    if with_names and not by.signs:
        raise NotAllowed(*GIVE_AGAIN)
    write_audit_line(
        "make_evidence_with_names" if with_names else "make_evidence",
        f"evidence:{indicator}",
        site_id=by.site_id,
        at=at,
        by_id=by.person_id,
        device_id=by.device_id,
        fields=("rows", "names") if with_names else ("rows",),
    )
    if with_names and by.person_id is not None:
        saw(by.person_id, f"evidence:{indicator}", "evidence.make_evidence", at)
