"""The tablet on a work day: its pack, its events and photos; and what a coordinator makes of what was not done."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from flask import Response, current_app, g, jsonify, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as Answer

from core.batches import answer_batch, tablet_at_hand
from core.clock import now
from core.db import transaction
from core.errors import N_, RuleBroken
from core.guards import DEVICE_BATCH, TABLET, current_actor, policy
from core.ids import proof_message, read_client_id
from core.packs import signed_pack
from core.pictures import stored_pictures
from core.sealing import unseal
from core.tablets import corrected_time
from factory.makeovers.queries.told import work_pack
from factory.makeovers.routes import blueprint, tap
from factory.makeovers.services.told_events import take_day_event
from factory.makeovers.services.told_photos import PhotoTold, keep_day_photo, look_at_photo
from factory.makeovers.services.told_waiting import settle_day_event
from factory.makeovers.shown_words import WORDS

PACK_FORM = "work 1"
"""Raise it when the pack is told in another form."""
MOST_PHOTO_BYTES = 16 * 1024 * 1024


@blueprint.get("/api/v1/work-days/pack")
@policy(TABLET)
def show_work_pack() -> Response:
    """The work days of these days at the tablet's site, signed; 304 where nothing was written since."""
    return signed_pack(PACK_FORM, _pack)


def _pack() -> dict[str, Any]:
    names = {kind: WORDS[kind] for kind in ("task", "room", "part", "photo")}
    return {"names": names, **work_pack(g.device.site_id, now())}


@blueprint.post("/api/v1/work-days")
@policy(DEVICE_BATCH)
def take_day_events() -> Response:
    """Events of work days, live or queued: each is kept once, alone, and answered with its receipt."""
    return answer_batch(take_day_event, failed="an event of a work day failed")


@blueprint.post("/api/v1/work-days/photos")
@policy(DEVICE_BATCH)
def take_day_photo() -> Response:
    """A photo before or after, sealed when it was taken: its bytes are stored only where it may be kept."""
    settings, arrived = current_app.config["ECO_SETTINGS"], now()
    tablet = tablet_at_hand(g.device, g.sign_in)
    photo, sealed = _photo()
    with transaction():
        receipt = look_at_photo(photo, tablet=tablet, arrived=arrived)
    if receipt is None:
        data = unseal(settings.every_secret_key, sealed, f"photo:{photo.id}")
        with stored_pictures([data], settings.photo_folder) as (stored,), transaction():
            receipt = keep_day_photo(photo, stored=stored, tablet=tablet, arrived=arrived)
    return jsonify({"id": receipt.id, "result": receipt.result})


def _plain(name: str, most: int) -> str:
    """A field of the form, without what no database keeps."""
    return request.form.get(name, "")[:most].replace("\0", "")


def _photo() -> tuple[PhotoTold, bytes]:
    """The photo as the form tells it, and its sealed bytes. Raises RuleBroken."""
    form, upload = request.form, request.files.get("sealed")
    photo_id, of, part = form.get("id", ""), _plain("code", 130), _plain("kind", 20)
    if upload is None or read_client_id(photo_id) != photo_id:
        raise RuleBroken("photo", N_("There is no photo in it."), N_("Take it again."))
    try:
        device_ms, device_now, named = (
            int(form.get("at", "")),
            int(form.get("now", "")),
            json.loads(form.get("by", "")),
        )
    except (ValueError, RecursionError) as problem:
        raise RuleBroken("at", N_("This event has no proper time."), N_("Load the page again.")) from problem
    sealed = upload.read(MOST_PHOTO_BYTES)
    digest = hashlib.sha256(sealed).hexdigest()
    at = corrected_time(device_ms, device_now, now())
    message = proof_message("photo", photo_id, of, part, form.get("at"), digest)
    told = named if isinstance(named, dict) else None
    return PhotoTold(id=photo_id, of=of, part=part, at=at, digest=digest, named=told, message=message), sealed


@blueprint.post("/work-days/told/<day_event>")
@policy("right:see_refused")
def settle_told_of_day(day_event: str) -> Answer:
    """What a tablet told of a work day and could not be done: put right by hand, or it was not so."""
    how = request.form.get("how", "")[:20]
    return tap(
        lambda: settle_day_event(by=current_actor(), event_id=day_event[:40], how=how, at=now()),
        _("Settled."),
        url_for("makeovers.list_makeovers"),
    )
