"""Language, light or dark, English below one's own language: kept with the person and with the browser."""

from __future__ import annotations

from flask import g, redirect, request
from werkzeug.wrappers import Response

from core.clock import now
from core.db import transaction
from core.errors import N_, RuleBroken
from core.guards import PUBLIC, SIGNED_IN, current_actor, policy
from core.people import LANGUAGES, THEMES
from core.people_services import set_look
from factory.cookies import LANGUAGE, THEME, keep_cookie
from factory.front_desk.entrance import safe_address
from factory.front_desk.routes import blueprint


@blueprint.post("/language")
@policy(PUBLIC)
def choose_language() -> Response:
    """Choose a language: this browser keeps it, and the person who is signed in."""
    code = request.form.get("language", "")
    if code not in LANGUAGES:
        raise RuleBroken("language", N_("We do not have this language yet."), N_("Choose one of the list."))
    _keep(language=code)
    response = redirect(safe_address(request.form.get("back", "")), 303)
    keep_cookie(response, LANGUAGE, code)
    return response


@blueprint.post("/appearance")
@policy(PUBLIC)
def set_theme() -> Response:
    """Choose light, dark or what the machine says."""
    theme = request.form.get("theme", "")
    if theme not in THEMES:
        raise RuleBroken("theme", N_("Choose light or dark."))
    _keep(theme=theme)
    response = redirect(safe_address(request.form.get("back", "")), 303)
    keep_cookie(response, THEME, theme)
    return response


@blueprint.post("/me/english")
@policy(SIGNED_IN)
def set_english() -> Response:
    """Show English small below one's own language, or not."""
    current_actor()
    _keep(shows_english=request.form.get("shows_english") == "yes")
    return redirect(safe_address(request.form.get("back", "")), 303)


def _keep(
    *, language: str | None = None, theme: str | None = None, shows_english: bool | None = None
) -> None:
    if g.actor is None:
        return
    with transaction():
        set_look(
            by=g.actor,
            person_id=g.actor.person_id,
            at=now(),
            language=language,
            theme=theme,
            shows_english=shows_english,
        )
