"""The van today: what goes out, what is fetched, what is overdue, what waits to be decided."""

from __future__ import annotations

from datetime import timedelta

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from core.clock import local_day, now
from core.db import transaction
from core.errors import RuleBroken
from core.guards import current_actor, policy
from core.pressing import told
from factory.van.queries.deliveries import deliveries_between, open_van_events, overdue_deliveries
from factory.van.queries.offers import offer_counts, offers_to_fetch
from factory.van.queries.rounds import rounds_between
from factory.van.routes import blueprint
from factory.van.services.settling import settle_van_event
from factory.van.words import SETTLED

AHEAD = timedelta(days=14)


@blueprint.post("/van/told/<van_event>")
@policy("right:plan_van")
def settle_told(van_event: str) -> Response:
    """What a tablet told and could not be done: put right by hand, or it was not so."""
    try:
        with transaction():
            settle_van_event(
                by=current_actor(), event_id=van_event, how=request.form.get("how", "")[:20], at=now()
            )
        flash(_("Settled."), "good")
    except RuleBroken as problem:
        flash(told(problem), "refused")
    return redirect(url_for("van.show_day"), 303)


@blueprint.get("/van")
@policy("right:see_van")
def show_day() -> str:
    """Today and the next fortnight."""
    site_id, at = current_actor().site_id, now()
    day = local_day(at)
    deliveries, rounds = (
        deliveries_between(site_id, day, day + AHEAD),
        rounds_between(site_id, day, day + AHEAD),
    )
    return render_template(
        "van/show_day.html",
        at=at,
        today=day,
        overdue=overdue_deliveries(site_id, at),
        deliveries=deliveries,
        rounds=rounds,
        counts=offer_counts(site_id),
        to_fetch=len(offers_to_fetch(site_id)),
        told=open_van_events(site_id),
        settled=SETTLED,
    )
