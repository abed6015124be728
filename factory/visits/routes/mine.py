"""My visits and hours: what is known of mine, and what was estimated for me."""

from __future__ import annotations

from flask import render_template, request, url_for

from core.guards import SIGNED_IN, current_actor, policy
from core.searching import read_start
from factory.visits.queries import PAGE, months_of, visits_of
from factory.visits.routes import blueprint


@blueprint.get("/me/hours")
@policy(SIGNED_IN)
def show_my_hours() -> str:
    """My hours by month, and my visits; an estimated one can be put right."""
    person_id, start = current_actor().person_id or 0, read_start(request.args)
    lines = visits_of(person_id, start=start)
    return render_template(
        "visits/show_my_hours.html",
        months=months_of(person_id),
        lines=lines[:PAGE],
        newer=url_for("visits.show_my_hours", start=max(0, start - PAGE)) if start else "",
        older=url_for("visits.show_my_hours", start=start + PAGE) if len(lines) > PAGE else "",
    )
