"""The search box of every page: a code goes straight to its thing; words find pieces, people, runs, places and more."""

from __future__ import annotations

from flask import redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from core.clock import local_day, now
from core.guards import SIGNED_IN, current_actor, policy
from factory.front_desk.finding import FEW, exactly, find_all, read_words
from factory.front_desk.last_touched import last_touched
from factory.front_desk.routes import blueprint
from factory.skills.catalogue import SKILLS
from inventory.catalogue import categories
from inventory.queries.desk_lists import site_choices
from inventory.queries.search import code_typed, find_pieces


@blueprint.get("/find")
@policy(SIGNED_IN)
def find_things() -> str | Response:
    """What the box finds of all that the person may see; without words, what they did last."""
    by, words = current_actor(), read_words(request.args)
    sees_pieces = by.may("see_pieces")
    if sees_pieces and (code := code_typed(words)) is not None:
        return redirect(url_for("inventory.show_piece", code=code), 303)
    if words and (thing := exactly(words, by)) is not None:
        return redirect(url_for(thing.endpoint, **thing.address), 303)
    sites = tuple(site.id for site in site_choices(by.site_id))
    pieces = (
        find_pieces(
            words,
            names={slug: gettext(row.name) for slug, row in categories().items()},
            site_ids=sites,
            size=FEW,
        )
        if words and sees_pieces
        else None
    )
    return render_template(
        "front_desk/find_things.html",
        words=words,
        pieces=pieces,
        groups=find_all(words, by, local_day(now()), [gettext(skill.name) for skill in SKILLS]),
        recent=last_touched(by) if not words else [],
    )
