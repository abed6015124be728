"""What kiosks ask: pairing, events in, the signed pack out, photos of faults. Each shows its own token."""

from __future__ import annotations

import hashlib
import json
import zlib
from typing import Any

from flask import Response, abort, current_app, g, jsonify, make_response, request

from core.audit import writes_so_far
from core.clock import now, today
from core.db import transaction
from core.errors import N_, RuleBroken
from core.guards import KIOSK, KIOSK_PAIRING, policy
from core.pictures import stored_pictures
from core.sealing import sign, signing_key
from core.throttle import PAIRING_FROM_ADDRESS, give_back, reserve
from hardware.queries.fault_lists import unclaimed_photos
from hardware.queries.packs import make_pack
from hardware.routes import blueprint
from hardware.services.derive import derive_stale
from hardware.services.faults import keep_fault_photo
from hardware.services.intake import MOST_EVENTS, Taken, Upload, take_events
from hardware.services.kiosk_acts import act_on_told
from hardware.services.kiosks import pair_kiosk, turn_token
from hardware.vocabulary.events import MOST_MONO_MS, MOST_NUMBER

MOST_SENT = 1024 * 1024
MOST_UNPACKED = 4 * 1024 * 1024
MOST_PHOTO_BYTES = 8 * 1024 * 1024
MOST_UNCLAIMED = 200
"""Photos that no fault names yet: as many as a kiosk keeps, so that none fills the disk."""
PACK_FORM = 2
"""Raise it when a pack is told in another form."""
TOO_MUCH = (N_("This is too much at once."), N_("Send at most 500 events."))
NO_BATCH = (N_("This is not a batch of events."), N_("Update the kiosk's program."))


@blueprint.post("/api/v1/kiosk/pair")
@policy(KIOSK_PAIRING)
def pair_this_kiosk() -> Response:
    """A new kiosk gives the code that a coordinator shows, and is told once who it is and what it proves that by."""
    told = request.get_json(silent=True, cache=False)
    code = told.get("code") if isinstance(told, dict) else None
    if not isinstance(code, str) or len(code) > 40:
        raise RuleBroken("code", N_("Type the code that the coordinator shows."))
    at = now()
    reserved = reserve([(PAIRING_FROM_ADDRESS, request.remote_addr or "unknown")], at=at)
    with transaction():
        paired = pair_kiosk(code=code, at=at)
        give_back(reserved)
    secret = current_app.config["ECO_SETTINGS"].secret_key
    return jsonify(
        {
            "kiosk": paired.public_id,
            "token": paired.token,
            "pepper": paired.pepper,
            "public_key": signing_key(secret),
            "machines": list(paired.machines),
        }
    )


@blueprint.post("/api/v1/kiosk/events")
@policy(KIOSK)
def take_kiosk_events() -> Response:
    """Events of a kiosk, live or from its spool: an answer for each; what cannot be taken is put aside and answered."""
    upload, at = _upload(), now()
    with transaction():
        taken = take_events(kiosk=g.kiosk, upload=upload, at=at)
        token = turn_token(kiosk=g.kiosk, at=at)
    _follow_up(taken)
    told: dict[str, Any] = {"answers": taken.answers, **({"token": token} if token else {})}
    told |= {"pack": "new"} if taken.has_new_pack else {}
    return Response(json.dumps(told, separators=(",", ":")), mimetype="application/json")


def _follow_up(taken: Taken) -> None:
    """What follows from new events, apart: whatever breaks here, the events are kept, and the clockwork tries again."""
    if not taken.stale:
        return
    try:
        if taken.told:
            with transaction():
                act_on_told(kiosk_id=g.kiosk.id, at=now())
        if taken.matters:  # else the clockwork does it within the minute
            with transaction():
                derive_stale(at=now(), kiosk_id=g.kiosk.id)
    except Exception:
        current_app.logger.exception("what a kiosk told could not be counted yet")


def _upload() -> Upload:
    """The batch, if it is one. Raises RuleBroken; answers 413 for what is too big."""
    told = _json(_unpacked())
    events = told.get("events")
    boot, waiting = told.get("boot"), _count(told.get("waiting", 0))
    mono = _count(told.get("mono_ms"), MOST_MONO_MS)
    is_right = isinstance(boot, str) and 0 < len(boot) <= 64 and boot.isprintable() and "\x00" not in boot
    if not isinstance(events, list) or not is_right or mono is None or waiting is None:
        raise RuleBroken("events", *NO_BATCH)
    if len(events) > MOST_EVENTS:
        raise RuleBroken("events", *TOO_MUCH)
    return Upload(str(boot), mono, min(waiting, 1_000_000), events)


def _count(value: Any, most: int = MOST_NUMBER - 1) -> int | None:
    is_count = isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= most
    return value if is_count else None


def _unpacked() -> bytes:
    """The body, unpacked where it was packed; never more than the measure."""
    if (request.content_length or MOST_SENT + 1) > MOST_SENT:
        abort(413)
    body = request.get_data(cache=False)
    if request.headers.get("Content-Encoding", "").lower() != "gzip":
        return body
    unpacker = zlib.decompressobj(wbits=31)
    try:
        whole = unpacker.decompress(body, MOST_UNPACKED)
    except zlib.error as problem:
        raise RuleBroken("events", *NO_BATCH) from problem
    if unpacker.unconsumed_tail:
        abort(413)
    if not unpacker.eof:
        raise RuleBroken("events", *NO_BATCH)
    return whole


def _json(body: bytes) -> dict[str, Any]:
    try:
        told = json.loads(body)
    except (ValueError, RecursionError) as problem:
        raise RuleBroken("events", *NO_BATCH) from problem
    if not isinstance(told, dict):
        raise RuleBroken("events", *NO_BATCH)
    return told


@blueprint.get("/api/v1/kiosk/pack")
@policy(KIOSK)
def show_kiosk_pack() -> Response:
    """The signed pack of one machine beside the kiosk; 304, without making it, where nothing was written since."""
    code = request.args.get("machine", "")[:40]
    state = f"{PACK_FORM} {today()} {g.kiosk.id} {code} {writes_so_far()}"
    tag = hashlib.sha256(state.encode()).hexdigest()[:32]
    if request.if_none_match.contains(tag):
        return _tagged(make_response("", 304), tag)
    body = make_pack(kiosk=g.kiosk, machine_code=code, at=now()).as_bytes()
    response = make_response(body)
    response.content_type = "application/json"
    response.headers["X-Eco-Signature"] = sign(current_app.config["ECO_SETTINGS"].secret_key, body)
    return _tagged(response, tag)


def _tagged(response: Response, tag: str) -> Response:
    response.set_etag(tag)
    response.headers["Cache-Control"] = "no-cache"
    return response


@blueprint.post("/api/v1/kiosk/photos")
@policy(KIOSK)
def take_kiosk_photo() -> Response:
    """A photo of a fault, by the id that the kiosk gave it; the same photo again changes nothing."""
    if (request.content_length or MOST_PHOTO_BYTES + 1) > MOST_PHOTO_BYTES:
        abort(413)
    photo_id = request.args.get("id", "")[:40]
    if unclaimed_photos(g.kiosk.id) >= MOST_UNCLAIMED:
        abort(429)
    folder, data = current_app.config["ECO_SETTINGS"].photo_folder, request.get_data(cache=False)
    with stored_pictures([data], folder) as (stored,), transaction():
        keep_fault_photo(
            site_id=g.kiosk.site_id, device_id=g.kiosk.id, photo_id=photo_id, stored=stored, at=now()
        )
    return jsonify({"id": photo_id, "result": "stored"})
