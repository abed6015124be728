"""What tablets brought that had no effect: a coordinator looks at each and settles it."""

from __future__ import annotations

from flask import flash, redirect, render_template, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from core.clock import now
from core.db import transaction
from core.errors import RuleBroken
from core.guards import current_actor, policy
from core.listings import kept_address, list_page, sent_table
from core.searching import read_start, read_words
from inventory.forms.registers import SettleRefusedForm
from inventory.queries.refused import MOST_EXPORTED, PAGE, RefusedFilter, count_of_refused, refused_at
from inventory.routes import blueprint
from inventory.services.refusals import settle_refusal

_address = kept_address("inventory.list_refused", ("settled", "q", "start"))


def _wanted() -> RefusedFilter:
    asked = request.args
    return RefusedFilter(current_actor().site_id, asked.get("settled") == "1", read_words(asked))


@blueprint.get("/refused")
@policy("right:see_refused")
def list_refused() -> str:
    """Refused and stray scans: what, who, when, why, what to do. `?settled=1` shows the settled ones."""
    return refused_page()


@blueprint.get("/refused.<kind>")
@policy("right:see_refused")
def export_refused(kind: str) -> Response:
    """Refused and stray scans as filtered."""
    heads = [
        _("When"), _("Code"), _("What"), _("To"), _("By"), _("Tablet"), _("Why"), _("What to do"),
        _("Settled"), _("Note"),
    ]  # fmt: skip
    rows = [
        (line.at, line.code, line.kind, line.to, line.by, line.device,
         _(line.message or line.reason, **line.params) if line.message or line.reason else "",
         _(line.remedy, **line.params) if line.remedy else "",
         line.settled_at, line.note)
        for line in refused_at(_wanted(), size=MOST_EXPORTED)
    ]  # fmt: skip
    return sent_table(kind, "refused", _("Refused scans"), heads, rows)


def refused_page(bound: SettleRefusedForm | None = None, event_id: str = "") -> str:
    """The list as filtered, with the form that was refused as it was sent."""
    wanted, start = _wanted(), read_start(request.args)
    page = list_page(refused_at(wanted, size=start + PAGE + 1), start, PAGE, _address)
    forms = {
        line.event_id: bound
        if bound is not None and line.event_id == event_id
        else SettleRefusedForm(formdata=None, slug=f"settle-{line.event_id}")
        for line in page.rows
    }
    return render_template(
        "inventory/list_refused.html",
        wanted=wanted,
        page=page,
        total=count_of_refused(wanted),
        address=_address,
        forms=forms,
        bound_id=event_id,
    )


@blueprint.post("/refused/<event_id>/settlement")
@policy("right:see_refused")
def settle_refused(event_id: str) -> Response | tuple[str, int]:
    """Settle one, with a note of how."""
    form = SettleRefusedForm(slug=f"settle-{event_id[:40]}")
    if form.validate():
        try:
            with transaction():
                settle_refusal(by=current_actor(), event_id=event_id, note=form.note.data, at=now())
            flash(_("Settled. The note is kept."), "good")
            return redirect(_address(), 303)
        except RuleBroken as problem:
            form.refuse(problem)
    return refused_page(form, event_id), 422
