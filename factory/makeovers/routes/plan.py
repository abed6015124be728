"""The plan: what is to do, which pieces are wanted, materials, from when until when."""

from __future__ import annotations

from typing import Any

from flask import render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from core.clock import now
from core.guards import current_actor, policy
from factory.makeovers.forms.works import DatesForm, MaterialForm, TaskForm, WantForm
from factory.makeovers.queries.story import Whole, materials_of, rooms_of, tasks_of, wants_of
from factory.makeovers.routes import Page, blueprint, category_names, press, tap, there
from factory.makeovers.services.pieces import want_pieces
from factory.makeovers.services.planning import (
    add_material,
    add_task,
    plan_makeover,
    tick_material,
    tick_task,
)
from factory.makeovers.words import LIVE


@blueprint.get("/makeovers/<makeover>/plan")
@policy("right:edit_makeovers")
def edit_plan(makeover: str) -> str:
    """The plan of a makeover."""
    return _page(there(makeover))


def _kinds() -> list[tuple[str, str]]:
    return sorted(category_names().items(), key=lambda one: one[1].casefold())


def _page(row: Whole, **bound: Any) -> str:
    rooms = rooms_of(row.id)
    forms = {
        "task_form": TaskForm(formdata=None).offer(rooms),
        "material_form": MaterialForm(formdata=None),
        "want_form": WantForm(formdata=None).offer(_kinds()),
        "dates_form": DatesForm(formdata=None, begins_on=row.begins_on, ends_on=row.ends_on),
    }
    return render_template(
        "makeovers/edit_plan.html",
        row=row,
        is_live=row.state in LIVE,
        tasks=tasks_of(row.id),
        materials=materials_of(row.id),
        wants=wants_of(row.id),
        names=category_names(),
        **{**forms, **bound},
    )


def _goal(row: Whole) -> str:
    return url_for("makeovers.edit_plan", makeover=row.code)


@blueprint.post("/makeovers/<makeover>/tasks")
@policy("right:edit_makeovers")
def add_makeover_task(makeover: str) -> Page:
    """One more thing to do."""
    row = there(makeover)
    form = TaskForm().offer(rooms_of(row.id))
    return press(
        form,
        lambda: add_task(
            by=current_actor(),
            makeover_id=row.id,
            kind=form.kind.data,
            words=form.words.data or "",
            room_id=form.room.data or 0,
            at=now(),
            token=form.stale_token,
        ),
        _("The task is added."),
        _goal(row),
        lambda: _page(row, task_form=form),
    )


@blueprint.post("/makeovers/<makeover>/tasks/<int:task_id>")
@policy("right:edit_makeovers")
def tick_makeover_task(makeover: str, task_id: int) -> Response:
    """A task is done, or not yet."""
    row, is_done = there(makeover), request.form.get("is_done") == "yes"
    return tap(
        lambda: tick_task(by=current_actor(), makeover_id=row.id, task_id=task_id, is_done=is_done, at=now()),
        _("Done.") if is_done else _("Not done yet."),
        _goal(row),
    )


@blueprint.post("/makeovers/<makeover>/materials")
@policy("right:edit_makeovers")
def add_makeover_material(makeover: str) -> Page:
    """Material that the work needs."""
    row, form = there(makeover), MaterialForm()
    return press(
        form,
        lambda: add_material(
            by=current_actor(),
            makeover_id=row.id,
            words=form.words.data or "",
            amount=form.amount.data or "",
            at=now(),
            token=form.stale_token,
        ),
        _("The material is added."),
        _goal(row),
        lambda: _page(row, material_form=form),
    )


@blueprint.post("/makeovers/<makeover>/materials/<int:material_id>")
@policy("right:edit_makeovers")
def tick_makeover_material(makeover: str, material_id: int) -> Response:
    """Material is there, or gone."""
    row, is_there = there(makeover), request.form.get("is_there") == "yes"
    return tap(
        lambda: tick_material(
            by=current_actor(), makeover_id=row.id, material_id=material_id, is_there=is_there, at=now()
        ),
        _("It is there.") if is_there else _("It is not there."),
        _goal(row),
    )


@blueprint.post("/makeovers/<makeover>/wants")
@policy("right:edit_makeovers")
def want_makeover_pieces(makeover: str) -> Page:
    """So many pieces of a kind are wanted."""
    row, form = there(makeover), WantForm().offer(_kinds())
    return press(
        form,
        lambda: want_pieces(
            by=current_actor(),
            makeover_id=row.id,
            category_slug=form.category.data,
            quantity=form.quantity.data or 0,
            at=now(),
            token=form.stale_token,
        ),
        _("The list of wanted pieces is changed."),
        _goal(row),
        lambda: _page(row, want_form=form),
    )


@blueprint.post("/makeovers/<makeover>/dates")
@policy("right:edit_makeovers")
def plan_makeover_dates(makeover: str) -> Page:
    """From when until when it is worked on."""
    row, form = there(makeover), DatesForm()
    return press(
        form,
        lambda: plan_makeover(
            by=current_actor(),
            makeover_id=row.id,
            begins_on=form.begins_on.data,
            ends_on=form.ends_on.data,
            at=now(),
        ),
        _("The days are planned."),
        _goal(row),
        lambda: _page(row, dates_form=form),
    )
