"""Who receives pieces: organisations, makeovers as destinations, households by reference; each with what it got."""

from __future__ import annotations

from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from core.clock import now
from core.db import transaction
from core.errors import NotFound, RuleBroken
from core.guards import current_actor, policy
from core.listings import kept_address, sent_table
from core.pressing import PressedForm
from core.recipient_changes import (
    archive_makeover,
    archive_organisation,
    change_household,
    change_makeover,
    change_organisation,
)
from core.recipients import add_makeover, add_organisation
from core.searching import read_start, read_words
from inventory.forms.registers import HouseholdForm, MakeoverForm, OrganisationForm
from inventory.queries.recipients import (
    GROUPS,
    MOST_EXPORTED,
    PAGE,
    SORTS,
    RecipientFilter,
    RecipientLine,
    group_counts,
    received_by,
    recipient_by_id,
    recipients_page,
)
from inventory.routes import blueprint
from inventory.routes.words import category_names

Answer = Response | str | tuple[str, int]
_address = kept_address("inventory.list_recipients", ("group", "state", "q", "sort"))


def _wanted() -> RecipientFilter:
    asked = request.args
    group, state, sort = (asked.get(name, "") for name in ("group", "state", "sort"))
    return RecipientFilter(
        group if group in GROUPS else GROUPS[0],
        current_actor().site_id,
        {"archived": "archived", "all": ""}.get(state, "active"),
        read_words(asked),
        sort if sort.removeprefix("-") in SORTS else "name",
    )


def _list_page(organisation: OrganisationForm, makeover: MakeoverForm) -> str:
    """The list of a group as filtered, with the form for one more."""
    wanted, start = _wanted(), read_start(request.args)
    lines = recipients_page(wanted, start=start)
    return render_template(
        "inventory/list_recipients.html",
        wanted=wanted,
        lines=lines[:PAGE],
        newer=_address(start=str(max(0, start - PAGE))) if start else "",
        older=_address(start=str(start + PAGE)) if len(lines) > PAGE else "",
        counts=group_counts(wanted.site_id),
        address=_address,
        kinds=_kind_words(wanted.group),
        form=makeover if wanted.group == "makeovers" else organisation,
    )


def _kind_words(group: str) -> dict[str, str]:
    """The names of the kinds of a group's recipients."""
    if group == "households":
        return {"household": _("Household")}
    form = MakeoverForm(formdata=None) if group == "makeovers" else OrganisationForm(formdata=None)
    return {str(slug): str(words) for slug, words in form.kind.choices}


@blueprint.get("/recipients")
@policy("right:edit_recipients")
def list_recipients() -> str:
    """Organisations, makeovers or households with how many pieces each got."""
    return _list_page(OrganisationForm(formdata=None), MakeoverForm(formdata=None))


@blueprint.get("/recipients.<kind>")
@policy("right:edit_recipients")
def export_recipients(kind: str) -> Response:
    """The list as filtered and sorted."""
    wanted = _wanted()
    kinds = _kind_words(wanted.group)
    heads = [_("Name"), _("Code"), _("Kind"), _("City"), _("Pieces"), _("Last piece"), _("State")]
    rows = [
        (line.name, line.code, kinds.get(line.kind, line.kind), line.city, line.pieces, line.last_on,
         _("in use") if line.is_active else _("archived"))
        for line in recipients_page(wanted, size=MOST_EXPORTED)
    ]  # fmt: skip
    return sent_table(kind, wanted.group, _("Recipients"), heads, rows)


@blueprint.post("/recipients/organisations")
@policy("right:edit_recipients")
def add_new_organisation() -> Answer:
    """An organisation that receives pieces."""
    form, actor = OrganisationForm(), current_actor()
    if form.validate():
        try:
            with transaction():
                add_organisation(
                    name=form.name.data,
                    kind=form.kind.data,
                    city=form.city.data or "",
                    site_id=actor.site_id,
                    by_id=actor.person_id,
                    at=now(),
                    token=form.stale_token,
                )
            flash(_("The organisation is kept."), "good")
            return redirect(url_for("inventory.list_recipients"), 303)
        except RuleBroken as problem:
            form.refuse(problem)
    return _list_page(form, MakeoverForm(formdata=None)), 422


@blueprint.post("/recipients/makeovers")
@policy("right:edit_recipients")
def add_new_makeover() -> Answer:
    """A makeover as a destination."""
    form, actor = MakeoverForm(), current_actor()
    if form.validate():
        try:
            with transaction():
                add_makeover(
                    site_id=actor.site_id,
                    code=form.code.data,
                    title=form.title.data,
                    kind=form.kind.data,
                    city=form.city.data or "",
                    by_id=actor.person_id,
                    at=now(),
                    token=form.stale_token,
                )
            flash(_("The makeover is kept."), "good")
            return redirect(url_for("inventory.list_recipients", group="makeovers"), 303)
        except RuleBroken as problem:
            form.refuse(problem)
    return _list_page(OrganisationForm(formdata=None), form), 422


def _recipient(group: str, recipient_id: int) -> RecipientLine:
    found = recipient_by_id(group, recipient_id, current_actor().site_id)
    if found is None:
        raise NotFound()
    return found


FORMS: dict[str, type[PressedForm]] = {
    "organisations": OrganisationForm,
    "makeovers": MakeoverForm,
    "households": HouseholdForm,
}


@blueprint.route("/recipients/<group>/<int:recipient_id>", methods=["GET", "POST"])
@policy("right:edit_recipients")
def show_recipient(group: str, recipient_id: int) -> Answer:
    """A recipient: what it received, its facts to correct."""
    line = _recipient(group, recipient_id)
    standing = {"name": line.name, "title": line.name, "code": line.code, "reference": line.code,
                "kind": line.kind, "city": line.city}  # fmt: skip
    form = FORMS[group](**standing)
    if not form.is_submitted():
        return _recipient_page(group, line, form)
    if form.validate():
        try:
            with transaction():
                _change(group, recipient_id, form)
            flash(_("The recipient is changed."), "good")
            return redirect(url_for("inventory.show_recipient", group=group, recipient_id=recipient_id), 303)
        except RuleBroken as problem:
            form.refuse(problem)
    return _recipient_page(group, line, form), 422


def _change(group: str, recipient_id: int, form: Any) -> None:
    by, at = current_actor(), now()
    if group == "households":
        change_household(by=by, household_id=recipient_id, reference=form.reference.data, at=at)
    elif group == "makeovers":
        change_makeover(
            by=by, makeover_id=recipient_id, code=form.code.data, title=form.title.data, kind=form.kind.data,
            city=form.city.data or "", at=at,
        )  # fmt: skip
    else:
        change_organisation(
            by=by, organisation_id=recipient_id, name=form.name.data, kind=form.kind.data,
            city=form.city.data or "", at=at,
        )  # fmt: skip


def _recipient_page(group: str, line: RecipientLine, form: PressedForm) -> str:
    start = read_start(request.args)
    pieces = received_by(group, line.id, start=start)
    here = url_for("inventory.show_recipient", group=group, recipient_id=line.id)
    return render_template(
        "inventory/show_recipient.html",
        group=group,
        line=line,
        form=form,
        pieces=pieces[:PAGE],
        newer=f"{here}?start={max(0, start - PAGE)}" if start else "",
        older=f"{here}?start={start + PAGE}" if len(pieces) > PAGE else "",
        kinds=_kind_words(group),
    )


@blueprint.post("/recipients/<group>/<int:recipient_id>/state")
@policy("right:edit_recipients")
def archive_recipient(group: str, recipient_id: int) -> Response:
    """Archive an organisation or a makeover, or take it back into use."""
    _recipient(group, recipient_id)
    is_archived = request.form.get("is_archived") == "yes"
    by, at = current_actor(), now()
    with transaction():
        if group == "organisations":
            archive_organisation(by=by, organisation_id=recipient_id, is_archived=is_archived, at=at)
        elif group == "makeovers":
            archive_makeover(by=by, makeover_id=recipient_id, is_archived=is_archived, at=at)
        else:
            abort(404)
    flash(_("Archived: it is offered no more.") if is_archived else _("It is in use again."), "good")
    return redirect(url_for("inventory.show_recipient", group=group, recipient_id=recipient_id), 303)


@blueprint.get("/recipients/<group>/<int:recipient_id>/pieces.<kind>")
@policy("right:edit_recipients")
def export_received(group: str, recipient_id: int, kind: str) -> Response:
    """What a recipient got."""
    line, names = _recipient(group, recipient_id), category_names()
    heads = [
        _("Code"), _("Category"), _("Title"), _("Life"), _("Weight in kg"), _("Weight from"), _("Site"),
        _("Given out"), _("Terms"),
    ]  # fmt: skip
    rows = [
        (row.code, names.get(row.category, row.category), row.title, row.life, row.grams / 1000 if row.grams else None,
         row.weight_source, row.site, row.released_on, row.terms)
        for row in received_by(group, recipient_id, size=MOST_EXPORTED)
    ]  # fmt: skip
    return sent_table(kind, f"received-{line.id}", _("What was received"), heads, rows)
