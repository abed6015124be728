"""Deciding: one cell of the grid, or one criterion for several learners at once, signed."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from flask import current_app, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.datastructures import FileStorage
from werkzeug.wrappers import Response

from core.bounds import whole
from core.clock import now, today
from core.db import transaction
from core.errors import EcoError, NotFound
from core.guards import current_actor, policy
from core.pictures import picture_shelf
from core.signing import as_signer
from training.forms.assessment import DecisionForm
from training.queries.evidence import adjustments_of, statements_of
from training.queries.grid import (
    Cell,
    GridCriterion,
    GridUnit,
    RunHead,
    amendments_of,
    cell_of,
    criteria_of_unit,
    decisions_of_cell,
    grid_of,
    grid_units,
    run_head,
)
from training.routes import blueprint
from training.routes.assessment import SEE
from training.services.assessment import NewDecision, decide_criterion, decide_several, is_frozen

Answer = Response | str | tuple[str, int]


@contextmanager
def kept_photo(upload: FileStorage | None) -> Iterator[str]:
    """The hash of a photo that was sent with a form, kept for the transaction within; "" where none was."""
    data = upload.read() if isinstance(upload, FileStorage) and upload.filename else b""
    with picture_shelf(current_app.config["ECO_SETTINGS"].photo_folder) as shelf:
        stored = shelf.keep_if_any(data)
        yield stored.sha256 if stored else ""


def _cell(number: str, registration_id: int, criterion_id: int) -> tuple[RunHead, Cell]:
    head = run_head(number, current_actor().site_id)
    return head, cell_of(head.id, registration_id, criterion_id)


def _form(cell: Cell) -> DecisionForm:
    form = DecisionForm(decision=request.args.get("decision") or None)
    frozen = is_frozen(cell.registration_id, cell.unit_id)
    amendments = amendments_of(cell.registration_id, cell.unit_id) if frozen else []
    form.offer(amendments=[(str(found), reason) for found, reason in amendments], learners=[])
    return form


def _unit(head: RunHead, unit_id: int) -> GridUnit:
    found = next(
        (one for one in grid_units(head.id, current_actor().person_id or 0, today()) if one.id == unit_id),
        None,
    )
    if found is None:
        raise NotFound
    return found


def _cell_page(head: RunHead, cell: Cell, form: DecisionForm) -> str:
    decisions = decisions_of_cell(cell.registration_id, cell.criterion.id)
    return render_template(
        "training/decide_cell.html",
        run=head,
        cell=cell,
        form=form,
        unit=_unit(head, cell.unit_id),
        current=next((one for one in decisions if one.is_current), None),
        history=[one for one in decisions if not one.is_current],
        statements=[
            one
            for one in statements_of(cell.registration_id)
            if one.unit_id == cell.unit_id and one.criterion_id in (None, cell.criterion.id)
        ],
        adjustments=[
            one
            for one in adjustments_of(cell.registration_id)
            if one.decision == "agreed" and one.unit_code in ("", cell.unit_code)
        ],
        is_frozen=is_frozen(cell.registration_id, cell.unit_id),
        is_own=cell.learner_id == current_actor().person_id,
    )


@blueprint.get("/runs/<number>/assessment/<int:registration_id>/<int:criterion_id>")
@policy(SEE)
def show_cell(number: str, registration_id: int, criterion_id: int) -> str:
    """One learner and one criterion: what was decided, and the form to decide."""
    head, cell = _cell(number, registration_id, criterion_id)
    return _cell_page(head, cell, _form(cell))


def _decision(form: DecisionForm, registration_id: int, criterion_id: int, photo: str) -> NewDecision:
    amendment = form.amendment.data or ""
    return NewDecision(
        id=form.stale_token,
        registration_id=registration_id,
        criterion_id=criterion_id,
        decision=form.decision.data,
        evidence=form.evidence.data,
        reference=form.reference.data or "",
        feedback=form.feedback.data or "",
        photo=photo,
        is_borderline=bool(form.is_borderline.data),
        amendment_id=whole(amendment, 15),
        resubmit_on=form.resubmit_on.data,
        because=form.because.data or "",
    )


@blueprint.post("/runs/<number>/assessment/<int:registration_id>/<int:criterion_id>")
@policy("right:assess")
def decide_cell(number: str, registration_id: int, criterion_id: int) -> Answer:
    """Decide on one criterion of one learner, signed."""
    head, cell = _cell(number, registration_id, criterion_id)
    form, at = _form(cell), now()
    if not form.validate():
        return _cell_page(head, cell, form), 422
    try:
        by = as_signer(form.secret.data)
        with kept_photo(form.photo.data) as photo, transaction():
            new = _decision(form, cell.registration_id, cell.criterion.id, photo)
            decide_criterion(by=by, new=new, at=at, device_at=at, received_at=at)
    except EcoError as problem:
        form.refuse(problem)
        return _cell_page(head, cell, form), problem.status
    flash(_("%(name)s, %(number)s: signed.", name=cell.called, number=cell.criterion.number), "good")
    return _to_grid(head, cell.unit_id, f"c-{cell.registration_id}-{cell.criterion.id}")


def _to_grid(head: RunHead, unit_id: int, anchor: str) -> Response:
    return redirect(url_for("training.show_grid", number=head.number, unit=unit_id, _anchor=anchor), 303)


def _column(number: str, criterion_id: int) -> tuple[RunHead, GridUnit, GridCriterion, DecisionForm]:
    """A criterion of the run, and the form whose list are its learners: those who have not achieved it are ticked."""
    head = run_head(number, current_actor().site_id)
    for unit in grid_units(head.id, current_actor().person_id or 0, today()):
        found = next((one for one in criteria_of_unit(unit.id) if one.id == criterion_id), None)
        if found is None:
            continue
        learners = grid_of(head.id, unit.id)
        form = DecisionForm(
            learners=[one.id for one in learners if one.cells.get(criterion_id) != "achieved"]
        )
        form.offer(amendments=[], learners=[(one.id, one.called) for one in learners])
        return head, unit, found, form
    raise NotFound


def _column_page(head: RunHead, unit: GridUnit, criterion: GridCriterion, form: DecisionForm) -> str:
    return render_template(
        "training/decide_several.html",
        run=head,
        unit=unit,
        criterion=criterion,
        form=form,
        learners=grid_of(head.id, unit.id),
        chosen=set(form.learners.data or ()),
    )


@blueprint.get("/runs/<number>/assessment/criteria/<int:criterion_id>")
@policy(SEE)
def show_column(number: str, criterion_id: int) -> str:
    """One criterion for all learners of the run."""
    return _column_page(*_column(number, criterion_id))


@blueprint.post("/runs/<number>/assessment/criteria/<int:criterion_id>")
@policy("right:assess")
def decide_column(number: str, criterion_id: int) -> Answer:
    """The same decision for each learner that is ticked: all or none."""
    head, unit, criterion, form = _column(number, criterion_id)
    if not form.validate():
        return _column_page(head, unit, criterion, form), 422
    chosen = form.learners.data or []
    try:
        by = as_signer(form.secret.data)
        with kept_photo(form.photo.data) as photo, transaction():
            new = _decision(form, 0, criterion.id, photo)
            decide_several(by=by, new=new, pairs=[(one, criterion.id) for one in chosen], at=now())
    except EcoError as problem:
        form.refuse(problem)
        return _column_page(head, unit, criterion, form), problem.status
    flash(ngettext("%(num)s learner: signed.", "%(num)s learners: signed.", len(chosen)), "good")
    return _to_grid(head, unit.id, f"k-{criterion.id}")
