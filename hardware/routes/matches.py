"""People whom only a supervisor knew at a machine: the list, who it was, and taking it back."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as Answer

from core.clock import now
from core.db import transaction
from core.errors import Conflict, NotAllowed, NotFound, RuleBroken
from core.guards import current_actor, policy
from core.people_list_queries import find_for_help
from hardware.forms.matches import MatchForm
from hardware.queries.matches import unknown_lines
from hardware.routes import blueprint
from hardware.services.matches import match_sitting, undo_match
from hardware.vocabulary.guests import GUESTS

Page = str | Answer | tuple[str, int]


@blueprint.get("/machines/who-was-it")
@policy("right:correct_sittings")
def list_unknown() -> str:
    """Who is still to be named; `?sitting=` is looked for by `?q=`, a name or a number."""
    return _unknown_page()


def _unknown_page(bound: MatchForm | None = None) -> str:
    actor, at = current_actor(), now()
    words = request.args.get("q", "").strip()[:60]
    lines = unknown_lines(actor.site_id, at)
    return render_template(
        "hardware/list_unknown.html",
        lines=lines,
        bound=bound,
        forms={line.id: MatchForm(formdata=None, slug=f"match-{line.id}") for line in lines},
        guests=GUESTS,
        asked=request.args.get("sitting", ""),
        words=words,
        found=find_for_help(site_id=actor.site_id, words=words, at=at) if words else [],
    )


@blueprint.post("/machines/who-was-it/<int:session_id>")
@policy("right:correct_sittings")
def match_machine_sitting(session_id: int) -> Page:
    """Say who it was."""
    form = MatchForm()
    if form.validate():
        try:
            with transaction():
                match_sitting(
                    by=current_actor(),
                    session_id=session_id,
                    person_number=(form.person.data or "").strip().upper(),
                    at=now(),
                    token=form.stale_token,
                )
            flash(_("Kept. The hours are theirs, and count towards their induction within the hour."), "good")
            return redirect(url_for("hardware.list_unknown"), 303)
        except (RuleBroken, NotAllowed, Conflict, NotFound) as problem:
            form.refuse(problem)
    return _unknown_page(form), 422


@blueprint.post("/machines/who-was-it/<int:session_id>/undo")
@policy("right:correct_sittings")
def undo_machine_match(session_id: int) -> Answer:
    """It was somebody else."""
    with transaction():
        undo_match(by=current_actor(), session_id=session_id, at=now())
    flash(_("Taken back. Nobody has these hours now."), "good")
    return redirect(url_for("hardware.list_unknown"), 303)
