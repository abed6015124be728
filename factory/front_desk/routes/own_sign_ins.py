"""Where I am signed in: ended one by one, or all but this."""

from __future__ import annotations

from flask import flash, redirect, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from core.clock import now
from core.db import transaction
from core.guards import SIGNED_IN, current_actor, policy
from core.own_sign_ins import end_other_sign_ins, end_own_sign_in
from factory.front_desk.routes import blueprint


@blueprint.post("/me/sign-ins/<sign_in>/end")
@policy(SIGNED_IN)
def end_one_sign_in(sign_in: str) -> Response:
    """End one sign-in of one's own, as of a browser left open elsewhere."""
    with transaction():
        end_own_sign_in(by=current_actor(), public_id=sign_in, at=now())
    flash(gettext("That sign-in is ended."), "good")
    return redirect(url_for("front_desk.show_me"), 303)


@blueprint.post("/me/sign-ins/end")
@policy(SIGNED_IN)
def end_all_other_sign_ins() -> Response:
    """End every sign-in of one's own but this one."""
    with transaction():
        end_other_sign_ins(by=current_actor(), at=now())
    flash(gettext("You are signed in here only."), "good")
    return redirect(url_for("front_desk.show_me"), 303)
