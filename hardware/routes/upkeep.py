"""Maintenance at the desk: what is due, the plans by hours, jobs or days, and what was done."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as Answer

from core.clock import now
from core.db import transaction
from core.errors import N_, NotAllowed, RuleBroken
from core.guards import current_actor, policy
from core.pressing import told
from hardware.forms.sittings import DoneForm, PlanForm
from hardware.queries.machine_lists import machine_names, type_lines
from hardware.queries.upkeep_lists import done_lines, due_at, plan_lines
from hardware.routes import blueprint
from hardware.services.upkeep import PlanData, add_plan, do_maintenance, end_plan

Page = str | Answer | tuple[str, int]
STALE = (N_("The page had gone stale."), N_("Press the button once more."))


def _offered(form: PlanForm) -> PlanForm:
    kinds = [(one.slug, _("Each: %(name)s", name=one.name)) for one in type_lines() if one.is_active]
    return form.offer(kinds, machine_names(current_actor().site_id))


def _upkeep_page(form: PlanForm) -> str:
    site_id = current_actor().site_id
    due = due_at(site_id, now())
    forms = [DoneForm(formdata=None, slug=f"done-{place}") for place in range(len(due))]
    return render_template(
        "hardware/list_upkeep.html",
        due=list(zip(due, forms, strict=True)),
        plans=plan_lines(site_id),
        done=done_lines(site_id),
        form=form,
    )


@blueprint.get("/machines/maintenance")
@policy("right:see_machines")
def list_upkeep() -> str:
    """What is due, what is planned, and what was done."""
    return _upkeep_page(_offered(PlanForm(formdata=None)))


@blueprint.post("/machines/maintenance")
@policy("right:edit_machines")
def add_maintenance_plan() -> Page:
    """One more plan."""
    form = _offered(PlanForm())
    if form.validate():
        kind, _colon, which = (form.on.data or "").partition(":")
        data = PlanData(
            task=form.task.data or "",
            measure=form.measure.data,
            every=form.every.data or 0,
            machine_code=which if kind == "one" else "",
            type_slug=which if kind == "kind" else "",
            wants_maintainer=bool(form.wants_maintainer.data),
        )
        try:
            with transaction():
                add_plan(by=current_actor(), data=data, at=now(), token=form.stale_token)
            flash(_("Planned. The kiosk says when it is due."), "good")
            return redirect(url_for("hardware.list_upkeep"), 303)
        except RuleBroken as problem:
            form.refuse(problem)
    return _upkeep_page(form), 422


@blueprint.post("/machines/maintenance/<int:plan_id>/end")
@policy("right:edit_machines")
def end_maintenance_plan(plan_id: int) -> Answer:
    """A plan is followed no more."""
    with transaction():
        end_plan(by=current_actor(), plan_id=plan_id, at=now())
    flash(_("Followed no more. What was done stays."), "good")
    return redirect(url_for("hardware.list_upkeep"), 303)


@blueprint.post("/machines/<code>/maintenance/<int:plan_id>")
@policy("right:report_faults")
def do_machine_maintenance(code: str, plan_id: int) -> Answer:
    """Planned work was done on a machine."""
    form = DoneForm()
    try:
        if not form.validate():
            raise RuleBroken("note", *STALE)
        with transaction():
            do_maintenance(
                by=current_actor(),
                code=code,
                plan_id=plan_id,
                text=form.note.data or "",
                at=now(),
                token=form.stale_token,
            )
        flash(_("Done. It counts from nothing again."), "good")
    except (RuleBroken, NotAllowed) as problem:
        flash(told(problem), "refused")
    return redirect(url_for("hardware.list_upkeep"), 303)
