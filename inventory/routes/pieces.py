"""The table of pieces and the page of one piece."""

from __future__ import annotations

from typing import Any

from flask import g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from core.access import Actor
from core.clock import now
from core.crossings import crossings
from core.errors import N_, NotFound
from core.guards import current_actor, policy
from core.held_pieces import kept_for_code
from core.ids import read_code
from core.pressing import PressedForm
from core.sites import site_by_id
from inventory.forms.bulk import BulkForm
from inventory.forms.piece_filters import FilterView, read_filter
from inventory.gates import HOUSE_RULES
from inventory.queries.dossier import Dossier, dossier_of, label_is_blank, piece_id_of
from inventory.queries.messages import open_messages_of
from inventory.queries.pieces import pieces_page
from inventory.queries.sets import set_of
from inventory.routes import blueprint
from inventory.routes.piece_forms import forms_for, is_question, questions_for
from inventory.services.record import look_up
from inventory.views import still_missing

TABLET_PAGE = "inventory/piece_tablet.html"
DESK_PAGE = "inventory/piece_desk.html"


def filter_of(actor: Actor, path: str, stage: str = "open") -> FilterView:
    """The filter in this request's address."""
    return read_filter(
        request.args,
        path=path,
        own_site_id=actor.site_id,
        may_see_donors=actor.may("see_donors"),
        stage=stage,
    )


@blueprint.get("/pieces")
@policy("right:see_pieces")
def list_pieces() -> str:
    """The table: filters and sorting in the address, pages by keyset, many moved at once."""
    actor = current_actor()
    view = filter_of(actor, url_for("inventory.list_pieces"))
    page = pieces_page(
        view.wanted,
        now(),
        sort=view.sort,
        after=request.args.get("after", ""),
        before=request.args.get("before", ""),
    )
    return render_template(
        "inventory/list_pieces.html", filter=view, page=page, bulk=BulkForm.for_site(actor.site_id)
    )


@blueprint.get("/pieces/<code>")
@policy("right:see_pieces")
def show_piece(code: str) -> str | Response:
    """A piece: everything about it and what may be done with it. A blank label says so."""
    dossier, canonical = load_piece(code)
    if dossier is None:
        return render_template("inventory/blank_label.html", code=canonical)
    if dossier.row.code != code:
        return redirect(url_for("inventory.show_piece", code=dossier.row.code), 303)
    return piece_page(dossier)


def load_piece(code: str) -> tuple[Dossier | None, str]:
    """The piece behind a code, or None for a blank label. Raises NotFound for what is not ours."""
    canonical = read_code(code) or ""
    piece_id = piece_id_of(canonical)
    if piece_id is None:
        if label_is_blank(canonical):
            return None, canonical
        raise NotFound(
            N_("This is not one of our labels."), N_("Check the letters, or scan the label again.")
        )
    by = current_actor()
    return dossier_of(piece_id, seen_from=by.site_id, with_audit=by.may("see_audit")), canonical


def refused_page(code: str, bound: PressedForm) -> tuple[str, int]:
    """The piece's page again, with what was wrong beside its field."""
    dossier, _ = load_piece(code)
    if dossier is None:
        raise NotFound(N_("No piece wears this label yet."), N_("Take the piece in first."))
    return piece_page(dossier, bound), 422


def piece_page(dossier: Dossier, bound: PressedForm | None = None) -> str:
    """The page as this browser wants it: a paired tablet's own layout, or the desk's."""
    actor = current_actor()
    view = look_up(dossier.row.code)
    assert view is not None
    missing = still_missing(dossier.state)
    values: dict[str, Any] = {
        "dossier": dossier,
        "piece": view,
        "missing": missing,
        "overridable": [item for item in missing if item.gate in HOUSE_RULES],
        "is_question": is_question,
        "site": site_by_id(view.site_id),
        "is_here": view.site_id == actor.site_id,
        "bound": bound,
        "kept_for": kept_for_code(dossier.row.code),
        "its_set": set_of(dossier.row.code),
        "machine_minutes": crossings.minutes_at_machines(dossier.row.code),
        "machines_out": crossings.machines_out_for(dossier.row.step, view.site_id)
        if dossier.row.step
        else [],
    }
    values["forms"] = forms_for(dossier, view, actor, bound)
    values["questions"] = questions_for(dossier.state, bound)
    values["messages"] = open_messages_of(dossier.row.id) if actor.may("see_messages") else []
    on_tablet = g.get("device") is not None
    return render_template([TABLET_PAGE, DESK_PAGE] if on_tablet else DESK_PAGE, **values)
