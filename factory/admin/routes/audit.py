"""The audit trail of a site: who did what when, and whether the chain holds."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import Response, render_template, request, url_for
from flask_babel import gettext

from core.audit import broken_lines_of
from core.bounds import whole
from core.errors import N_
from core.guards import current_actor, policy
from core.listings import sent_table
from factory.admin.audit_words import subject_name, subject_page, verb_name
from factory.admin.routes import blueprint
from factory.admin.trail import (
    PAGE,
    SORTS,
    AuditFilter,
    audit_people,
    audit_rows,
    audit_verbs,
    subjects_known,
)

HEADS = (N_("Line"), N_("When"), N_("Who"), N_("What"), N_("On what"), N_("Fields"), N_("Tablet"))
MOST_IN_FILE = 100_000


def _asked() -> AuditFilter:
    words = {
        name: request.args.get(name, "").strip()[:120] for name in ("verb", "subject", "who", "day", "beyond")
    }
    try:
        day = date.fromisoformat(words["day"]) if words["day"] else None
    except ValueError:
        day = None
    if day is not None and not 1970 <= day.year <= 9000:
        day = None
    beyond = words["beyond"]
    return AuditFilter(
        words["verb"],
        words["subject"],
        words["who"],
        day,
        whole(beyond, 15) or 0,
        request.args["sort"] if request.args.get("sort") in SORTS else "-at",
    )


def _address(asked: AuditFilter, endpoint: str = "admin.show_audit", **changes: object) -> str:
    kept: dict[str, Any] = {
        "verb": asked.verb,
        "subject": asked.subject,
        "who": asked.who,
        "day": asked.day,
    }
    kept |= {"sort": asked.sort if asked.sort != "-at" else "", **changes}
    return url_for(endpoint, **{name: value for name, value in kept.items() if value})


@blueprint.get("/admin/audit.<kind>")
@policy("right:see_audit")
def export_audit(kind: str) -> Response:
    """The lines that the address narrows to, as a file: codes, numbers and names of fields only."""
    rows = audit_rows(current_actor().site_id, _asked(), most=MOST_IN_FILE)
    heads = [gettext(word) for word in HEADS]
    lines = [
        (row.number, row.at, row.who_number, verb_name(row.verb), row.subject, row.fields, row.device)
        for row in rows
    ]
    return sent_table(kind, "audit", gettext("Audit trail"), heads, lines)


@blueprint.get("/admin/audit")
@policy("right:see_audit")
def show_audit() -> str:
    """Lines, the newest first, narrowed by the address; `check=1` follows the whole chain."""
    site_id, asked = current_actor().site_id, _asked()
    rows = audit_rows(site_id, asked)
    known = subjects_known(site_id, (row.subject for row in rows))
    verbs = sorted(
        ((verb, verb_name(verb)) for verb in audit_verbs(site_id)), key=lambda pair: pair[1].casefold()
    )
    return render_template(
        "admin/show_audit.html",
        rows=rows,
        asked=asked,
        verbs=verbs,
        people=audit_people(site_id),
        verb_name=verb_name,
        named=lambda subject: subject_name(subject, known.called.get(subject, "")),
        page_of=lambda subject: subject_page(subject, known.row_ids.get(subject, "")),
        file_address=lambda kind: _address(asked, "admin.export_audit", kind=kind),
        address=lambda **changes: _address(asked, **changes),
        broken=list(broken_lines_of(site_id)) if request.args.get("check") == "1" else None,
        further=rows[-1].number if len(rows) == PAGE else 0,
    )
