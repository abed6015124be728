"""Who is in the building: the fire list, big on a screen and on paper, and visitors' heads."""

from __future__ import annotations

from flask import Response, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response as Answer

from core.audit import saw
from core.clock import now
from core.db import transaction
from core.errors import EcoError
from core.guards import current_actor, policy
from factory.visits.fire_list import FireList, fire_list
from factory.visits.forms import HeadsForm
from factory.visits.paper import draw_fire_list
from factory.visits.routes import blueprint
from factory.visits.services import count_heads

Page = str | Answer | tuple[str, int]


def _seen_list(page: str) -> FireList:
    """Who is in now; that somebody looked is noted."""
    actor, at = current_actor(), now()
    found = fire_list(actor.site_id, at)
    with transaction():
        saw(actor.person_id or 0, f"fire-list:{actor.site_id}", page, at)
    return found


@blueprint.get("/on-site/now")
@policy("right:see_fire_list")
def show_fire_list() -> str:
    """Everybody who is taken to be in the building, in letters that are read at arm's length."""
    return render_template(
        "visits/show_fire_list.html",
        inside=_seen_list("visits.show_fire_list"),
        form=HeadsForm(formdata=None),
    )


@blueprint.get("/on-site/now.pdf")
@policy("right:see_fire_list")
def print_fire_list() -> Response:
    """The fire list on paper, with a box to tick for each person."""
    from flask_babel import get_locale

    found = _seen_list("visits.print_fire_list")
    body = draw_fire_list(found, language=str(get_locale() or "en"))
    headers = {"Content-Disposition": 'inline; filename="fire-list.pdf"', "Cache-Control": "no-store"}
    return Response(body, content_type="application/pdf", headers=headers)


@blueprint.post("/on-site/heads")
@policy("right:see_fire_list")
def count_visitors() -> Page:
    """Visitors without a name came in, or went out."""
    form = HeadsForm()
    if form.validate():
        number = int(form.heads.data or 0)
        try:
            with transaction():
                inside = count_heads(
                    by=current_actor(),
                    heads=-number if request.form.get("way") == "out" else number,
                    at=now(),
                    token=form.stale_token,
                )
            words = ngettext("%(num)s visitor is inside.", "%(num)s visitors are inside.", inside)
            flash(words if inside else _("No visitor is inside."), "good")
            return redirect(url_for("visits.show_fire_list"), 303)
        except EcoError as problem:
            form.refuse(problem)
    page = render_template(
        "visits/show_fire_list.html", inside=_seen_list("visits.show_fire_list"), form=form
    )
    return page, 422
