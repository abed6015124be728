"""Repairs brought in from a file, into one café: looked at and taken as every other import."""

from __future__ import annotations

from flask import redirect, render_template, url_for
from werkzeug.wrappers import Response

from core.clock import now
from core.db import transaction
from core.errors import RuleBroken
from core.guards import current_actor, policy
from factory.bringing.columns import FIELDS
from factory.bringing.services import open_works_import
from factory.repair_cafes.forms import RepairsFileForm
from factory.repair_cafes.routes import blueprint
from factory.repair_cafes.routes.desk import cafe_or_404


@blueprint.route("/occasions/<int:occasion_id>/cafe/file", methods=["GET", "POST"])
@policy("right:edit_occasions")
def bring_file(occasion_id: int) -> str | Response | tuple[str, int]:
    """Bring repairs that were written down elsewhere; the same file again adds nothing."""
    cafe, form = cafe_or_404(occasion_id), RepairsFileForm()
    if form.is_submitted() and form.validate():
        try:
            data = form.sheet.data.read()
            with transaction():
                made = open_works_import(
                    by=current_actor(),
                    kind="repairs",
                    data=data,
                    at=now(),
                    token=form.stale_token,
                    occasion_id=cafe.id,
                ).id
            return redirect(url_for("bringing.show_works_import", works_import_id=made), 303)
        except RuleBroken as problem:
            form.refuse(problem)
    page = render_template("repair_cafes/bring_file.html", cafe=cafe, form=form, fields=FIELDS["repairs"])
    return (page, 422) if form.is_submitted() else page
