"""Who asks, and may they: loads the tablet and the person of a request, then checks the endpoint's policy."""

from __future__ import annotations

from dataclasses import replace
from urllib.parse import urlsplit

from flask import Flask, abort, current_app, flash, g, redirect, request, url_for
from flask_babel import gettext
from flask_login import LoginManager, current_user, logout_user
from flask_wtf.csrf import CSRFProtect
from werkzeug.exceptions import TooManyRequests
from werkzeug.wrappers import Response

from core.access import RIGHTS, Actor
from core.clock import now
from core.db import transaction
from core.guards import DEVICE_BATCH, KIOSK, KIOSK_PAIRING, OPEN_KEY, PUBLIC, SIGNED_IN, TABLET, policy_of
from core.sign_ins import LiveSignIn, known_device, live_sign_in, note_seen, write_seen
from factory.cookies import DEVICE, read_cookie, this_request
from factory.front_desk.code_first import sent_to_first_step

csrf = CSRFProtect()
login_manager = LoginManager()
WITHOUT_STATE = ("static",)
"""Endpoints that touch neither the database nor a person."""


class SignedIn:
    """What Flask-Login holds: a live sign-in, whose opaque id is all that the cookie carries."""

    is_authenticated = True
    is_active = True
    is_anonymous = False

    def __init__(self, sign_in: LiveSignIn) -> None:
        self.sign_in = sign_in

    def get_id(self) -> str:
        """The secret id of the sign-in's row."""
        return self.sign_in.id


@login_manager.user_loader
def load_signed_in(sign_in_id: str) -> SignedIn | None:
    """The live sign-in of a cookie, or None."""
    device = g.get("device")
    found = live_sign_in(sign_in_id, device_id=device.id if device else None, at=now())
    return SignedIn(found) if found else None


def register_policing(app: Flask) -> None:
    """Attach Flask-Login, CSRF and the one policy check."""
    login_manager.session_protection = None
    login_manager.init_app(app)
    app.config["WTF_CSRF_CHECK_DEFAULT"] = False
    csrf.init_app(app)
    app.before_request(load_asker)
    app.before_request(check_policy)


def load_asker() -> None:
    """Put the tablet, the person and the sign-in of this request into `g`."""
    kept, asked, sign_in = g._get_current_object(), this_request(), None
    kept.device = kept.actor = kept.sign_in = None
    if asked.endpoint in WITHOUT_STATE:
        return
    kept.device = device = known_device(read_cookie(DEVICE))
    who = current_user._get_current_object()
    if who.is_authenticated:
        kept.sign_in = sign_in = who.sign_in
        kept.actor = sign_in.actor
    at = now()
    if note_seen(sign_in=sign_in, device=device, at=at):
        with transaction():
            write_seen(sign_in=sign_in, device=device, at=at)


def _state() -> dict[str, object]:
    from flask import session

    return session  # type: ignore[return-value]


def check_policy() -> Response | None:
    """Refuse whoever the endpoint's policy does not let in; an endpoint without a policy lets nobody in."""
    asked, actor = this_request(), g.actor
    if asked.endpoint is None or asked.endpoint in WITHOUT_STATE:
        return None
    stated = policy_of(current_app.view_functions.get(asked.endpoint))
    if stated is None:
        abort(403)
    if stated in (KIOSK, OPEN_KEY, KIOSK_PAIRING):
        check_program(stated)
        return None
    if stated == DEVICE_BATCH:
        check_batch()
    elif asked.method not in ("GET", "HEAD", "OPTIONS"):
        csrf.protect()
    if is_let_in(stated, actor, has_device=g.device is not None):
        return sent_to_first_step() if actor is not None and actor.strength == "password" else None
    if actor is None and stated != DEVICE_BATCH:
        return ask_to_sign_in(stated)
    if actor is not None and wants_a_pin(stated, actor):
        return redirect(url_for("front_desk.confirm_pin", back=request.full_path.rstrip("?")), 303)
    return abort(403)


def wants_a_pin(stated: str, actor: Actor) -> bool:
    """True where a page is shut to a card alone and opens to the same person once they give their PIN."""
    is_page = request.method in ("GET", "HEAD") and not request.path.startswith("/api/")
    return (
        is_page
        and actor.strength == "card"
        and is_let_in(stated, replace(actor, strength="pin"), has_device=True)
    )


def is_let_in(stated: str, actor: Actor | None, *, has_device: bool) -> bool:
    """True if the policy lets `actor` (None: nobody) on a paired tablet or not in."""
    if stated == PUBLIC:
        return True
    if stated in (TABLET, DEVICE_BATCH):
        return has_device
    if actor is None:
        return False
    if stated == SIGNED_IN:
        return True
    words = [word.strip().removeprefix("right:") for word in stated.split("|")]
    return any(word in RIGHTS and actor.may(word) for word in words)


def may_open(endpoint: str) -> bool:
    """True if whoever asks may call `endpoint`: what menus show."""
    stated = policy_of(current_app.view_functions.get(endpoint))
    return stated is not None and is_let_in(stated, g.get("actor"), has_device=g.get("device") is not None)


def check_batch() -> None:
    """A tablet's queue comes without a page, so it shows its own cookie, its origin and a header no form can set."""
    asked = this_request()
    if g.device is None or asked.headers.get("X-Eco") != "1":
        abort(403)
    origin = urlsplit(asked.headers.get("Origin", ""))
    if origin.scheme not in ("http", "https") or origin.netloc.lower() != asked.host.lower():
        abort(403)


def check_program(stated: str) -> None:
    """What comes without a person: a kiosk or a key by their token, or a computer that is to become a kiosk."""
    if stated == KIOSK:
        check_kiosk()
    elif stated == OPEN_KEY:
        check_open_key()


def check_kiosk() -> None:
    """Put the kiosk whose token this is into `g`; 401 for any other."""
    from hardware.queries.kiosks import known_kiosk  # the room is loaded by the first kiosk that calls

    scheme, _, token = this_request().headers.get("Authorization", "").partition(" ")
    g.kiosk = known_kiosk(token.strip(), now()) if scheme.lower() == "bearer" else None
    if g.kiosk is None:
        abort(401)


def check_open_key() -> None:
    """Put the key of the open API that asks into `g`; 401 for any other, 429 for one that asks too often."""
    from factory.open_data.keys import Throttle, known_key, note_used

    scheme, _, secret = this_request().headers.get("Authorization", "").partition(" ")
    g.open_key = key = known_key(secret.strip()) if scheme.lower() == "bearer" else None
    if key is None:
        abort(401)
    throttle = current_app.extensions.setdefault("eco_open_keys", Throttle())
    at = now()
    wait = throttle.wait_for(key.id, at)
    if wait:
        raise TooManyRequests(retry_after=wait)
    if key.is_to_note(at):
        with transaction():
            note_used(key.id, at)


def ask_to_sign_in(stated: str) -> Response:
    """401 for a script; for a person the sign-in page, on a paired tablet "Who are you?"; they come back afterwards.

    The cookie of a sign-in that has ended is emptied here only, where a person looks at a page: a script's answer that
    comes late, asked with the cookie of who stood here before, would end the sign-in of whoever shows a card now.
    """
    if request.path.startswith("/api/"):
        abort(401)
    if stated == TABLET:
        abort(403)
    if "_user_id" in _state():
        logout_user()
    door = "front_desk.sign_in" if g.device is None else "front_desk.choose_person"
    if request.method in ("GET", "HEAD"):
        return redirect(url_for(door, back=request.full_path.rstrip("?")), 303)
    flash(gettext("You were signed out. Sign in and press the button again."), "look")
    return redirect(url_for(door), 303)
