"""The tablet script's side of the front desk: who is here, sign in, step up, together, a new person from the queue."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from flask import Response, current_app, g, jsonify, request

from core.clock import from_milliseconds, milliseconds, now
from core.db import transaction
from core.errors import N_, NotAllowed, RuleBroken
from core.guards import DEVICE_BATCH, TABLET, current_actor, current_device, policy
from core.ids import proof_message, read_client_id
from core.newcomers import Newcomer, welcome_from_queue
from core.notice import NOTICE_TEXTS
from core.people import Person
from core.people_queries import in_today
from core.sign_in_services import confirm_by_pin, join_sign_in, leave_together, sign_in_by_pin
from core.sign_ins import end_sign_in
from core.told import opened
from core.understandings import ShownWords
from factory.front_desk.about import about_me, about_signed_in
from factory.front_desk.cards import NO_CARD, read_shown, show_card
from factory.front_desk.entrance import asker_address, begin, come_again, leave
from factory.front_desk.routes import blueprint
from factory.safety_texts import words_shown

MOST_BYTES = 20_000
OLDEST = timedelta(days=400)


def _body() -> Mapping[str, Any]:
    """The JSON object that was sent; RuleBroken for anything else."""
    if (request.content_length or 0) > MOST_BYTES:
        raise RuleBroken("", N_("This is too much at once."))
    body = request.get_json(force=True, silent=True)
    if not isinstance(body, dict):
        raise RuleBroken("", N_("This is not JSON."), N_("Load the page again."))
    return body


def _text(body: Mapping[str, Any], name: str, longest: int = 200) -> str:
    value = body.get(name, "")
    if not isinstance(value, str) or len(value) > longest:
        raise RuleBroken(name, N_("This could not be read."), N_("Go back and try again."))
    value.encode()
    if "\x00" in value:
        raise RuleBroken(name, N_("This could not be read."), N_("Go back and try again."))
    return value


@blueprint.get("/api/v1/me")
@policy(TABLET)
def tell_me() -> Response:
    """The tablet, and who is signed in on it."""
    return about_me()


@blueprint.get("/api/v1/in-today")
@policy(TABLET)
def tell_in_today() -> Response:
    """The picture grid: names as wanted and drawn pictures of those in today."""
    people = in_today(site_id=current_device().site_id, at=now())
    return jsonify(
        {
            "people": [
                {"number": one.number, "alias": one.called, "avatar": one.avatar, "has_pin": one.has_pin}
                for one in people
            ]
        }
    )


@blueprint.post("/api/v1/sign-in/card")
@blueprint.post("/api/v1/sign-in/instead", endpoint="take_instead")
@policy(DEVICE_BATCH)
def take_card() -> Response:
    """A card was shown: its person is signed in on this tablet, alone."""
    if show_card(_text(_body(), "card")) == "blank":
        return jsonify({"blank": True})
    return about_me()


@blueprint.post("/api/v1/sign-in/pin")
@policy(DEVICE_BATCH)
def take_pin() -> Response:
    """Person number and PIN: signed in, strong enough to sign checks."""
    body = _body()
    sign_in_id = sign_in_by_pin(
        number=_text(body, "number", 20),
        pin=_text(body, "pin", 64),
        address=asker_address(),
        device=current_device(),
        at=now(),
    )
    begin(sign_in_id)
    return about_signed_in()


@blueprint.post("/api/v1/sign-in/confirm")
@policy(DEVICE_BATCH)
def take_confirmation() -> Response:
    """The PIN of whoever is signed in by card: five minutes as by PIN."""
    confirm_by_pin(
        by=current_actor(),
        pin=_text(_body(), "pin", 64),
        address=asker_address(),
        device=current_device(),
        at=now(),
    )
    come_again()
    return about_signed_in()


@blueprint.post("/api/v1/sign-in/together")
@policy(DEVICE_BATCH)
def take_partner() -> Response:
    """Another card: both stand on what follows."""
    token = read_shown(_text(_body(), "card"))
    if token is None:
        raise RuleBroken("card", *NO_CARD)
    with transaction():
        join_sign_in(by=current_actor(), token=token, device=current_device(), at=now())
    come_again()
    return about_me()


@blueprint.post("/api/v1/sign-in/alone")
@policy(DEVICE_BATCH)
def take_leave_of_partner() -> Response:
    """Whoever stood beside has left."""
    with transaction():
        leave_together(by=current_actor(), at=now())
    come_again()
    return about_me()


@blueprint.post("/api/v1/sign-in/out")
@policy(DEVICE_BATCH)
def take_sign_out() -> Response:
    """Nobody is at the tablet any more."""
    if g.sign_in is not None:
        with transaction():
            end_sign_in(g.sign_in.id, at=now())
    leave()
    return about_me()


@blueprint.post("/api/v1/newcomers")
@policy(DEVICE_BATCH)
def take_newcomer() -> Response:
    """A new person from a tablet, live or queued: the same id again gives the same person.

    A card that proves nothing answers 422 and not 403, so that one bad entry does not hold up a tablet's queue.
    """
    body, device = _body(), current_device()
    token = read_client_id(body.get("id"))
    if token is None:
        raise RuleBroken("id", N_("This event has no proper id."))
    sealed = _text(body, "sealed", MOST_BYTES)
    keys = current_app.config["ECO_SETTINGS"].every_secret_key
    newcomer = _newcomer(token, opened(sealed, f"newcomer:{token}", keys, MOST_BYTES))
    try:
        with transaction():
            person, is_new = welcome_from_queue(
                newcomer=newcomer,
                lookup=_text(body, "card", 64),
                message=proof_message("newcomer", token, sealed),
                proof=_text(body, "proof", 64),
                site_id=device.site_id,
                device_id=device.id,
                at=_happened_at(body),
            )
    except NotAllowed as problem:
        raise RuleBroken("card", problem.message, problem.remedy) from problem
    return jsonify({"result": "stored" if is_new else "repeated", "person": _about(person)})


def _newcomer(token: str, told: Mapping[str, Any]) -> Newcomer:
    return Newcomer(
        token=token,
        called=_text(told, "called"),
        language=_text(told, "language", 8),
        avatar=_text(told, "avatar", 40),
        notice=_text(told, "notice", 40),
        notice_how=_text(told, "notice_how", 20),
        shown=_shown(told),
        is_young=told.get("is_young") is True,
        is_late=True,
    )


def _shown(body: Mapping[str, Any]) -> ShownWords:
    """The words that the tablet showed, as it says; an older tablet says nothing, and nobody was asked."""
    said = body.get("words")
    if not isinstance(said, dict):
        return words_shown(_text(body, "language", 8), NOTICE_TEXTS, with_english=True)
    return ShownWords(
        language=_text(said, "language", 8),
        version=_text(said, "version", 32),
        is_checked=said.get("checked") is True,
        with_english=said.get("english") is True,
        interpreter=_text(said, "interpreter", 64),
    )


def _about(person: Person) -> dict[str, str]:
    return {
        "number": person.number,
        "alias": person.alias,
        "avatar": person.avatar,
        "language": person.language,
    }


def _happened_at(body: Mapping[str, Any]) -> datetime:
    """When it happened by our clock: as long before the arrival as the tablet's own clock says."""
    arrived = now()
    at, device_now = body.get("at"), body.get("now")
    if not isinstance(at, int) or not isinstance(device_now, int):
        return arrived
    ago = timedelta(milliseconds=max(0, min(device_now - at, 10**13)))
    return arrived if ago > OLDEST else from_milliseconds(milliseconds(arrived - ago))
