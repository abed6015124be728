"""Sets at the desk: pieces kept together, one taken out, the whole undone."""

from __future__ import annotations

import re

from flask import flash, redirect, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from core.clock import now
from core.db import transaction
from core.errors import RuleBroken
from core.guards import current_actor, policy
from inventory.forms.sets import KeepTogetherForm
from inventory.routes import blueprint
from inventory.routes.pieces import load_piece, refused_page
from inventory.services.sets import keep_together, leave_set, undo_set

BETWEEN = re.compile(r"[\s,;]+")


@blueprint.post("/pieces/<code>/set")
@policy("right:correct_pieces")
def keep_pieces_together(code: str) -> Response | tuple[str, int]:
    """Keep it together with others, by the codes on their labels."""
    form = KeepTogetherForm()
    if not form.validate():
        return refused_page(code, form)
    try:
        with transaction():
            keep_together(
                by=current_actor(),
                code=code,
                others=BETWEEN.split(form.codes.data or ""),
                name=form.name.data or "",
                at=now(),
                token=form.stale_token,
            )
    except RuleBroken as problem:
        form.refuse(problem)
        return refused_page(code, form)
    flash(_("They are kept together."), "good")
    return redirect(url_for("inventory.show_piece", code=code), 303)


@blueprint.post("/pieces/<code>/set/end")
@policy("right:correct_pieces")
def end_piece_set(code: str) -> Response:
    """Take this piece out of its set, or undo the whole set."""
    load_piece(code)
    is_whole, by = request.form.get("which") == "whole", current_actor()
    with transaction():
        (undo_set if is_whole else leave_set)(by=by, code=code, at=now())
    flash(_("They are no set any more.") if is_whole else _("It is on its own again."), "good")
    return redirect(url_for("inventory.show_piece", code=code), 303)
