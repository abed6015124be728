"""The scan desk's pages: the shell that the tablet keeps, and the same work as plain pages without JavaScript."""

from __future__ import annotations

from flask import current_app, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from core.errors import N_, NotFound
from core.guards import policy
from core.ids import read_qr
from inventory.routes import blueprint
from inventory.sealing import signing_key


@blueprint.get("/scan")
@policy("tablet")
def scan_desk() -> str:
    """The shell of the scan desk. It is kept on the tablet, so it holds no person and no token."""
    secret = current_app.config["ECO_SETTINGS"].secret_key
    return render_template("inventory/scan_desk.html", pack_key=signing_key(secret))


@blueprint.get("/scan/find")
@policy("tablet")
def find_code() -> Response:
    """Where a typed code leads: the piece's plain page."""
    scanned = read_qr(request.args.get("code", ""))
    if scanned is None or scanned.kind != "piece":
        raise NotFound(N_("This is not one of our labels."), N_("Check the letters, or use a new label."))
    return redirect(url_for("inventory.show_tablet_piece", code=scanned.value), 303)
