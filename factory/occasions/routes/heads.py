"""The counter of heads: big buttons for the door, and a field for whoever counted on paper. Nobody is named."""

from __future__ import annotations

from flask import redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from core.clock import now, today
from core.db import transaction
from core.errors import RuleBroken
from core.guards import current_actor, policy
from core.ids import new_client_id
from factory.occasions.forms import HeadsForm
from factory.occasions.queries.occasions import OccasionLine
from factory.occasions.routes import blueprint
from factory.occasions.routes.occasions import line_or_404
from factory.occasions.services.occasions import count_heads
from factory.occasions.words import OCCASION_KINDS


@blueprint.route("/occasions/<int:occasion_id>/heads", methods=["GET", "POST"])
@policy("right:run_cafes")
def count_occasion_heads(occasion_id: int) -> str | Response | tuple[str, int]:
    """Count heads: a press is one more, five more or one fewer; the field takes any number."""
    line = line_or_404(occasion_id)
    form = HeadsForm().offer()
    if not form.is_submitted():
        return _page(line, form)
    if form.validate():
        try:
            with transaction():
                count_heads(
                    by=current_actor(),
                    occasion_id=line.id,
                    is_child=form.who.data == "child",
                    change=form.change.data,
                    at=now(),
                    token=form.stale_token,
                )
            return redirect(url_for("occasions.count_occasion_heads", occasion_id=line.id), 303)
        except RuleBroken as problem:
            form.refuse(problem)
    return _page(line, form), 422


def _page(line: OccasionLine, form: HeadsForm) -> str:
    tokens = [new_client_id() for _number in range(2)]
    return render_template(
        "occasions/count_heads.html",
        line=line,
        form=form,
        tokens=tokens,
        kind=_(OCCASION_KINDS[line.kind]),
        today=today(),
    )
