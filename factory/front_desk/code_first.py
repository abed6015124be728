"""What is open to somebody who must do something before anything else: choose a password, set a code up."""

from __future__ import annotations

import flask
from flask import redirect, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from core.errors import N_, NotAllowed

PASSWORD_FIRST = "password_first"
"""Key in the cookie: somebody else chose the password with which this sign-in began."""
CODE_FIRST = "code_first"
"""Key in the cookie: the site wants a code of this person, who has none yet."""
ALWAYS_OPEN = frozenset(
    {
        "front_desk.sign_out",
        "front_desk.set_language",
        "front_desk.show_health",
        "front_desk.sign_in",
        "static",
    }
)
OPEN_WITHOUT_PASSWORD = ALWAYS_OPEN | {"front_desk.show_password", "front_desk.change_password"}
"""What is answered before somebody chose a password of their own."""
OPEN_WITHOUT = ALWAYS_OPEN | {
    "front_desk.show_code", "front_desk.begin_own_code", "front_desk.prove_own_code", "front_desk.confirm_pin",
}  # fmt: skip
"""What is answered before a code was set up that the site wants."""


def sent_to_first_step() -> Response | None:
    """The way to what somebody must do first; asked at each request."""
    if PASSWORD_FIRST in flask.session:
        if request.endpoint in OPEN_WITHOUT_PASSWORD:
            return None
        return _sent(
            "front_desk.show_password",
            gettext("Somebody gave you this password. Choose one that only you know."),
            NotAllowed(
                N_("Somebody gave you this password."), N_("Choose one that only you know, on your page.")
            ),
        )
    if CODE_FIRST not in flask.session or request.endpoint in OPEN_WITHOUT:
        return None
    return _sent(
        "front_desk.show_code",
        gettext("Your site wants a code of your phone beside the password. Set it up first."),
        NotAllowed(
            N_("Your site wants a code of your phone beside the password."),
            N_("Set it up first, on your page."),
        ),
    )


def _sent(endpoint: str, said: str, refusal: NotAllowed) -> Response:
    if request.method in ("GET", "HEAD") and not request.path.startswith("/api/"):
        flask.flash(said, "look")
        return redirect(url_for(endpoint), 303)
    raise refusal
