"""What tablets brought that had no effect: a coordinator looks at each and settles it."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from core.clock import now
from core.db import transaction
from core.errors import RuleBroken
from core.guards import current_actor, policy
from inventory.forms.registers import SettleForm
from inventory.queries.refused import refused_at
from inventory.routes import blueprint
from inventory.routes.sheets import sent_table
from inventory.services.refusals import settle_refusal


@blueprint.get("/refused")
@policy("right:see_refused")
def list_refused() -> str:
    """Refused and stray scans: what, who, when, why, what to do. `?settled=1` shows the settled ones."""
    is_settled = request.args.get("settled") == "1"
    return refused_page(is_settled=is_settled)


@blueprint.get("/refused.<kind>")
@policy("right:see_refused")
def export_refused(kind: str) -> Response:
    """Refused and stray scans, open ones or with `?settled=1` the settled."""
    heads = [
        _("When"), _("Code"), _("What"), _("To"), _("By"), _("Tablet"), _("Why"), _("What to do"),
        _("Settled"), _("Note"),
    ]  # fmt: skip
    lines = refused_at(current_actor().site_id, is_settled=request.args.get("settled") == "1", size=10_000)
    rows = [
        (line.at, line.code, line.kind, line.to, line.by, line.device,
         _(line.message) if line.message else line.reason, _(line.remedy) if line.remedy else "",
         line.settled_at, line.note)
        for line in lines
    ]  # fmt: skip
    return sent_table(kind, "refused", _("Refused scans"), heads, rows)


def refused_page(*, is_settled: bool = False, bound: SettleForm | None = None, event_id: str = "") -> str:
    """The list, with the form that was refused as it was sent."""
    lines = refused_at(current_actor().site_id, is_settled=is_settled)
    forms = {
        line.event_id: bound
        if bound is not None and line.event_id == event_id
        else SettleForm(formdata=None, slug=f"settle-{line.event_id}")
        for line in lines
    }
    return render_template(
        "inventory/list_refused.html", lines=lines, forms=forms, is_settled=is_settled, bound_id=event_id
    )


@blueprint.post("/refused/<event_id>/settlement")
@policy("right:see_refused")
def settle_refused(event_id: str) -> Response | tuple[str, int]:
    """Settle one, with a note of how."""
    form = SettleForm(slug=f"settle-{event_id[:40]}")
    if form.validate():
        try:
            with transaction():
                settle_refusal(by=current_actor(), event_id=event_id, note=form.note.data, at=now())
            flash(_("Settled. The note is kept."), "good")
            return redirect(url_for("inventory.list_refused"), 303)
        except RuleBroken as problem:
            form.refuse(problem)
    return refused_page(bound=form, event_id=event_id), 422
