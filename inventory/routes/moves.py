"""Acts on a piece as plain forms: each records one event, and a refusal stands beside its field."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from core.access import Actor
from core.clock import now
from core.db import transaction
from core.errors import EcoError, RuleBroken
from core.guards import current_actor, policy
from core.pressing import PressedForm
from core.recipients import open_makeovers, organisations
from core.signing import as_signer
from inventory.forms.piece_actions import (
    RECIPIENT_FIELDS,
    DescribePieceForm,
    MovePieceForm,
    NoteFillingForm,
    NoteWasteForm,
    OverrideGateForm,
    PlacePieceForm,
    ReceivePieceForm,
    RelabelPieceForm,
    ReleasePieceForm,
    UndoMoveForm,
    WeighPieceForm,
)
from inventory.queries.desk_lists import donation_choices, place_choices
from inventory.queries.sets import set_of
from inventory.routes import blueprint
from inventory.routes.pieces import refused_page
from inventory.services.desk import desk_event
from inventory.services.labels import replace_label
from inventory.services.record import Outcome
from inventory.services.search_index import index_piece_of
from inventory.services.set_release import release_with_set

Answer = Response | tuple[str, int]


def run(
    code: str,
    form: PressedForm,
    kind: str,
    data: dict[str, Any],
    *,
    said: str,
    field: str = "",
    by: Actor | None = None,
) -> Answer:
    """Record one event; `field` is where a refusal of the recipient belongs."""
    try:
        with transaction():
            outcome = desk_event(
                by=by or current_actor(), code=code, kind=kind, data=data, at=now(), token=form.stale_token
            )
    except RuleBroken as problem:
        return _refused(code, form, problem, field)
    return _done(outcome, said)


def _refused(code: str, form: PressedForm, problem: RuleBroken, field: str) -> Answer:
    if field and problem.field in RECIPIENT_FIELDS:
        problem.field = field
    form.refuse(problem)
    return refused_page(code, form)


def _done(outcome: Outcome, said: str) -> Response:
    flash(_("It is so already.") if outcome.result == "already" else said, "good")
    return redirect(url_for("inventory.show_piece", code=outcome.piece.code), 303)


def offered(form: Any, actor: Actor) -> Any:
    """The form with the places of the person's site."""
    form.offer(place_choices(actor.site_id))
    return form


@blueprint.post("/pieces/<code>/moves")
@policy("right:move_pieces")
def move_piece(code: str) -> Answer:
    """Move it to another stage."""
    form = MovePieceForm()
    form.offer([], place_choices(current_actor().site_id))
    if not form.validate():
        return refused_page(code, form)
    data = {"to": form.to.data, "step": form.step.data, "place": form.place.data}
    if form.waste_note.data:
        data["waste_note"] = form.waste_note.data
    return run(code, form, "moved", data, said=_("Moved."))


@blueprint.post("/pieces/<code>/places")
@policy("right:move_pieces")
def place_piece(code: str) -> Answer:
    """Put it in another place."""
    form = offered(PlacePieceForm(), current_actor())
    if not form.validate():
        return refused_page(code, form)
    return run(code, form, "placed", {"place": form.place.data or 0}, said=_("Its place is kept."))


@blueprint.post("/pieces/<code>/weights")
@policy("right:move_pieces")
def weigh_piece(code: str) -> Answer:
    """Keep a measured weight."""
    form = WeighPieceForm()
    if not form.validate():
        return refused_page(code, form)
    return run(code, form, "weighed", {"grams": form.grams}, said=_("The weight is kept."))


@blueprint.post("/pieces/<code>/descriptions")
@policy("right:correct_pieces")
def describe_piece(code: str) -> Answer:
    """Correct what it is, what it is called, where it came from."""
    actor = current_actor()
    form = DescribePieceForm()
    form.offer(donation_choices(actor.site_id) if actor.may("see_donors") else [])
    if not form.validate():
        return refused_page(code, form)
    data: dict[str, Any] = {"category": form.category.data or None, "title": form.title.data or ""}
    if form.donation.data:
        data["donation"] = form.donation.data
    return run(code, form, "described", data, said=_("The description is kept."))


@blueprint.post("/pieces/<code>/fillings")
@policy("right:move_pieces")
def note_filling(code: str) -> Answer:
    """Keep the papers of new filling or a new cover."""
    form = NoteFillingForm()
    if not form.validate():
        return refused_page(code, form)
    data = {name: form[name].data or "" for name in ("what", "supplier", "batch", "fire_test")}
    return run(code, form, "filled", data, said=_("The papers are kept."))


@blueprint.post("/pieces/<code>/releases")
@policy("right:release")
def release_piece(code: str) -> Answer:
    """Give it out: to whom, on which terms. Every gate is asked again."""
    form = ReleasePieceForm()
    form.offer(organisations(), open_makeovers(current_actor().site_id))
    if not form.validate():
        return refused_page(code, form)
    field = RECIPIENT_FIELDS.get(form.destination.data, "destination")
    try:
        outcome, others = _give_out(code, form)
    except RuleBroken as problem:
        return _refused(code, form, problem, field)
    answer = _done(outcome, _("It is given out."))
    _tell_set(outcome.piece.code, others)
    return answer


def _give_out(code: str, form: ReleasePieceForm) -> tuple[Outcome, list[str]]:
    by, data, token = current_actor(), form.data_of_event(), form.stale_token
    with transaction():
        if form.with_set.data:
            return release_with_set(by=by, code=code, data=data, at=now(), token=token)
        return desk_event(by=by, code=code, kind="released", data=data, at=now(), token=token), []


def _tell_set(code: str, others: list[str]) -> None:
    """Say who of its set went along, and who stays."""
    found = set_of(code)
    staying = found.here_besides([code]) if found is not None else ()
    if others:
        flash(_("Of its set went along: %(codes)s.", codes=", ".join(others)), "good")
    if staying:
        flash(_("Of its set stay here: %(codes)s.", codes=", ".join(one.code for one in staying)), "look")


@blueprint.post("/pieces/<code>/overrides")
@policy("right:override")
def override_gate(code: str) -> Answer:
    """Set a house rule aside, with the reason."""
    form = OverrideGateForm()
    if not form.validate():
        return refused_page(code, form)
    try:
        by = as_signer(form.secret.data)
    except EcoError as problem:
        form.refuse(problem)
        return refused_page(code, form)
    data = {"gate": form.gate.data, "reason": form.reason.data}
    return run(
        code, form, "overridden", data, said=_("The house rule is set aside; the reason is kept."), by=by
    )


@blueprint.post("/pieces/<code>/waste-notes")
@policy("right:move_pieces")
def note_waste(code: str) -> Answer:
    """Keep the waste note of a piece that became waste."""
    form = NoteWasteForm()
    if not form.validate():
        return refused_page(code, form)
    data: dict[str, Any] = {"waste_note": form.waste_note.data}
    if form.kg.data:
        data["grams"] = round(form.kg.data * 1000)
    return run(code, form, "waste_noted", data, said=_("The waste note is kept."))


@blueprint.post("/pieces/<code>/transfers")
@policy("right:move_pieces")
def receive_piece(code: str) -> Answer:
    """Receive it here: it was booked at another site."""
    form = offered(ReceivePieceForm(), current_actor())
    if not form.validate():
        return refused_page(code, form)
    return run(code, form, "transferred", {"place": form.place.data or 0}, said=_("It is here now."))


@blueprint.post("/pieces/<code>/undos")
@policy("right:move_pieces")
def undo_move(code: str) -> Answer:
    """Take back the newest event."""
    form = UndoMoveForm()
    if not form.validate():
        return refused_page(code, form)
    return run(code, form, "undone", {"event": form.event.data}, said=_("Taken back."))


@blueprint.post("/pieces/<code>/labels")
@policy("right:move_pieces")
def relabel_piece(code: str) -> Answer:
    """Give it a new label for a damaged one; the old code still leads to it."""
    form = RelabelPieceForm()
    if not form.validate():
        return refused_page(code, form)
    try:
        with transaction():
            kept = replace_label(by=current_actor(), old_code=code, new_code=form.new_code.data, at=now())
            index_piece_of(kept)
    except RuleBroken as problem:
        form.refuse(problem)
        return refused_page(code, form)
    flash(_("The new label is on. The old code still leads here."), "good")
    return redirect(url_for("inventory.show_piece", code=kept), 303)
