"""Occasions: the list with its filters, one with its facts and history, planned, corrected, called off."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from core.clock import now, today
from core.db import transaction
from core.errors import NotFound, RuleBroken
from core.guards import current_actor, policy
from core.listings import kept_address, list_page, sent_table
from core.pressing import told
from core.searching import read_start, read_words
from core.sites import site_by_id
from factory.occasions.forms import OccasionForm
from factory.occasions.queries.artefacts import artefacts_of_occasion
from factory.occasions.queries.history import edits_of
from factory.occasions.queries.occasions import (
    MOST_EXPORTED,
    PAGE,
    OccasionFilter,
    OccasionLine,
    occasion_by_id,
    occasions_page,
)
from factory.occasions.routes import blueprint
from factory.occasions.services.occasions import OccasionData, add_occasion, call_off, change_occasion
from factory.occasions.words import ARTEFACT_KINDS, CITIES, OCCASION_KINDS

Answer = str | Response | tuple[str, int]
STATES = ("past", "ahead", "off")
_address = kept_address("occasions.list_occasions", ("kind", "city", "state", "q"))


def _wanted() -> OccasionFilter:
    asked = request.args
    kind, city, state = (asked.get(name, "") for name in ("kind", "city", "state"))
    return OccasionFilter(
        current_actor().site_id,
        kind if kind in OCCASION_KINDS else "",
        city if city in CITIES else "",
        state if state in STATES else "",
        read_words(asked),
    )


def line_or_404(occasion_id: int) -> OccasionLine:
    """The occasion of the person's site. Raises NotFound."""
    line = occasion_by_id(occasion_id, current_actor().site_id)
    if line is None:
        raise NotFound()
    return line


@blueprint.get("/occasions")
@policy("right:see_occasions")
def list_occasions() -> str:
    """Occasions of the site as filtered, the newest first."""
    wanted, start = _wanted(), read_start(request.args)
    lines = occasions_page(wanted, today(), start=start)
    return render_template(
        "occasions/list_occasions.html",
        wanted=wanted,
        page=list_page(lines, start, PAGE, _address),
        address=_address,
        kinds=OCCASION_KINDS,
        cities=CITIES,
        today=today(),
    )


@blueprint.get("/occasions.<kind>")
@policy("right:edit_occasions")
def export_occasions(kind: str) -> Response:
    """The list as filtered. The kind of occasion is asked for as `?kind=`, the kind of file by the address."""
    heads = [
        _("Day"),
        _("Called"),
        _("Kind"),
        _("City"),
        _("Held with"),
        _("Adults"),
        _("Children"),
        _("State"),
    ]
    rows = [
        (
            line.day, line.title, _(OCCASION_KINDS[line.kind]), _(CITIES[line.city]), line.partner, line.adults,
            line.children, _("called off") if line.is_off else "",
        )
        for line in occasions_page(_wanted(), today(), size=MOST_EXPORTED)
    ]  # fmt: skip
    return sent_table(kind, "occasions", _("Occasions"), heads, rows)


@blueprint.route("/occasions/new", methods=["GET", "POST"])
@policy("right:edit_occasions")
def add_new_occasion() -> Answer:
    """Plan an occasion, or write one down."""
    form = OccasionForm().offer(site_by_id(current_actor().site_id).city)
    if form.is_submitted() and form.validate():
        try:
            with transaction():
                row = add_occasion(by=current_actor(), data=_data(form), at=now(), token=form.stale_token)
            flash(_("The occasion is kept."), "good")
            return redirect(url_for("occasions.show_occasion", occasion_id=row.id), 303)
        except RuleBroken as problem:
            form.refuse(problem)
    page = render_template("occasions/edit_occasion.html", form=form, line=None)
    return (page, 422) if form.is_submitted() else page


@blueprint.get("/occasions/<int:occasion_id>")
@policy("right:see_occasions")
def show_occasion(occasion_id: int) -> str:
    """An occasion: its heads, what was made for it, what was corrected."""
    line = line_or_404(occasion_id)
    return render_template(
        "occasions/show_occasion.html",
        line=line,
        artefacts=artefacts_of_occasion(line.id),
        edits=edits_of(f"occasion:{line.id}"),
        kinds=OCCASION_KINDS,
        cities=CITIES,
        artefact_kinds=ARTEFACT_KINDS,
        today=today(),
    )


@blueprint.route("/occasions/<int:occasion_id>/edit", methods=["GET", "POST"])
@policy("right:edit_occasions")
def edit_occasion(occasion_id: int) -> Answer:
    """Correct an occasion."""
    line = line_or_404(occasion_id)
    standing: dict[str, Any] = {"title": line.title, "kind": line.kind, "day": line.day, "city": line.city}
    form = OccasionForm(**standing, partner=str(line.partner_id or "")).offer()
    if line.partner_id and str(line.partner_id) not in dict(form.partner.choices):
        form.partner.choices.append((str(line.partner_id), line.partner))
    if form.is_submitted() and form.validate():
        try:
            with transaction():
                change_occasion(by=current_actor(), occasion_id=line.id, data=_data(form), at=now())
            flash(_("The occasion is changed."), "good")
            return redirect(url_for("occasions.show_occasion", occasion_id=line.id), 303)
        except RuleBroken as problem:
            form.refuse(problem)
    page = render_template("occasions/edit_occasion.html", form=form, line=line)
    return (page, 422) if form.is_submitted() else page


@blueprint.post("/occasions/<int:occasion_id>/off")
@policy("right:edit_occasions")
def call_occasion_off(occasion_id: int) -> Response:
    """Call an occasion off, or take that back."""
    line = line_or_404(occasion_id)
    is_off = request.form.get("is_off") == "yes"
    try:
        with transaction():
            call_off(by=current_actor(), occasion_id=line.id, is_off=is_off, at=now())
        flash(_("It is called off.") if is_off else _("It takes place again."), "good")
    except RuleBroken as problem:
        flash(told(problem), "refused")
    return redirect(url_for("occasions.show_occasion", occasion_id=line.id), 303)


def _data(form: OccasionForm) -> OccasionData:
    return OccasionData(
        day=form.day.data,
        title=form.title.data,
        kind=form.kind.data,
        city=form.city.data,
        partner_id=form.partner_id,
    )
