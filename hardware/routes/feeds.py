"""Calendar feeds of machine bookings by secret address, and the page where such an address is made and ended."""

from __future__ import annotations

from collections.abc import Callable

from flask import flash, redirect, render_template, request, url_for
from flask_babel import force_locale
from flask_babel import gettext as _
from werkzeug.wrappers import Response as Answer

from core.clock import now
from core.db import transaction
from core.errors import NotFound, RuleBroken
from core.feeds import feed_answer
from core.guards import current_actor, policy
from core.ical import FeedEvent, feed_text
from hardware.forms.spoken import machine_word
from hardware.queries.feeds import BookedTime, BookingsKey, booked_times, bookings_key, bookings_keys_of
from hardware.queries.timetable import bookable_machines
from hardware.routes import blueprint
from hardware.services.feed_keys import (
    end_bookings_key,
    make_machine_key,
    make_own_bookings_key,
    make_site_bookings_key,
)


@blueprint.get("/calendars/machines/<key>.ics")
@policy("public")
def show_bookings_feed(key: str) -> Answer:
    """A feed. Who has its address may read it; the address says nothing and can be ended."""
    found = bookings_key(key) if len(key) <= 64 else None
    if found is None:
        raise NotFound()
    with force_locale(found.language):
        events = [_event(found, one) for one in booked_times(found, now())]
        title = f"EcoWorks {_('Machines') if found.kind == 'own' else found.name}"
    return feed_answer(feed_text(f"machines-{found.id}", title, events))


def _event(key: BookingsKey, one: BookedTime) -> FeedEvent:
    """A machine's feed says what for, as everybody knows which machine; the others say which machine first."""
    use = machine_word(one.used_for, "purpose")
    return FeedEvent(
        what="machine",
        token=one.token,
        starts_at=one.starts_at,
        ends_at=one.ends_at,
        title=use if key.kind == "machine" else one.machine,
        where=", ".join(part for part in (one.place, one.site) if part),
        note="\n".join(part for part in (use if key.kind != "machine" else "", one.piece_code) if part),
        sequence=one.number,
        changed_at=one.changed_at,
    )


@blueprint.get("/machine-bookings/calendars")
@policy("right:book_machines")
def show_bookings_calendar() -> str:
    """The person's calendar addresses of bookings, those of the site and its machines too at the desk."""
    return _page()


def _page(secret: str = "") -> str:
    actor = current_actor()
    may_all = actor.may("book_for_others")
    return render_template(
        "hardware/show_bookings_calendar.html",
        keys=bookings_keys_of(actor.person_id or 0, actor.site_id, with_site=may_all),
        machines=bookable_machines(actor.site_id) if may_all else [],
        may_all=may_all,
        address=url_for("hardware.show_bookings_feed", key=secret, _external=True) if secret else "",
    )


def _made(make: Callable[[], str]) -> Answer | str:
    try:
        with transaction():
            secret = make()
    except RuleBroken as problem:
        flash(f"{_(problem.message)} {_(problem.remedy)}", "refused")
        return redirect(url_for("hardware.show_bookings_calendar"), 303)
    return _page(secret)


@blueprint.post("/machine-bookings/calendars/own")
@policy("right:book_machines")
def make_own_bookings_calendar() -> Answer | str:
    """A new secret address of the person's own bookings; it is shown this once."""
    return _made(lambda: make_own_bookings_key(by=current_actor(), at=now()))


@blueprint.post("/machine-bookings/calendars/machines")
@policy("right:book_for_others")
def make_machine_calendar() -> Answer | str:
    """A new secret address of one machine's bookings; it is shown this once."""
    code = request.form.get("machine", "")[:20]
    return _made(lambda: make_machine_key(by=current_actor(), code=code, at=now()))


@blueprint.post("/machine-bookings/calendars/site")
@policy("right:book_for_others")
def make_site_bookings_calendar() -> Answer | str:
    """A new secret address of all bookings of the site; it is shown this once."""
    return _made(lambda: make_site_bookings_key(by=current_actor(), at=now()))


@blueprint.post("/machine-bookings/calendars/<int:key_id>/end")
@policy("right:book_machines")
def end_bookings_calendar(key_id: int) -> Answer:
    """End an address."""
    with transaction():
        end_bookings_key(by=current_actor(), key_id=key_id, at=now())
    flash(_("That address shows nothing any more."), "good")
    return redirect(url_for("hardware.show_bookings_calendar"), 303)
