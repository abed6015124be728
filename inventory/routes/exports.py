"""The table of pieces as CSV and XLSX, as it is filtered."""

from __future__ import annotations

from flask import Response, abort, url_for
from flask_babel import gettext as _

from core.clock import now, today
from core.guards import current_actor, policy
from core.spreadsheets import CSV_TYPE, XLSX_TYPE, Sheet, write_csv, write_xlsx
from inventory.routes import blueprint
from inventory.routes.pieces import filter_of
from inventory.routes.words import category_names
from inventory.services.exports import HEADS, piece_cells


@blueprint.get("/pieces.<kind>")
@policy("right:export_pieces")
def export_pieces(kind: str) -> Response:
    """The rows of the filter in the address: typed cells, no live formula."""
    if kind not in ("csv", "xlsx"):
        abort(404)
    actor = current_actor()
    view = filter_of(actor, url_for("inventory.list_pieces"))
    heads = [_(head) for head in HEADS]
    rows = piece_cells(view.wanted, now(), sort=view.sort, names=category_names())
    if kind == "csv":
        body, media = write_csv([heads, *rows]), CSV_TYPE
    else:
        body, media = write_xlsx([Sheet(_("Pieces"), heads, rows)]), XLSX_TYPE
    name = f"pieces-{today().isoformat()}.{kind}"
    return Response(
        body, content_type=media, headers={"Content-Disposition": f'attachment; filename="{name}"'}
    )
