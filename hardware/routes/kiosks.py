"""Kiosks at the desk: pairing by a code, beside which machines each stands, its end, and what was put aside."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as Answer

from core.clock import now
from core.db import transaction
from core.errors import NotFound, RuleBroken
from core.guards import current_actor, policy
from core.pressing import told
from core.searching import read_start
from hardware.forms.kiosks import BesideForm, KioskForm
from hardware.queries.kiosk_lists import kiosk_lines, rejected_lines
from hardware.queries.machine_lists import machine_names
from hardware.routes import blueprint
from hardware.services.kiosks import (
    ask_for_turn,
    make_kiosk_code,
    revoke_kiosk,
    set_kiosk_machines,
    settle_rejected,
)

Page = str | Answer | tuple[str, int]
PAGE = 50


def _kiosks_page(form: KioskForm, code: str = "") -> str:
    site_id = current_actor().site_id
    machines = machine_names(site_id)
    lines = kiosk_lines(site_id)
    beside = {
        line.public_id: BesideForm(
            formdata=None,
            slug=f"beside-{place}",
            machines=[machine for machine, _name in line.machines],
        ).offer(machines)
        for place, line in enumerate(lines)
        if line.revoked_at is None
    }
    return render_template(
        "hardware/list_kiosks.html", lines=lines, form=form.offer(machines), code=code, beside=beside
    )


@blueprint.get("/machines/kiosks")
@policy("right:edit_kiosks")
def list_kiosks() -> str:
    """The kiosks of the site, when each was last heard, and a form for one more."""
    return _kiosks_page(KioskForm(formdata=None))


@blueprint.post("/machines/kiosks")
@policy("right:edit_kiosks")
def make_code_for_kiosk() -> Page:
    """A pairing code for one more kiosk, shown once."""
    form = KioskForm().offer(machine_names(current_actor().site_id))
    if form.validate():
        try:
            with transaction():
                code = make_kiosk_code(
                    by=current_actor(),
                    name=form.name.data or "",
                    machine_codes=form.machines.data or (),
                    at=now(),
                )
            return _kiosks_page(KioskForm(formdata=None), code)
        except RuleBroken as problem:
            form.refuse(problem)
    return _kiosks_page(form), 422


@blueprint.post("/machines/kiosks/<public_id>/machines")
@policy("right:edit_kiosks")
def set_machines_of_kiosk(public_id: str) -> Answer:
    """Beside which machines a kiosk stands from now on."""
    form = BesideForm().offer(machine_names(current_actor().site_id))
    if not form.validate():
        raise NotFound
    try:
        with transaction():
            set_kiosk_machines(
                by=current_actor(), public_id=public_id, machine_codes=form.machines.data or (), at=now()
            )
        flash(_("Kept. The kiosk knows it within a minute."), "good")
    except RuleBroken as problem:
        flash(told(problem), "refused")
    return redirect(url_for("hardware.list_kiosks"), 303)


@blueprint.post("/machines/kiosks/<public_id>/end")
@policy("right:edit_kiosks")
def end_kiosk(public_id: str) -> Answer:
    """A kiosk is ours no more: its token is worth nothing from now on."""
    with transaction():
        revoke_kiosk(by=current_actor(), public_id=public_id, at=now())
    flash(_("Ended. What it tells from now on is not taken."), "good")
    return redirect(url_for("hardware.list_kiosks"), 303)


@blueprint.post("/machines/kiosks/<public_id>/turn")
@policy("right:edit_kiosks")
def turn_kiosk_token(public_id: str) -> Answer:
    """A kiosk gets a new token with its next upload; the one before is worth nothing once the new one is used."""
    try:
        with transaction():
            ask_for_turn(by=current_actor(), public_id=public_id, at=now())
        flash(_("The kiosk gets its new token with what it tells next, within ten minutes."), "good")
    except RuleBroken as problem:
        flash(told(problem), "refused")
    return redirect(url_for("hardware.list_kiosks"), 303)


@blueprint.get("/machines/kiosks/put-aside")
@policy("right:edit_kiosks")
def list_rejected() -> str:
    """What kiosks told and could not be taken; `?settled=1` shows what somebody has looked at."""
    is_settled = request.args.get("settled") == "1"
    start = read_start(request.args)
    lines = rejected_lines(current_actor().site_id, is_settled=is_settled, start=start, size=PAGE + 1)
    return render_template(
        "hardware/list_rejected.html",
        lines=lines[:PAGE],
        is_settled=is_settled,
        start=start,
        size=PAGE,
        has_more=len(lines) > PAGE,
    )


@blueprint.post("/machines/kiosks/put-aside/<int:rejected_id>")
@policy("right:edit_kiosks")
def settle_rejected_event(rejected_id: int) -> Answer:
    """Somebody has looked at it; it is kept."""
    with transaction():
        settle_rejected(by=current_actor(), rejected_id=rejected_id, at=now())
    flash(_("Settled. It is kept."), "good")
    return redirect(url_for("hardware.list_rejected"), 303)
