"""The steps of a sign-in with a code, as the cookie remembers them between two pages."""

from __future__ import annotations

from datetime import timedelta

import flask
from flask import current_app, g, redirect, url_for
from werkzeug.wrappers import Response

from core.clock import from_milliseconds, milliseconds, now
from core.code_services import HALF_WAY as LASTS
from core.code_services import code_since, is_code_wanted
from core.credentials import has_first_password
from core.sign_in_services import CodeWanted
from factory.front_desk.code_first import CODE_FIRST, PASSWORD_FIRST
from factory.front_desk.entrance import HALF_WAY


def secret_keys() -> list[str]:
    """The server's keys, the one in use first."""
    keys: list[str] = current_app.config["ECO_SETTINGS"].every_secret_key
    return keys


def ask_code(half: CodeWanted, back: str) -> Response:
    """Remember whose password was right, and ask for the code."""
    flask.session[HALF_WAY] = [half.person_id, half.site_id, milliseconds(now()), back[:200]]
    return redirect(url_for("front_desk.give_code"), 303)


def half_way() -> tuple[int, int, str] | None:
    """Person, site and where to go of a sign-in that waits for its code; None where none does, or too long."""
    kept = flask.session.get(HALF_WAY)
    if not kept or not timedelta() <= now() - from_milliseconds(kept[2]) <= LASTS:
        return None
    return kept[0], kept[1], kept[3]


def want_first_steps() -> None:
    """Note in the cookie what whoever has just signed in must do before anything else."""
    person_id = g.actor.person_id if g.actor else None
    if person_id and has_first_password(person_id):
        flask.session[PASSWORD_FIRST] = True
    if person_id and is_code_wanted(person_id, now()) and code_since(person_id) is None:
        flask.session[CODE_FIRST] = True
