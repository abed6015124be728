"""The batch in which a tablet sends its events: its shape and bounds, the tablet, the language, each event alone."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from flask import Response, current_app, g, jsonify, request
from flask_babel import force_locale, gettext

from core.clock import milliseconds, now
from core.db import transaction
from core.errors import N_, RuleBroken
from core.people import LANGUAGES
from core.tablets import Receipt, RefusedAtOnce, Tablet

MOST_EVENTS = 200
MOST_BYTES = 512 * 1024


def read_batch(most_bytes: int = MOST_BYTES) -> dict[str, Any]:
    """The batch of the request, if it is one: `now` of the tablet, and `events`. Raises RuleBroken."""
    too_much = RuleBroken(
        "events", N_("This is too much at once."), N_("Send at most %(most)s events."), most=MOST_EVENTS
    )
    if (request.content_length or most_bytes + 1) > most_bytes:
        raise too_much
    body = request.get_json(force=True, silent=True)
    told: dict[str, Any] = body if isinstance(body, dict) else {}
    events, device_now = told.get("events"), told.get("now")
    if not isinstance(events, list) or not isinstance(device_now, int) or isinstance(device_now, bool):
        raise RuleBroken("events", N_("This is not a batch of events."), N_("Load the page again."))
    if len(events) > MOST_EVENTS or not all(isinstance(event, dict) for event in events):
        raise too_much
    return told


def tablet_at_hand(device: Any, sign_in: Any) -> Tablet:
    """The paired tablet of the request, with whoever is signed in on it."""
    present = sign_in.actor if sign_in is not None and sign_in.is_settled else None
    return Tablet(device.id, device.public_id, device.site_id, present)


def told_language(body: Mapping[str, Any]) -> str:
    """The language that the tablet speaks; English where it says none of ours."""
    wanted = body.get("language")
    return wanted if isinstance(wanted, str) and wanted in LANGUAGES else "en"


def take_alone(
    event: Mapping[str, Any],
    act: Callable[[], Any],
    told: Callable[[Any], dict[str, Any]],
    failed: str,
) -> dict[str, Any]:
    """One event in a transaction of its own; what breaks there is logged as `failed` and does not stop the others.

    `act` raises RefusedAtOnce for what could not be done while somebody stands before the screen: nothing is kept.
    """
    try:
        try:
            with transaction():
                receipt = act()
        except RefusedAtOnce as refused:
            receipt = refused.receipt
        return told(receipt)  # after the commit: meanwhile the next tablet may write
    except Exception:
        current_app.logger.exception(failed)
        return {"id": str(event.get("id"))[:40], "result": "failed"}


def answer_batch(take: Callable[..., Receipt], *, failed: str, most_bytes: int = MOST_BYTES) -> Response:
    """Every sealed event of the request's batch, live or queued, kept once and alone, and answered with its receipt.

    `take` is the room's service; what breaks in it is logged as `failed`. Raises RuleBroken where it is no batch.
    """
    body = read_batch(most_bytes)
    sealed = {
        "secrets": current_app.config["ECO_SETTINGS"].every_secret_key,
        "is_live": bool(body.get("live")),
    }
    return _answered(body, partial(take, **sealed), told_receipt, failed)


def answer_open_batch(
    take: Callable[..., Any], *, failed: str, told: Callable[[Any], dict[str, Any]] | None = None
) -> Response:
    """The same for events that are told in the open, by `told` where the room's receipt says more than others."""
    return _answered(read_batch(), take, told or told_receipt, failed)


def _answered(
    body: Mapping[str, Any], take: Callable[..., Any], told: Callable[[Any], dict[str, Any]], failed: str
) -> Response:
    """A batch's answers. It arrived once: by that instant and the tablet's own `now` all its times are corrected."""
    arrived, tablet = now(), tablet_at_hand(g.device, g.sign_in)

    def taken(event: Mapping[str, Any]) -> dict[str, Any]:
        act = partial(take, event, tablet=tablet, device_now=body["now"], arrived=arrived)
        return take_alone(event, act, told, failed)

    with force_locale(told_language(body)):
        answers = [taken(event) for event in body["events"]]
    return jsonify({"now": milliseconds(arrived), "answers": answers})


def told_receipt(receipt: Receipt) -> dict[str, Any]:
    """A receipt as the tablet reads it, in the language it speaks."""
    words = (gettext(text, **receipt.params) for text in (receipt.message, receipt.remedy) if text)
    return {"id": receipt.id, "result": receipt.result, "message": " ".join(words)}
