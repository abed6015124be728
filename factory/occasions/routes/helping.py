"""Help to organisations, firms and start-ups: listed, written down, corrected, taken out of the count."""

from __future__ import annotations

from decimal import Decimal

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from core.clock import now
from core.db import transaction
from core.errors import NotFound, RuleBroken
from core.guards import current_actor, policy
from core.listings import kept_address, list_page, sent_table
from core.pressing import told
from core.searching import read_start, read_words
from factory.occasions.forms import HelpForm
from factory.occasions.queries.helping import (
    MOST_EXPORTED,
    PAGE,
    HelpFilter,
    HelpLine,
    help_by_id,
    help_page,
)
from factory.occasions.queries.history import edits_of
from factory.occasions.routes import blueprint
from factory.occasions.services.helping import HelpData, add_help, change_help, withdraw_help
from factory.occasions.words import HELP_KINDS

Answer = str | Response | tuple[str, int]
_address = kept_address("occasions.list_help", ("kind", "q"))


def _wanted() -> HelpFilter:
    kind = request.args.get("kind", "")
    return HelpFilter(current_actor().site_id, kind if kind in HELP_KINDS else "", read_words(request.args))


def _line(help_id: int) -> HelpLine:
    line = help_by_id(help_id, current_actor().site_id)
    if line is None:
        raise NotFound()
    return line


@blueprint.get("/help-given")
@policy("right:see_occasions")
def list_help() -> str:
    """Help that the site gave as filtered, the newest first."""
    wanted, start = _wanted(), read_start(request.args)
    lines = help_page(wanted, start=start)
    return render_template(
        "occasions/list_help.html",
        wanted=wanted,
        page=list_page(lines, start, PAGE, _address),
        address=_address,
        kinds=HELP_KINDS,
    )


@blueprint.get("/help-given.<kind>")
@policy("right:edit_occasions")
def export_help(kind: str) -> Response:
    """The list as filtered."""
    heads = [
        _("Day"), _("Organisation"), _("City"), _("Kind of help"), _("Hours"), _("About what"),
        _("Enterprise started"), _("State"),
    ]  # fmt: skip
    rows = [
        (
            line.day, line.organisation, line.city, _(HELP_KINDS[line.kind]), round(line.minutes / 60, 2),
            line.about, line.started_on, _("not counted") if line.is_out else "",
        )
        for line in help_page(_wanted(), size=MOST_EXPORTED)
    ]  # fmt: skip
    return sent_table(kind, "help", _("Help to organisations"), heads, rows)


@blueprint.route("/help-given/new", methods=["GET", "POST"])
@policy("right:edit_occasions")
def add_new_help() -> Answer:
    """Write down help."""
    form = HelpForm(organisation=request.args.get("organisation", "")).offer()
    if form.is_submitted() and form.validate():
        try:
            with transaction():
                add_help(by=current_actor(), data=_data(form), at=now(), token=form.stale_token)
            flash(_("The help is kept."), "good")
            return redirect(url_for("occasions.list_help"), 303)
        except RuleBroken as problem:
            form.refuse(problem)
    page = render_template("occasions/edit_help.html", form=form, line=None, edits=[])
    return (page, 422) if form.is_submitted() else page


@blueprint.route("/help-given/<int:help_id>", methods=["GET", "POST"])
@policy("right:edit_occasions")
def edit_help(help_id: int) -> Answer:
    """An entry of help: its facts to correct, what they said before."""
    line = _line(help_id)
    chosen = (str(line.organisation_id), line.organisation)
    form = HelpForm(
        organisation=chosen[0], kind=line.kind, hours=Decimal(line.minutes) / 60, day=line.day,
        about=line.about, started_on=line.started_on,
    ).offer(chosen)  # fmt: skip
    if form.is_submitted() and form.validate():
        try:
            with transaction():
                change_help(by=current_actor(), help_id=line.id, data=_data(form), at=now())
            flash(_("The help is changed."), "good")
            return redirect(url_for("occasions.edit_help", help_id=line.id), 303)
        except RuleBroken as problem:
            form.refuse(problem)
    edits = edits_of(f"help_given:{line.id}")
    page = render_template("occasions/edit_help.html", form=form, line=line, edits=edits)
    return (page, 422) if form.is_submitted() else page


@blueprint.post("/help-given/<int:help_id>/out")
@policy("right:edit_occasions")
def take_help_out(help_id: int) -> Response:
    """Take an entry out of the count, or back into it."""
    line = _line(help_id)
    is_out = request.form.get("is_out") == "yes"
    try:
        with transaction():
            withdraw_help(by=current_actor(), help_id=line.id, is_out=is_out, at=now())
        flash(_("It is counted no more.") if is_out else _("It is counted again."), "good")
    except RuleBroken as problem:
        flash(told(problem), "refused")
    return redirect(url_for("occasions.edit_help", help_id=line.id), 303)


def _data(form: HelpForm) -> HelpData:
    return HelpData(
        organisation_id=int(form.organisation.data),
        kind=form.kind.data,
        minutes=form.minutes,
        day=form.day.data,
        about=form.about.data or "",
        started_on=form.started_on.data,
    )
