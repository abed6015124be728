"""The tablets' API: scans in, what a scan shows, photos in and out, a label read from a photo."""

from __future__ import annotations

import hashlib
import json
from datetime import datetime
from typing import Any

from flask import Response, current_app, g, jsonify, request, send_file
from flask_babel import gettext

from core.access import Actor, persons_holding, system_actor
from core.batches import read_batch, tablet_at_hand, take_alone
from core.clock import local_day, milliseconds, now
from core.db import transaction
from core.errors import N_, NotAllowed, NotFound, RuleBroken
from core.files import PhotoSize, photo_path
from core.guards import policy
from core.held_pieces import kept_for_code
from core.ids import proof_message, read_qr
from core.pictures import stored_pictures
from core.sealing import unseal
from core.tablets import Tablet, actor_of, corrected_time
from inventory.queries.pack import is_photo_awaited, photo_hash
from inventory.queries.sets import set_size
from inventory.routes import blueprint
from inventory.services.label_photos import read_label
from inventory.services.pack import note_tablet
from inventory.services.photos import WAITING, add_photo
from inventory.services.record import look_up, state_of
from inventory.services.replay import ReplayAnswer, replay_event
from inventory.shown import shown_piece

_as_json = json.JSONEncoder(separators=(",", ":"), default=str).encode
MOST_PHOTO_BYTES = 16 * 1024 * 1024


@blueprint.post("/api/v1/scans")
@policy("device_batch")
def take_scans() -> Response:
    """Events of a tablet, live or queued: each is recorded alone, and answered with what the tablet shows next."""
    body, arrived = read_batch(), now()
    device_now = body["now"]
    tablet, is_live = tablet_at_hand(g.device, g.sign_in), bool(body.get("live"))
    answers = [_take_one(event, tablet, device_now, is_live) for event in body["events"]]
    return Response(_as_json({"now": milliseconds(arrived), "answers": answers}), mimetype="application/json")


def _take_one(event: dict[str, Any], tablet: Tablet, device_now: int, is_live: bool) -> dict[str, Any]:
    return take_alone(
        event,
        lambda: replay_event(event, tablet=tablet, device_now=device_now, arrived=now(), is_live=is_live),
        _told,
        "a tablet's event failed",
    )


def _told(answer: ReplayAnswer) -> dict[str, Any]:
    """An answer as JSON: the sentence in the language of the request, and its message ids for the tablet's own."""
    params = dict(answer.params)
    told: dict[str, Any] = {
        "id": answer.id,
        "result": answer.result,
        "message": gettext(answer.message, **params) if answer.message else "",
        "remedy": gettext(answer.remedy, **params) if answer.remedy else "",
        "words": {"message": answer.message, "remedy": answer.remedy, "params": params},
        "wants": answer.wants,
        "permit": answer.permit,
        "reason": answer.reason,
        "people": [],
        "piece": None,
    }
    if answer.permit:
        told["people"] = persons_holding(answer.permit, site_id=g.device.site_id, at=now())
    if answer.piece is not None:
        told["piece"] = shown_piece(
            answer.piece,
            answer.state,
            local_day(now()),
            kept_for_code(answer.piece.code),
            set_size(answer.piece.code),
        )
    return told


@blueprint.post("/api/v1/tablet")
@policy("device_batch")
def report_tablet() -> Response:
    """How many things wait on the tablet, and whether its browser promised to keep them: for the page of tablets."""
    body = request.get_json(force=True, silent=True)
    told = body if isinstance(body, dict) else {}
    waiting = told.get("waiting")
    if isinstance(waiting, bool) or not isinstance(waiting, int) or not 0 <= waiting < 1_000_000:
        raise RuleBroken("waiting", N_("This could not be read."), N_("Load the page again."))
    at = now()
    with transaction():
        note_tablet(
            g.device.id,
            waiting=waiting,
            since=_oldest(told, at),
            keeps_storage=told.get("keeps_storage") is True,
            at=at,
        )
    return jsonify({"result": "stored"})


def _oldest(told: dict[str, Any], at: datetime) -> datetime:
    """Since when the oldest thing waits there, by our clock; since now where the tablet does not say."""
    made, device_now = told.get("oldest"), told.get("now")
    if isinstance(made, bool) or not isinstance(made, int) or not isinstance(device_now, int):
        return at
    return corrected_time(made, device_now, at)


@blueprint.get("/api/v1/pieces/<code>")
@policy("tablet")
def show_scanned_piece(code: str) -> Response:
    """What a scan of `code` shows: the piece, a blank label, or 404 for what is not ours."""
    scanned = read_qr(code)
    view = look_up(scanned.value) if scanned is not None and scanned.kind == "piece" else None
    if view is None:
        raise NotFound(N_("This is not one of our labels."), N_("Check the letters, or use a new label."))
    kept_for = kept_for_code(view.code)
    state, size = state_of(view.label), set_size(view.code)
    return jsonify({"piece": shown_piece(view, state, local_day(now()), kept_for, size)})


@blueprint.post("/api/v1/photos")
@policy("device_batch")
def take_photo() -> Response:
    """A photo of a piece, open or sealed, by the id its tablet gave it; the same photo again changes nothing."""
    form, arrived = request.form, now()
    photo_id, code, kind = form.get("id", ""), form.get("code", ""), form.get("kind", "other")
    sent, data = _photo_bytes(photo_id)
    at = corrected_time(_milliseconds("at"), _milliseconds("now"), arrived)
    message = proof_message("photo", photo_id, code, kind, form.get("at"), hashlib.sha256(sent).hexdigest())
    by = _photographer(photo_id, message, at)
    with stored_pictures([data], current_app.config["ECO_SETTINGS"].photo_folder) as (stored,), transaction():
        add_photo(by=by, code=code, photo_id=photo_id, kind=kind, stored=stored, at=at)
    return jsonify({"id": photo_id, "result": "stored"})


def _photographer(photo_id: str, message: str, at: datetime) -> Actor:
    """Who took the photo; where the proof has lapsed but a checked event names the photo, the clockwork stands in.

    Only for somebody named, and only for bytes that a tablet sealed when the photo was taken.
    """
    try:
        named = json.loads(request.form.get("by", "null"))
    except ValueError:
        named = None
    try:
        return actor_of(named, message, tablet_at_hand(g.device, g.sign_in), at)
    except NotAllowed:
        is_as_tablets_send = named is not None and "sealed" in request.files
        if is_as_tablets_send and is_photo_awaited(photo_id, g.device.site_id):
            return system_actor(g.device.site_id)
        raise


def _milliseconds(name: str) -> int:
    try:
        return int(request.form.get(name, ""))
    except ValueError as problem:
        raise RuleBroken(name, N_("This event has no proper time."), N_("Load the page again.")) from problem


def _photo_bytes(photo_id: str) -> tuple[bytes, bytes]:
    """The upload as it came, and the photo in it: unsealed where the tablet sealed it."""
    if "sealed" in request.files:
        secrets = current_app.config["ECO_SETTINGS"].every_secret_key
        sealed = request.files["sealed"].read(MOST_PHOTO_BYTES)
        return sealed, unseal(secrets, sealed, f"photo:{photo_id}")
    if "photo" in request.files:
        photo = bytes(request.files["photo"].read(MOST_PHOTO_BYTES))
        return photo, photo
    raise RuleBroken("photo", N_("There is no photo in it."), N_("Take it again."))


@blueprint.get("/api/v1/photos/<photo_id>")
@policy("tablet")
def show_tablet_photo(photo_id: str) -> Response:
    """A photo of a piece, for paired tablets; `size=small` for lists."""
    sha256 = photo_hash(photo_id)
    if sha256 == WAITING:
        raise NotFound()
    size: PhotoSize = "small" if request.args.get("size") == "small" else "large"
    path = photo_path(current_app.config["ECO_SETTINGS"].photo_folder, sha256, size)
    response = send_file(path, mimetype="image/jpeg", etag=sha256, max_age=86_400)
    response.headers["Cache-Control"] = "private, max-age=86400, immutable"
    return response


@blueprint.post("/api/v1/decode")
@policy("device_batch")
def decode_label() -> Response:
    """The text of a label on a photo, for tablets whose camera the page may not use."""
    upload = request.files.get("photo")
    if upload is None:
        raise RuleBroken("photo", N_("There is no photo in it."), N_("Take it again."))
    return jsonify({"text": read_label(upload.read(MOST_PHOTO_BYTES))})
