"""What is open to somebody of whom the site wants a code that they have not set up yet."""

from __future__ import annotations

import flask
from flask import redirect, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from core.errors import N_, NotAllowed

CODE_FIRST = "code_first"
"""Key in the cookie: the site wants a code of this person, who has none yet."""
OPEN_WITHOUT = frozenset(
    {
        "front_desk.show_code", "front_desk.begin_own_code", "front_desk.prove_own_code", "front_desk.sign_out",
        "front_desk.set_language", "front_desk.confirm_pin", "front_desk.show_health", "front_desk.sign_in", "static",
    }
)  # fmt: skip
"""What is answered before a code was set up that the site wants."""


def sent_to_code() -> Response | None:
    """The way to where a code is set up, for whoever must do that first; asked at each request."""
    if CODE_FIRST not in flask.session or request.endpoint in OPEN_WITHOUT:
        return None
    if request.method in ("GET", "HEAD"):
        flask.flash(
            gettext("Your site wants a code of your phone beside the password. Set it up first."), "look"
        )
        return redirect(url_for("front_desk.show_code"), 303)
    raise NotAllowed(
        N_("Your site wants a code of your phone beside the password."), N_("Set it up first, on your page.")
    )
