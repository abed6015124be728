"""The board: stage by age in stage, filters in the address, one piece beside it."""

from __future__ import annotations

from typing import Any

from flask import render_template, request, url_for

from core.clock import now
from core.guards import current_actor, policy
from core.sites import site_by_id
from inventory.queries.board import board_of
from inventory.queries.dossier import dossier_of, piece_id_of
from inventory.queries.filters import AGES
from inventory.routes import blueprint
from inventory.routes.pieces import filter_of
from inventory.services.record import look_up
from inventory.stages import OPEN_STAGES
from inventory.views import still_missing


@blueprint.get("/pieces/board")
@policy("right:see_pieces")
def show_board() -> str:
    """How many pieces stand where for how long, the newest of each cell, and what is late."""
    actor = current_actor()
    view = filter_of(actor, url_for("inventory.show_board"))
    site = site_by_id(view.site.id if view.site else actor.site_id)
    wanted_days = {stage: site.wanted_days(stage) for stage in OPEN_STAGES}
    at = now()
    lanes = board_of(view.wanted, wanted_days, at)
    return render_template(
        "inventory/show_board.html",
        filter=view,
        lanes=lanes,
        ages=[key for key, _, _ in AGES],
        shown=sum(lane.count for lane in lanes),
        chosen=_chosen(),
    )


def _chosen() -> dict[str, Any] | None:
    """The piece of the side sheet (`?piece=CODE`), or None."""
    piece_id = piece_id_of(request.args.get("piece", ""))
    dossier = dossier_of(piece_id, seen_from=current_actor().site_id) if piece_id is not None else None
    view = look_up(dossier.row.code) if dossier is not None else None
    if dossier is None or view is None:
        return None
    site = site_by_id(dossier.row.site_id)
    return {
        "dossier": dossier,
        "piece": view,
        "missing": still_missing(dossier.state),
        "wanted": site.wanted_days(view.stage),
        "is_here": view.site_id == current_actor().site_id,
    }
