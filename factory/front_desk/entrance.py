"""The cookie's side of signing in: it begins anew with each sign-in, holds the opaque id, and is emptied at the end."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qsl, urlsplit

import flask
from flask import current_app, g, request, url_for
from flask_login import login_user
from werkzeug.exceptions import HTTPException

from core.clock import now
from core.sign_ins import live_sign_in
from factory.front_desk.code_first import CODE_FIRST, PASSWORD_FIRST
from factory.front_desk.policing import SignedIn, may_open

SCAN_DESK = "inventory.scan_desk"
DASHBOARD = "programme.show_dashboard"
ANSWER_FOR_THE_COUNT = frozenset({"coordinator", "funder", "administrator"})
GUESTS = frozenset({"external_verifier"})
VISITS = "training.list_visits"
HALF_WAY = "half_way"
"""Key in the cookie: whose password was right, at which site, when (ms): a code is wanted of them."""
FIRST_CARD = "first_card"
"""Key in the cookie: the lookup key of the blank card that a new person has just shown."""


def begin(sign_in_id: str) -> None:
    """Let the browser act under this sign-in from now on; everything that the cookie held before is gone."""
    flask.session.clear()
    found = live_sign_in(sign_in_id, device_id=g.device.id if g.device else None, at=now())
    if found is not None:
        login_user(SignedIn(found))
        g.sign_in, g.actor = found, found.actor
        g.pop("here", None)


def leave() -> None:
    """Empty the cookie: nobody is signed in on this browser."""
    flask.session.clear()
    g.left = g.actor.number if g.actor is not None else ""
    g.sign_in = g.actor = None


def come_again() -> None:
    """Read the actor of this request anew, after the sign-in's row was changed."""
    if g.sign_in is not None:
        first = [key for key in (PASSWORD_FIRST, CODE_FIRST) if key in flask.session]
        begin(g.sign_in.id)
        flask.session.update(dict.fromkeys(first, True))


def asker_address() -> str:
    """The address that the request came from: through as many proxies as the settings trust, and no more."""
    return request.remote_addr or "unknown"


def home_endpoint() -> str:
    """Where work begins: the scan desk on a tablet; the dashboard, or a guest's visits; else a short page."""
    views = current_app.view_functions
    if g.device is not None:
        return SCAN_DESK if SCAN_DESK in views else "front_desk.choose_person"
    if g.actor is None:
        return "front_desk.sign_in"
    first = (one for one in (DASHBOARD, VISITS) if one in views and may_open(one) and _begins_there(one))
    return next(first, "front_desk.show_start")


def _begins_there(endpoint: str) -> bool:
    """The count is where work begins for those who answer for it, their visits for guests; else one's own day."""
    roles = g.actor.live_roles if g.actor else frozenset()
    return bool(roles & (ANSWER_FOR_THE_COUNT if endpoint == DASHBOARD else GUESTS))


def safe_address(wanted: str) -> str:
    """The address within our own pages that `wanted` names, built anew from its endpoint; else where work begins."""
    parts = urlsplit(wanted) if wanted.startswith("/") and not wanted.startswith(("//", "/\\")) else None
    adapter = current_app.create_url_adapter(request)
    if parts is None or parts.netloc or parts.scheme or adapter is None or not wanted.isprintable():
        return url_for(home_endpoint())
    try:
        endpoint, values = adapter.match(parts.path, method="GET")
    except HTTPException:
        return url_for(home_endpoint())
    if endpoint in ("static", "front_desk.show_home"):
        return url_for(home_endpoint())
    asked: dict[str, Any] = {
        name: value for name, value in parse_qsl(parts.query)[:30] if name not in values and name[:1] != "_"
    }
    return url_for(endpoint, **values, **asked)
