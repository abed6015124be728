"""Is it up: for machines."""

from __future__ import annotations

from flask import Response, jsonify

from core.guards import PUBLIC, policy
from factory.front_desk.queries import database_answers
from factory.front_desk.routes import blueprint


@blueprint.get("/healthz")
@policy(PUBLIC)
def show_health() -> Response:
    """200 while the database answers; the pages of the administration say more."""
    return jsonify({"ok": database_answers()})
