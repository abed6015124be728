"""The audit trail of a site: who did what when, and whether the chain holds."""

from __future__ import annotations

from datetime import date

from flask import render_template, request

from core.guards import current_actor, policy
from factory.admin.queries import PAGE, AuditFilter, audit_rows, audit_verbs, broken_at
from factory.admin.routes import blueprint


def _asked() -> AuditFilter:
    words = {name: request.args.get(name, "")[:120] for name in ("verb", "subject", "who", "day", "before")}
    try:
        day = date.fromisoformat(words["day"]) if words["day"] else None
    except ValueError:
        day = None
    if day is not None and not 1970 <= day.year <= 9000:
        day = None
    before = words["before"]
    return AuditFilter(
        words["verb"],
        words["subject"],
        words["who"],
        day,
        int(before) if before.isascii() and before.isdigit() and len(before) < 16 else 0,
    )


@blueprint.get("/admin/audit")
@policy("right:see_audit")
def show_audit() -> str:
    """Lines, the newest first, narrowed by the address; `check=1` follows the whole chain."""
    site_id, asked = current_actor().site_id, _asked()
    rows = audit_rows(site_id, asked)
    broken = broken_at(site_id) if request.args.get("check") == "1" else None
    return render_template(
        "admin/show_audit.html",
        rows=rows,
        asked=asked,
        verbs=audit_verbs(site_id),
        broken=broken,
        further=rows[-1].number if len(rows) == PAGE else 0,
    )
