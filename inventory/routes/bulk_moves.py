"""Moving many pieces from the table: first what would become of each, then the moves."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask_babel import ngettext
from werkzeug.wrappers import Response

from core.clock import now
from core.db import transaction
from core.errors import N_, RuleBroken
from core.guards import current_actor, policy
from core.ids import new_client_id
from inventory.forms.bulk import MOST_AT_ONCE, BulkForm
from inventory.routes import blueprint
from inventory.services.bulk import foresee_moves, move_many


@blueprint.post("/pieces/moves")
@policy("right:move_pieces")
def move_many_pieces() -> Response | str | tuple[str, int]:
    """See each verdict, confirm once; what is refused stays where it is, with the reason."""
    actor = current_actor()
    form = BulkForm.for_site(actor.site_id, sent=True)
    codes = list(dict.fromkeys(form.codes.data or []))
    if not form.validate() or not 0 < len(codes) <= MOST_AT_ONCE:
        raise RuleBroken(
            "codes",
            N_("Choose between 1 and %(most)s pieces and where they go."),
            N_("Go back."),
            most=MOST_AT_ONCE,
        )
    data = {"to": form.to.data, "step": form.step.data or "", "place": form.place.data or ""}
    if request.form.get("confirmed") != "yes":
        verdicts = foresee_moves(by=actor, codes=codes, data=data, at=now(), token=new_client_id())
        return render_template("inventory/move_many_pieces.html", form=form, verdicts=verdicts, done=False)
    with transaction():
        verdicts = move_many(by=actor, codes=codes, data=data, at=now(), token=form.stale_token)
    moved = sum(verdict.is_good for verdict in verdicts)
    if moved == len(verdicts):
        flash(ngettext("%(num)s piece moved.", "%(num)s pieces moved.", moved), "good")
        return redirect(url_for("inventory.list_pieces"), 303)
    return render_template("inventory/move_many_pieces.html", form=form, verdicts=verdicts, done=True)
