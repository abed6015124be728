"""One search box: a code goes straight to its piece; words, places and donors are listed."""

from __future__ import annotations

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from core.bounds import whole
from core.guards import current_actor, policy
from inventory.queries.desk_lists import site_choices
from inventory.queries.search import code_typed, find_donors, find_pieces, find_places
from inventory.routes import blueprint
from inventory.routes.words import category_names

LONGEST = 120


@blueprint.get("/search")
@policy("right:see_pieces")
def search_pieces() -> str | Response:
    """What the box finds: codes also with spaces and I, L, O; words in the person's language and in English."""
    actor = current_actor()
    text = " ".join(request.args.get("q", "")[:LONGEST].split())
    code = code_typed(text)
    if code is not None:
        return redirect(url_for("inventory.show_piece", code=code), 303)
    sites = tuple(site.id for site in site_choices(actor.site_id))
    before = request.args.get("before", "")
    before_id = whole(before, 15) or 0
    found = find_pieces(text, names=category_names(), site_ids=sites, before_id=before_id)
    return render_template(
        "inventory/search_pieces.html",
        text=text,
        found=found,
        places=find_places(text, actor.site_id) if text else [],
        donors=find_donors(text, actor.site_id) if text and actor.may("see_donors") else [],
    )
