"""A person's hours: by month and work, with their visits at this site."""

from __future__ import annotations

from flask import render_template, request, url_for

from core.audit import saw
from core.clock import now
from core.db import transaction
from core.guards import current_actor, policy
from core.people_queries import person_here
from core.searching import read_start
from factory.visits.queries import PAGE, months_of, visits_of
from factory.visits.routes import blueprint


@blueprint.get("/on-site/people/<person>")
@policy("right:see_visits")
def show_hours(person: str) -> str:
    """Months and visits of a person at this site; that somebody looked is noted."""
    actor = current_actor()
    somebody = person_here(person, site_id=actor.site_id)
    start = read_start(request.args)
    lines = visits_of(somebody.id, site_id=actor.site_id, start=start)
    page = render_template(
        "visits/show_hours.html",
        person=somebody,
        months=months_of(somebody.id, site_id=actor.site_id),
        lines=lines[:PAGE],
        newer=url_for("visits.show_hours", person=person, start=max(0, start - PAGE)) if start else "",
        older=url_for("visits.show_hours", person=person, start=start + PAGE) if len(lines) > PAGE else "",
    )
    with transaction():
        saw(actor.person_id or 0, f"person:{person}", "visits.show_hours", now())
    return page
