"""The public page of a piece: its story once it has been given out; before that, whose it is."""

from __future__ import annotations

from contextlib import nullcontext

from flask import g, make_response, redirect, render_template, request, url_for
from flask_babel import force_locale
from werkzeug.wrappers import Response

from core.crossings import crossings
from core.guards import policy
from core.people import LANGUAGES
from inventory.queries.story import story_of
from inventory.routes import blueprint


@blueprint.get("/P/<code>")
@policy("public")
def show_story(code: str) -> Response:
    """Where a label leads a stranger's camera; a signed-in person or a paired tablet goes on to the piece itself."""
    actor = g.get("actor")
    story = story_of(code)
    if story is not None and (g.get("device") is not None or (actor is not None and actor.may("see_pieces"))):
        return redirect(url_for("inventory.show_piece", code=story.code), 303)
    page = "no_story" if story is None else "show_story" if story.is_told else "untold_story"
    worked = crossings.minutes_at_machines(story.code) if story is not None and story.is_told else []
    asked = request.args.get("language", "")
    with force_locale(asked) if asked in LANGUAGES else nullcontext():
        shown = render_template(f"inventory/{page}.html", story=story, machine_minutes=worked)
    answer = make_response(shown, 404 if story is None else 200)
    answer.headers["Vary"] = "Accept-Language, Cookie"
    answer.headers["Cache-Control"] = "private, max-age=300"
    return answer


@blueprint.get("/p/<code>")
@policy("public")
def show_story_too(code: str) -> Response:
    """The same address in small letters."""
    return show_story(code)
