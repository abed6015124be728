"""What tablets' registers brought that waits: a coordinator settles it, a PIN signs it; taking a run along."""

from __future__ import annotations

from datetime import timedelta

from flask import flash, g, redirect, render_template, request, url_for
from flask_babel import format_date, ngettext
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from core.clock import local_day, now
from core.db import transaction
from core.errors import EcoError
from core.guards import SIGNED_IN, current_actor, policy
from core.pressing import told
from core.signing import as_signer
from training.forms.registers import SettleEventForm, SignForm, TakeAlongForm
from training.queries.register_events import events_to_sign, events_waiting_at
from training.routes import blueprint
from training.services.register_settling import settle_all
from training.services.register_signing import sign_waiting
from training.services.settling_by_hand import settle_register_event
from training.services.taking_along import bring_back, take_along

Answer = Response | str | tuple[str, int]


@blueprint.get("/registers/events")
@policy("right:take_register")
def list_register_events() -> str:
    """What could not be done when it came; `?settled=1` shows what was settled."""
    return _events_page(is_settled=request.args.get("settled") == "1")


def _events_page(
    *, is_settled: bool = False, bound: SettleEventForm | None = None, event_id: str = ""
) -> str:
    lines = events_waiting_at(current_actor().site_id, is_settled=is_settled)
    forms = {
        line.id: bound
        if bound is not None and line.id == event_id
        else SettleEventForm(formdata=None, slug=f"settle-{line.id}")
        for line in lines
    }
    return render_template(
        "training/list_register_events.html",
        lines=lines,
        forms=forms,
        again=SignForm(formdata=None),
        is_settled=is_settled,
        bound=bound,
    )


@blueprint.post("/registers/events/again")
@policy("right:take_register")
def try_events_again() -> Response:
    """Let what waits at the site have its effect, where it now can."""
    SignForm()
    with transaction():
        count = settle_all(now(), site_id=current_actor().site_id)
    words = ngettext("%(num)s is done now.", "%(num)s are done now.", count)
    flash(words if count else _("Nothing could be done yet."), "good" if count else "look")
    return redirect(url_for("training.list_register_events"), 303)


@blueprint.post("/registers/events/<event_id>/settlement")
@policy("right:take_register")
def settle_one_event(event_id: str) -> Answer:
    """Settle one, with a note of how."""
    form = SettleEventForm(slug=f"settle-{event_id[:40]}")
    if form.validate():
        try:
            with transaction():
                settle_register_event(
                    by=current_actor(), event_id=event_id, note_of_it=form.note.data or "", at=now()
                )
            flash(_("Settled. The note is kept."), "good")
            return redirect(url_for("training.list_register_events"), 303)
        except EcoError as problem:
            if problem.status == 404:
                raise
            form.refuse(problem)
    return _events_page(bound=form, event_id=event_id), 422


@blueprint.route("/registers/signatures", methods=["GET", "POST"])
@policy(SIGNED_IN)
def sign_what_waits() -> Answer:
    """What my card said off the grid, to be signed with my PIN."""
    form, actor = SignForm(), current_actor()
    status = 200
    if form.is_submitted():
        status = 422
        if form.validate():
            try:
                with transaction():
                    count = sign_waiting(by=actor, at=now())
                if count:
                    flash(ngettext("%(num)s signed.", "%(num)s signed.", count), "good")
                else:
                    flash(_("Nothing could be signed. Each line says why."), "look")
                return redirect(url_for("training.sign_what_waits"), 303)
            except EcoError as problem:
                form.refuse(problem)
    lines = events_to_sign(actor.person_id or 0, actor.site_id)
    page = render_template("training/sign_what_waits.html", lines=lines, form=form, wants_pin=not actor.signs)
    return page if status == 200 else (page, status)


@blueprint.post("/runs/<number>/lease")
@policy("right:take_register")
def take_run_along(number: str) -> Answer:
    """Take this run along on this tablet, off the grid, for some days."""
    form = TakeAlongForm()
    back = url_for("training.list_registers")
    if not form.validate():
        flash(_("Choose how many days, at most seven."), "refused")
        return redirect(back, 303)
    try:
        by = as_signer(form.secret.data)
        device = g.get("device")
        with transaction():
            taken = take_along(
                by=by,
                run_number=number,
                device_id=device.id if device is not None else None,
                days=form.days.data or 1,
                at=now(),
                token=form.stale_token,
            )
            until = taken.until
        flash(
            _(
                "It goes along on this tablet until %(day)s.",
                day=format_date(local_day(until - timedelta(days=1))),
            ),
            "good",
        )
    except EcoError as problem:
        if problem.status == 404:
            raise
        flash(told(problem), "refused")
    return redirect(back, 303)


@blueprint.post("/runs/<number>/lease/end")
@policy("right:take_register")
def bring_run_back(number: str) -> Response:
    """The run is back: its free places are anybody's."""
    form = SignForm()
    with transaction():
        bring_back(by=current_actor(), run_number=number, at=now(), token=form.stale_token)
    flash(_("Back. Its free places are anybody's again."), "good")
    return redirect(url_for("training.list_registers"), 303)
