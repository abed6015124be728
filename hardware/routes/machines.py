"""Machines at the desk: the live board, each with its page, and what is changed of it."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as Answer

from core.clock import now
from core.db import transaction
from core.errors import Conflict, NotAllowed, RuleBroken
from core.guards import current_actor, policy
from hardware.forms.machines import (
    MachineForm,
    MaterialForm,
    ProfileForm,
    StateForm,
    opening_text,
    profile_values,
)
from hardware.queries.board import counts_of, tiles_of
from hardware.queries.checklists import checklists_of
from hardware.queries.fault_lists import faults_at
from hardware.queries.machine_lists import (
    MachineCard,
    machine_card,
    materials_of,
    place_names,
    profiles_of,
    states_of,
    type_lines,
)
from hardware.queries.maintenance import due_on
from hardware.queries.refused import refused_at
from hardware.queries.sitting_lists import SittingFilter, sitting_rows
from hardware.routes import blueprint
from hardware.services.machine_materials import drop_material, set_material
from hardware.services.machine_profiles import set_profile
from hardware.services.machines import add_machine, change_machine
from hardware.services.states import set_state

Page = str | Answer | tuple[str, int]


@blueprint.get("/machines")
@policy("right:see_machines")
def list_machines() -> str:
    """The live board: every machine of the site as it is now; `?sign=` shows those of one sign."""
    at = now()
    tiles = tiles_of(current_actor().site_id, at)
    counts = counts_of(tiles)
    chosen = request.args.get("sign", "")
    return render_template(
        "hardware/list_machines.html",
        tiles=[tile for tile in tiles if chosen not in counts or tile.sign == chosen],
        counts=counts,
        total=len(tiles),
        chosen=chosen if chosen in counts else "",
        at=at,
    )


def _offered(form: MachineForm, own_type: str = "") -> MachineForm:
    kinds = [(one.slug, one.name) for one in type_lines() if one.is_active or one.slug == own_type]
    return form.offer(kinds, place_names(current_actor().site_id), _("not said"))


@blueprint.route("/machines/new", methods=["GET", "POST"])
@policy("right:edit_machines")
def add_new_machine() -> Page:
    """A new machine."""
    form = _offered(MachineForm())
    if form.is_submitted() and form.validate():
        try:
            with transaction():
                code = add_machine(
                    by=current_actor(), data=form.data_told(), at=now(), token=form.stale_token
                ).code
            flash(_("The machine is kept. Now say how it is listened to."), "good")
            return redirect(url_for("hardware.show_machine", code=code), 303)
        except RuleBroken as problem:
            form.refuse(problem)
    page = render_template("hardware/edit_machine.html", form=form, card=None)
    return (page, 422) if form.is_submitted() else page


@blueprint.get("/machines/<code>")
@policy("right:see_machines")
def show_machine(code: str) -> str:
    """A machine: now, its card, materials, faults, maintenance, the states it was in and who used it."""
    return machine_page(code)


def machine_page(code: str, **bound: object) -> str:
    """The page of a machine, with a form that was refused as it was sent."""
    actor, at = current_actor(), now()
    card = machine_card(code, actor.site_id)
    wanted = SittingFilter(actor.site_id, machine=card.code)
    forms = {"material_form": MaterialForm(formdata=None), "state_form": StateForm(formdata=None), **bound}
    return render_template(
        "hardware/show_machine.html",
        card=card,
        tile=next((one for one in tiles_of(actor.site_id, at) if one.code == card.code), None),
        materials=materials_of(card.id),
        states=states_of(card.id),
        faults=faults_at(actor.site_id, machine_id=card.id),
        mended=faults_at(actor.site_id, machine_id=card.id, is_open=False, size=10),
        due=due_on(card.id, at),
        looked_at=checklists_of(card.id, at) if actor.may("see_sittings") else [],
        refused=refused_at(card.id, at),
        profile=next(iter(profiles_of(card.id)), None),
        sittings=sitting_rows(wanted, size=10) if actor.may("see_sittings") else [],
        **forms,
    )


def _values(card: MachineCard) -> dict[str, Any]:
    same = ("name", "type_slug", "serial_identity", "instructions", "wants_second_person", "idle_minutes")
    more = ("longest_minutes", "horizon_days", "most_bookings")
    return {
        **{name: getattr(card, name) for name in (*same, *more)},
        "place": card.place_code,
        "ppe": list(card.ppe),
        "method": list(card.method),
        "opening": opening_text(card.opening),
    }


@blueprint.route("/machines/<code>/edit", methods=["GET", "POST"])
@policy("right:edit_machines")
def edit_machine(code: str) -> Page:
    """What is known of a machine, to be changed."""
    card = machine_card(code, current_actor().site_id)
    form = _offered(MachineForm(**_values(card)), card.type_slug)
    if form.is_submitted() and form.validate():
        try:
            with transaction():
                change_machine(by=current_actor(), code=code, data=form.data_told(), at=now())
            flash(_("Kept."), "good")
            return redirect(url_for("hardware.show_machine", code=card.code), 303)
        except RuleBroken as problem:
            form.refuse(problem)
    page = render_template("hardware/edit_machine.html", form=form, card=card)
    return (page, 422) if form.is_submitted() else page


@blueprint.post("/machines/<code>/materials")
@policy("right:edit_machines")
def set_machine_material(code: str) -> Page:
    """Say whether a machine may be fed a material."""
    form = MaterialForm()
    if form.validate():
        try:
            with transaction():
                set_material(
                    by=current_actor(),
                    code=code,
                    name=form.name.data,
                    rule=form.rule.data,
                    why=form.why.data or "",
                    at=now(),
                )
            flash(_("The card says so now, at the kiosk too."), "good")
            return redirect(url_for("hardware.show_machine", code=code), 303)
        except RuleBroken as problem:
            form.refuse(problem)
    return machine_page(code, material_form=form), 422


@blueprint.post("/machines/<code>/materials/<name>/drop")
@policy("right:edit_machines")
def drop_machine_material(code: str, name: str) -> Answer:
    """Take a material off a machine's card."""
    with transaction():
        drop_material(by=current_actor(), code=code, name=name, at=now())
    flash(_("Taken off the card."), "good")
    return redirect(url_for("hardware.show_machine", code=code), 303)


@blueprint.post("/machines/<code>/state")
@policy("right:edit_machines|right:mend_machines")
def set_machine_state(code: str) -> Page:
    """Put a machine into a state; out of order it comes back by a maintainer's test run only."""
    form = StateForm()
    if form.validate():
        try:
            with transaction():
                set_state(
                    by=current_actor(),
                    code=code,
                    state=form.state.data,
                    cause=form.cause.data,
                    has_test_run=bool(form.has_test_run.data),
                    text=form.note.data or "",
                    at=now(),
                    token=form.stale_token,
                )
            flash(_("Kept. Kiosks and bookings know it."), "good")
            return redirect(url_for("hardware.show_machine", code=code), 303)
        except (RuleBroken, NotAllowed) as problem:
            form.refuse(problem)
    return machine_page(code, state_form=form), 422


@blueprint.route("/machines/<code>/profile", methods=["GET", "POST"])
@policy("right:edit_machines")
def edit_profile(code: str) -> Page:
    """How a machine is listened to, each change a new version."""
    card = machine_card(code, current_actor().site_id)
    versions = profiles_of(card.id)
    number = versions[0].number if versions else 0
    form = ProfileForm(seen_number=number, **profile_values(versions[0].profile if versions else None))
    if form.is_submitted() and form.validate():
        try:
            with transaction():
                set_profile(
                    by=current_actor(),
                    code=code,
                    profile=form.told_profile(),
                    at=now(),
                    seen_number=int(form.seen_number.data or 0),
                )
            flash(_("Kept. The kiosk fetches it within a minute."), "good")
            return redirect(url_for("hardware.edit_profile", code=card.code), 303)
        except (RuleBroken, Conflict) as problem:
            form.refuse(problem)
    page = render_template("hardware/edit_profile.html", form=form, card=card, versions=versions)
    return (page, 422) if form.is_submitted() else page
