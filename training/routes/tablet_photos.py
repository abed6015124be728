"""Where tablets bring photos of evidence, sealed when they were taken."""

from __future__ import annotations

import hashlib

from flask import Response, current_app, g, jsonify, request

from core.clock import now
from core.db import transaction
from core.errors import N_, RuleBroken
from core.guards import policy
from core.ids import read_client_id
from core.pictures import stored_pictures
from core.sealing import unseal
from training.routes import blueprint
from training.services.tablet_photos import keep_tablet_photo

MOST_BYTES = 16 * 1024 * 1024


@blueprint.post("/api/v1/evidence")
@policy("device_batch")
def take_evidence_photo() -> Response:
    """One photo by the id its tablet gave it; only the bytes that the proven decision names by digest are ever used."""
    upload, photo_id = request.files.get("sealed"), request.form.get("id", "")
    if (
        upload is None or read_client_id(photo_id) != photo_id
    ):  # before a file is kept that nothing would name
        raise RuleBroken("photo", N_("There is no photo in it."), N_("Take it again."))
    settings, sealed = current_app.config["ECO_SETTINGS"], upload.read(MOST_BYTES)
    data = unseal(settings.every_secret_key, sealed, f"photo:{photo_id}")
    with stored_pictures([data], settings.photo_folder) as (stored,), transaction():
        keep_tablet_photo(
            photo_id=photo_id,
            digest=hashlib.sha256(sealed).hexdigest(),
            sha256=stored.sha256,
            site_id=g.device.site_id,
            device_id=g.device.id,
            at=now(),
        )
    return jsonify({"id": photo_id, "result": "stored"})
