"""A day on paper: the lines of a pad, keyed in one after the other."""

from __future__ import annotations

from datetime import date

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as Answer

from core.clock import now, today
from core.db import transaction
from core.errors import EcoError, NotFound, RuleBroken
from core.guards import current_actor, policy
from factory.visits.forms import PaperVisitForm
from factory.visits.queries import VisitFilter, visit_rows
from factory.visits.routes import blueprint
from factory.visits.services import key_in_paper

Page = str | Answer | tuple[str, int]


def _page(form: PaperVisitForm, day: date) -> str:
    keyed = visit_rows(VisitFilter(current_actor().site_id, day, day, mark="paper"))
    return render_template("visits/key_in_paper.html", form=form, day=day, keyed=keyed)


@blueprint.route("/on-site/paper", methods=["GET", "POST"])
@policy("right:edit_visits")
def key_in_day(day: date | None = None) -> Page:
    """Key in a line of a pad; the day stays for the next one."""
    if request.method != "POST":
        try:
            asked = date.fromisoformat(request.args.get("day", ""))
        except ValueError:
            asked = today()
        form = PaperVisitForm(formdata=None, data={"day": asked}).offer()
        return _page(form, asked)
    form = PaperVisitForm().offer()
    on = form.day.data or today()
    if not form.validate():
        return _page(form, on), 422
    try:
        with transaction():
            key_in_paper(
                by=current_actor(),
                person=form.person.data or "",
                stay=form.stay(),
                at=now(),
                token=form.stale_token,
            )
    except EcoError as problem:
        if isinstance(problem, NotFound):
            problem = RuleBroken("person", problem.message, problem.remedy)
        form.refuse(problem)
        return _page(form, on), 422
    flash(_("Kept, marked as from paper."), "good")
    return redirect(url_for("visits.key_in_day", day=on.isoformat()), 303)
