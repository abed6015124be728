"""Who receives pieces: organisations, makeovers as destinations, households by reference only."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from core.clock import now
from core.db import transaction
from core.errors import RuleBroken
from core.guards import current_actor, policy
from core.recipients import add_makeover, add_organisation
from inventory.forms.registers import MakeoverForm, OrganisationForm
from inventory.queries.donors import household_count, makeovers_with_pieces, organisations_with_pieces
from inventory.routes import blueprint

Answer = Response | str | tuple[str, int]


def recipients_page(organisation: OrganisationForm, makeover: MakeoverForm) -> str:
    """The page with both forms."""
    site_id = current_actor().site_id
    return render_template(
        "inventory/list_recipients.html",
        organisations=organisations_with_pieces(),
        makeovers=makeovers_with_pieces(site_id),
        households=household_count(site_id),
        organisation_form=organisation,
        makeover_form=makeover,
    )


@blueprint.get("/recipients")
@policy("right:edit_recipients")
def list_recipients() -> str:
    """Organisations and makeovers with how many pieces each got."""
    return recipients_page(OrganisationForm(formdata=None), MakeoverForm(formdata=None))


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
    return recipients_page(form, MakeoverForm(formdata=None)), 422


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
            return redirect(url_for("inventory.list_recipients"), 303)
        except RuleBroken as problem:
            form.refuse(problem)
    return recipients_page(OrganisationForm(formdata=None), form), 422
