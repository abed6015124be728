"""Pieces of a makeover: the household points at photos; what is kept for it, and what came back."""

from __future__ import annotations

from flask import render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from core.clock import now
from core.guards import current_actor, policy
from core.held_pieces import HELD
from core.ids import new_client_id
from factory.makeovers.forms.works import BringBackForm, KeepPieceForm
from factory.makeovers.queries.story import (
    Whole,
    pieces_of,
    pieces_to_choose,
    ready_kinds,
    wants_of,
    wishes_of,
)
from factory.makeovers.routes import Page, blueprint, category_names, press, tap, there
from factory.makeovers.services.pieces import (
    allocate_piece,
    allocate_set,
    bring_back,
    load_piece,
    pick_piece,
    take_off,
)
from factory.makeovers.words import LIVE
from inventory.queries.sets import sets_broken


@blueprint.get("/makeovers/<makeover>/pieces")
@policy("right:see_makeovers")
def list_makeover_pieces(makeover: str) -> str:
    """The pieces: wished for, kept, delivered, back."""
    return _page(there(makeover))


def _page(row: Whole, form: KeepPieceForm | None = None) -> str:
    pieces = pieces_of(row.id)
    return render_template(
        "makeovers/list_makeover_pieces.html",
        row=row,
        is_live=row.state in LIVE,
        pieces=pieces,
        broken_sets=sets_broken([piece.code for piece in pieces if piece.state in HELD]),
        wishes=wishes_of(row.id),
        wants=wants_of(row.id),
        names=category_names(),
        form=form or KeepPieceForm(formdata=None),
        back_form=BringBackForm(formdata=None).offer(),
    )


def _goal(row: Whole) -> str:
    return url_for("makeovers.list_makeover_pieces", makeover=row.code)


@blueprint.get("/makeovers/<makeover>/choose")
@policy("right:edit_makeovers")
def choose_pieces(makeover: str) -> str:
    """Photos of ready pieces, for the household to point at."""
    row, kind = there(makeover), request.args.get("kind", "")
    kinds = ready_kinds(current_actor().site_id)
    return render_template(
        "makeovers/choose_pieces.html",
        row=row,
        is_live=row.state in LIVE,
        kind=kind,
        kinds=kinds,
        names=category_names(),
        pieces=pieces_to_choose(row.id, current_actor().site_id, kind=kind),
    )


@blueprint.post("/makeovers/<makeover>/choose/<code>")
@policy("right:edit_makeovers")
def pick_one_piece(makeover: str, code: str) -> Response:
    """They like it, or no longer."""
    row, is_wanted = there(makeover), request.form.get("is_wanted") == "yes"
    return tap(
        lambda: pick_piece(by=current_actor(), makeover_id=row.id, code=code, is_wanted=is_wanted, at=now()),
        _("On the list of wishes.") if is_wanted else _("Off the list of wishes."),
        url_for(
            "makeovers.choose_pieces", makeover=row.code, kind=request.form.get("kind") or None, _anchor=code
        ),
    )


@blueprint.post("/makeovers/<makeover>/pieces")
@policy("right:edit_makeovers")
def keep_makeover_piece(makeover: str) -> Page:
    """Keep a ready piece for it, by its code."""
    row, form = there(makeover), KeepPieceForm()
    return press(
        form,
        lambda: allocate_piece(
            by=current_actor(),
            makeover_id=row.id,
            code=form.code.data or "",
            at=now(),
            token=form.stale_token,
        ),
        _("The piece is kept for this makeover."),
        _goal(row),
        lambda: _page(row, form),
    )


@blueprint.post("/makeovers/<makeover>/pieces/<code>/keep")
@policy("right:edit_makeovers")
def keep_wished_piece(makeover: str, code: str) -> Response:
    """Keep a piece that was wished for."""
    row = there(makeover)
    return tap(
        lambda: allocate_piece(
            by=current_actor(), makeover_id=row.id, code=code, at=now(), token=new_client_id()
        ),
        _("The piece is kept for this makeover."),
        _goal(row),
    )


@blueprint.post("/makeovers/<makeover>/pieces/<code>/set")
@policy("right:edit_makeovers")
def keep_rest_of_set(makeover: str, code: str) -> Response:
    """Keep what is ready of its set too."""
    row = there(makeover)
    return tap(
        lambda: allocate_set(by=current_actor(), makeover_id=row.id, code=code, at=now()),
        _("What is ready of the set is kept for this makeover."),
        _goal(row),
    )


@blueprint.post("/makeovers/<makeover>/pieces/<code>/load")
@policy("right:edit_makeovers")
def load_one_piece(makeover: str, code: str) -> Response:
    """It is on the van."""
    row = there(makeover)
    return tap(
        lambda: load_piece(by=current_actor(), makeover_id=row.id, code=code, at=now()),
        _("On the van."),
        _goal(row),
    )


@blueprint.post("/makeovers/<makeover>/pieces/<code>/off")
@policy("right:edit_makeovers")
def take_piece_off(makeover: str, code: str) -> Response:
    """It is no longer kept."""
    row = there(makeover)
    return tap(
        lambda: take_off(by=current_actor(), makeover_id=row.id, code=code, at=now()),
        _("The piece is free again."),
        _goal(row),
    )


@blueprint.post("/makeovers/<makeover>/pieces/<code>/back")
@policy("right:edit_makeovers")
def bring_piece_back(makeover: str, code: str) -> Response:
    """It came back, with the reason."""
    row = there(makeover)
    return tap(
        lambda: bring_back(
            by=current_actor(),
            makeover_id=row.id,
            code=code,
            reason=request.form.get("reason", ""),
            at=now(),
        ),
        _("It came back. The piece is free again."),
        _goal(row),
    )
