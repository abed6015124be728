"""Places of the site: listed, added, renamed, retired."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from core.clock import now
from core.db import transaction
from core.errors import NotFound, RuleBroken
from core.guards import current_actor, policy
from core.listings import kept_address, list_page, sent_table
from core.searching import holds, read_start, read_words
from core.sorting import in_order, read_order
from inventory.forms.piece_actions import step_choices
from inventory.forms.registers import KIND_OF_PLACE, PlaceEditForm
from inventory.queries.donors import PlaceLine, places_of
from inventory.routes import blueprint
from inventory.services.places import add_place, change_place, retire_place

Answer = Response | str | tuple[str, int]
PLACES_A_PAGE = 50
_address = kept_address("inventory.list_places", ("q", "sort"))
PLACE_SORTS: dict[str, Callable[[PlaceLine], Any]] = {
    "name": lambda line: line.name.casefold(),
    "kind": lambda line: line.kind,
    "step": lambda line: line.step,
    "code": lambda line: line.code,
    "pieces": lambda line: line.pieces,
}


def place_form(line: PlaceLine | None = None) -> PlaceEditForm:
    """The form, empty or filled with a place, or as it was sent."""
    form = PlaceEditForm() if line is None else PlaceEditForm(name=line.name, kind=line.kind, step=line.step)
    form.step.choices = step_choices()
    return form


@blueprint.route("/places", methods=["GET", "POST"])
@policy("right:edit_places")
def list_places() -> Answer:
    """The places with what stands there; a form for one more."""
    actor = current_actor()
    form = place_form()
    if form.is_submitted():
        if form.validate():
            try:
                with transaction():
                    add_place(
                        by=actor,
                        name=form.name.data,
                        kind=form.kind.data,
                        step=form.step.data or "",
                        at=now(),
                    )
                flash(_("The place is added."), "good")
                return redirect(url_for("inventory.list_places"), 303)
            except RuleBroken as problem:
                form.refuse(problem)
        return _list_page(form), 422
    return _list_page(form)


def _wanted() -> tuple[list[PlaceLine], str]:
    """The places that fit what the address asks for, in its order, and that order."""
    words, sort = read_words(request.args), read_order(request.args.get("sort", ""), PLACE_SORTS, "")
    kinds, steps = place_words()
    fitting = [
        line
        for line in places_of(current_actor().site_id)
        if holds(words, (line.code, line.name, kinds[line.kind], steps.get(line.step, "")))
    ]
    return in_order(fitting, sort, PLACE_SORTS), sort


def place_words() -> tuple[dict[str, str], dict[str, str]]:
    """The names of kinds of places, and of the work that is done at one."""
    steps = {slug: str(words) for slug, words in step_choices() if slug}
    return {slug: str(words) for slug, words in KIND_OF_PLACE}, steps


def _list_page(form: PlaceEditForm) -> str:
    places, sort = _wanted()
    return render_template(
        "inventory/list_places.html",
        page=list_page(places, read_start(request.args), PLACES_A_PAGE, _address),
        total=len(places),
        words=read_words(request.args),
        sort=sort,
        address=_address,
        form=form,
    )


@blueprint.get("/places.<kind>")
@policy("right:edit_places")
def export_places(kind: str) -> Answer:
    """The places as filtered and sorted, with what stands there."""
    kinds, steps = place_words()
    heads = [_("Code"), _("Name"), _("Kind"), _("Work done there"), _("Pieces")]
    rows = [
        (line.code, line.name, kinds[line.kind], steps.get(line.step, ""), line.pieces)
        for line in _wanted()[0]
    ]  # fmt: skip
    return sent_table(kind, "places", _("Places"), heads, rows)


@blueprint.route("/places/<code>", methods=["GET", "POST"])
@policy("right:edit_places")
def edit_place(code: str) -> Answer:
    """Rename a place or say what is done there."""
    actor = current_actor()
    line = next((item for item in places_of(actor.site_id) if item.code == code.upper()), None)
    if line is None:
        raise NotFound()
    form = place_form(line)
    if form.is_submitted():
        if form.validate():
            try:
                with transaction():
                    change_place(
                        by=actor,
                        code=code,
                        name=form.name.data,
                        kind=form.kind.data,
                        step=form.step.data or "",
                        at=now(),
                    )
                flash(_("The place is changed."), "good")
                return redirect(url_for("inventory.list_places"), 303)
            except RuleBroken as problem:
                form.refuse(problem)
        return render_template("inventory/edit_place.html", place=line, form=form), 422
    return render_template("inventory/edit_place.html", place=line, form=form)


@blueprint.post("/places/<code>/retirement")
@policy("right:edit_places")
def retire_old_place(code: str) -> Response:
    """Take a place out of use, once nothing stands there."""
    try:
        with transaction():
            retire_place(by=current_actor(), code=code, at=now())
        flash(_("The place is retired."), "good")
    except RuleBroken as problem:
        flash(f"{_(problem.message, **problem.params)} {_(problem.remedy)}", "refused")
        return redirect(url_for("inventory.edit_place", code=code), 303)
    return redirect(url_for("inventory.list_places"), 303)
