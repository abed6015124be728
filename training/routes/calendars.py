"""Calendar feeds by secret address, and the page where such an address is made and ended."""

from __future__ import annotations

from collections.abc import Callable

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as Answer

from core.clock import now
from core.db import transaction
from core.errors import NotFound, RuleBroken
from core.feeds import feed_answer
from core.guards import current_actor, policy
from core.ical import feed_text
from training.queries.calendars import feed_events, feed_key, feed_title, gives_classes, keys_of
from training.routes import blueprint
from training.services.calendars import end_key, make_own_key, make_run_key, make_site_key


@blueprint.get("/calendars/<key>.ics")
@policy("public")
def show_feed(key: str) -> Answer:
    """A feed. Who has its address may read it; the address says nothing and can be ended."""
    found = feed_key(key) if len(key) <= 64 else None
    if found is None:
        raise NotFound()
    return feed_answer(feed_text(f"calendar-{found.id}", feed_title(found), feed_events(found, now())))


@blueprint.get("/me/calendar")
@policy("signed_in")
def show_my_calendar() -> str:
    """The person's calendar addresses, those of the site too at its desk."""
    return _page()


def _page(secret: str = "") -> str:
    actor = current_actor()
    person_id = actor.person_id or 0
    return render_template(
        "training/show_my_calendar.html",
        keys=keys_of(person_id, actor.site_id, with_site=actor.may("edit_runs")),
        gives=gives_classes(person_id),
        address=url_for("training.show_feed", key=secret, _external=True) if secret else "",
    )


@blueprint.post("/me/calendar/<kind>")
@policy("signed_in")
def make_my_calendar(kind: str) -> Answer | str:
    """A new secret address of the person's own classes; it is shown this once."""
    if kind not in ("learner", "trainer"):
        raise NotFound()
    return _made(lambda: make_own_key(by=current_actor(), kind=kind, at=now()))


def _made(make: Callable[[], str]) -> Answer | str:
    try:
        with transaction():
            secret = make()
    except RuleBroken as problem:
        flash(f"{_(problem.message)} {_(problem.remedy)}", "refused")
        return redirect(url_for("training.show_my_calendar"), 303)
    return _page(secret)


@blueprint.post("/runs/<number>/calendar")
@policy("right:edit_runs")
def make_run_calendar(number: str) -> Answer | str:
    """A new secret address of one run's classes; it is shown this once."""
    return _made(lambda: make_run_key(by=current_actor(), number=number, at=now()))


@blueprint.post("/runs/calendar")
@policy("right:edit_runs")
def make_site_calendar() -> Answer | str:
    """A new secret address of all classes of the site; it is shown this once."""
    return _made(lambda: make_site_key(by=current_actor(), at=now()))


@blueprint.post("/me/calendar/keys/<int:key_id>/end")
@policy("signed_in")
def end_calendar(key_id: int) -> Answer:
    """End an address."""
    with transaction():
        end_key(by=current_actor(), key_id=key_id, at=now())
    flash(_("That address shows nothing any more."), "good")
    return redirect(url_for("training.show_my_calendar"), 303)
