"""Is it up: for machines."""

from __future__ import annotations

from flask import jsonify
from werkzeug.wrappers import Response

from core.db import fast
from core.guards import PUBLIC, policy
from factory.front_desk.routes import blueprint


@blueprint.get("/healthz")
@policy(PUBLIC)
def show_health() -> Response:
    """200 while the database answers."""
    fast().row("SELECT 1")
    return jsonify({"ok": True})
