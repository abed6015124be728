"""Artefacts: batches made for others, listed, written down, corrected, taken out of the count."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from core.clock import now
from core.db import transaction
from core.errors import NotFound, RuleBroken
from core.guards import current_actor, policy
from core.listings import kept_address, list_page, sent_table
from core.searching import read_start, read_words
from factory.occasions.forms import ArtefactForm
from factory.occasions.queries.artefacts import (
    MOST_EXPORTED,
    PAGE,
    ArtefactFilter,
    ArtefactLine,
    artefact_by_id,
    artefacts_made,
    artefacts_page,
)
from factory.occasions.queries.history import edits_of
from factory.occasions.routes import blueprint
from factory.occasions.services.artefacts import (
    ArtefactData,
    add_artefact,
    change_artefact,
    withdraw_artefact,
)
from factory.occasions.words import ARTEFACT_KINDS

Answer = str | Response | tuple[str, int]
_address = kept_address("occasions.list_artefacts", ("kind", "q"))


def _wanted() -> ArtefactFilter:
    kind = request.args.get("kind", "")
    return ArtefactFilter(
        current_actor().site_id, kind if kind in ARTEFACT_KINDS else "", read_words(request.args)
    )


def _line(artefact_id: int) -> ArtefactLine:
    line = artefact_by_id(artefact_id, current_actor().site_id)
    if line is None:
        raise NotFound()
    return line


@blueprint.get("/artefacts")
@policy("right:see_occasions")
def list_artefacts() -> str:
    """Batches of the site as filtered, the newest first."""
    wanted, start = _wanted(), read_start(request.args)
    lines = artefacts_page(wanted, start=start)
    return render_template(
        "occasions/list_artefacts.html",
        wanted=wanted,
        page=list_page(lines, start, PAGE, _address),
        address=_address,
        kinds=ARTEFACT_KINDS,
        total=artefacts_made(wanted.site_id),
    )


@blueprint.get("/artefacts.<kind>")
@policy("right:edit_occasions")
def export_artefacts(kind: str) -> Response:
    """The list as filtered."""
    heads = [
        _("Made on"),
        _("What was made"),
        _("Kind"),
        _("How many"),
        _("For whom"),
        _("Machine"),
        _("State"),
    ]
    rows = [
        (
            line.made_on, line.title, _(ARTEFACT_KINDS[line.kind]), line.quantity, line.recipient,
            line.machine_name, _("not counted") if line.is_out else "",
        )
        for line in artefacts_page(_wanted(), size=MOST_EXPORTED)
    ]  # fmt: skip
    return sent_table(kind, "artefacts", _("Artefacts"), heads, rows)


@blueprint.route("/artefacts/new", methods=["GET", "POST"])
@policy("right:edit_occasions")
def add_new_artefact() -> Answer:
    """Write down a batch."""
    form = ArtefactForm().offer(current_actor().site_id)
    if form.is_submitted() and form.validate():
        try:
            with transaction():
                add_artefact(by=current_actor(), data=_data(form), at=now(), token=form.stale_token)
            flash(_("The batch is kept."), "good")
            return redirect(url_for("occasions.list_artefacts"), 303)
        except RuleBroken as problem:
            form.refuse(problem)
    page = render_template("occasions/edit_artefact.html", form=form, line=None, edits=[])
    return (page, 422) if form.is_submitted() else page


@blueprint.route("/artefacts/<int:artefact_id>", methods=["GET", "POST"])
@policy("right:edit_occasions")
def edit_artefact(artefact_id: int) -> Answer:
    """A batch: its facts to correct, what they said before."""
    line = _line(artefact_id)
    chosen = f"g{line.organisation_id}" if line.organisation_id else f"o{line.occasion_id}"
    form = ArtefactForm(
        title=line.title, kind=line.kind, quantity=line.quantity, made_on=line.made_on, machine=line.machine,
        recipient=chosen,
    ).offer(current_actor().site_id, (chosen, line.recipient))  # fmt: skip
    if form.is_submitted() and form.validate():
        try:
            with transaction():
                change_artefact(by=current_actor(), artefact_id=line.id, data=_data(form), at=now())
            flash(_("The batch is changed."), "good")
            return redirect(url_for("occasions.edit_artefact", artefact_id=line.id), 303)
        except RuleBroken as problem:
            form.refuse(problem)
    edits = edits_of(f"artefact:{line.id}")
    page = render_template("occasions/edit_artefact.html", form=form, line=line, edits=edits)
    return (page, 422) if form.is_submitted() else page


@blueprint.post("/artefacts/<int:artefact_id>/out")
@policy("right:edit_occasions")
def take_artefact_out(artefact_id: int) -> Response:
    """Take a batch out of the count, or back into it."""
    line = _line(artefact_id)
    is_out = request.form.get("is_out") == "yes"
    with transaction():
        withdraw_artefact(by=current_actor(), artefact_id=line.id, is_out=is_out, at=now())
    flash(_("It is counted no more.") if is_out else _("It is counted again."), "good")
    return redirect(url_for("occasions.edit_artefact", artefact_id=line.id), 303)


def _data(form: ArtefactForm) -> ArtefactData:
    return ArtefactData(
        kind=form.kind.data,
        title=form.title.data,
        quantity=form.quantity.data,
        made_on=form.made_on.data,
        organisation_id=form.organisation_id,
        occasion_id=form.occasion_id,
        machine=form.machine.data or "",
    )
