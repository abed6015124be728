"""Repairs brought in from a file, into one café."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask_babel import ngettext
from werkzeug.wrappers import Response

from core.clock import now
from core.db import transaction
from core.errors import RuleBroken
from core.guards import current_actor, policy
from core.spreadsheets import read_table
from factory.repair_cafes.bringing import Brought, bring_repairs
from factory.repair_cafes.forms import RepairsFileForm
from factory.repair_cafes.reading import COLUMNS, NEEDED
from factory.repair_cafes.routes import blueprint
from factory.repair_cafes.routes.desk import cafe_or_404


@blueprint.route("/occasions/<int:occasion_id>/cafe/file", methods=["GET", "POST"])
@policy("right:edit_occasions")
def bring_file(occasion_id: int) -> str | Response | tuple[str, int]:
    """Bring repairs that were written down elsewhere; the same file again adds nothing."""
    cafe, form = cafe_or_404(occasion_id), RepairsFileForm()
    if form.is_submitted() and form.validate():
        try:
            table = read_table(form.sheet.data.read())
            with transaction():
                brought = bring_repairs(by=current_actor(), occasion_id=cafe.id, table=table, at=now())
            flash(_told(brought), "good")
            return redirect(url_for("repair_cafes.show_queue", occasion_id=cafe.id), 303)
        except RuleBroken as problem:
            form.refuse(problem)
    page = render_template(
        "repair_cafes/bring_file.html", cafe=cafe, form=form, columns=COLUMNS, needed=NEEDED
    )
    return (page, 422) if form.is_submitted() else page


def _told(brought: Brought) -> str:
    said = [ngettext("%(num)s repair is added.", "%(num)s repairs are added.", brought.added)]
    if brought.known:
        said.append(ngettext("%(num)s was there already.", "%(num)s were there already.", brought.known))
    if brought.elsewhere:
        said.append(ngettext("%(num)s is of another day.", "%(num)s are of other days.", brought.elsewhere))
    return " ".join(said)
