"""The lines of a funder's form: added, bound to what we count, put in order, taken out."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from core.clock import now
from core.db import transaction
from core.errors import N_, NotFound, RuleBroken
from core.guards import current_actor, policy
from core.sites import all_sites
from factory.profiles.forms import FormLineForm
from factory.profiles.models import CITIES, FormLine, FormProfile
from factory.profiles.queries import form_at, lines_of, splits_of
from factory.profiles.routes import blueprint
from factory.profiles.services import LineFacts, add_line, change_line, drop_line, move_line
from factory.programme.learning import EVERY
from factory.programme.queries.partners import partners
from factory.programme.routes.asked import is_open
from factory.programme.through import NOT_SAID

Page = str | Response | tuple[str, int]
SPAN_NAMES = {
    "period": N_("The days of the form"),
    "to_date": N_("The programme year up to the form’s last day"),
    "in_all": N_("Everything up to the form’s last day"),
    "own": N_("Days of its own"),
}
CITY_NAMES = {"other": N_("In other cities"), NOT_SAID: N_("City not said")}


@blueprint.route("/forms/<int:form_id>/lines/new", methods=["GET", "POST"])
@policy("right:edit_forms")
def add_form_line(form_id: int) -> Page:
    """One more line at the end."""
    found, form = _form(form_id), _filled_choices(FormLineForm())
    if form.validate_on_submit():
        try:
            with transaction():
                add_line(
                    form_id=form_id, facts=_facts(form), by=current_actor(), at=now(), token=form.stale_token
                )
        except RuleBroken as problem:
            form.refuse(problem)
        else:
            flash(gettext("The line is added."), "good")
            return redirect(url_for("profiles.show_form", form_id=form_id), 303)
    return _shown(found, form, None)


@blueprint.route("/forms/<int:form_id>/lines/<int:entry_id>", methods=["GET", "POST"])
@policy("right:edit_forms")
def edit_form_line(form_id: int, entry_id: int) -> Page:
    """Bind a line anew."""
    found = _form(form_id)
    line = next((one for one in lines_of(form_id) if one.id == entry_id), None)
    if line is None:
        raise NotFound()
    form = _filled_choices(FormLineForm(data=_standing(line)))
    if form.validate_on_submit():
        try:
            with transaction():
                change_line(
                    form_id=form_id, line_id=entry_id, facts=_facts(form), by=current_actor(), at=now()
                )
        except RuleBroken as problem:
            form.refuse(problem)
        else:
            flash(gettext("The line is changed."), "good")
            return redirect(url_for("profiles.show_form", form_id=form_id), 303)
    return _shown(found, form, line)


@blueprint.post("/forms/<int:form_id>/lines/<int:entry_id>/move")
@policy("right:edit_forms")
def move_form_line(form_id: int, entry_id: int) -> Response:
    """One place up or down."""
    is_up = request.form.get("way") == "up"
    with transaction():
        move_line(form_id=form_id, line_id=entry_id, is_up=is_up, by=current_actor(), at=now())
    return redirect(url_for("profiles.show_form", form_id=form_id, _anchor=f"line-{entry_id}"), 303)


@blueprint.post("/forms/<int:form_id>/lines/<int:entry_id>/drop")
@policy("right:edit_forms")
def drop_form_line(form_id: int, entry_id: int) -> Response:
    """Take a line out."""
    with transaction():
        drop_line(form_id=form_id, line_id=entry_id, by=current_actor(), at=now())
    flash(gettext("The line is taken out."), "good")
    return redirect(url_for("profiles.show_form", form_id=form_id), 303)


def _filled_choices(form: FormLineForm) -> FormLineForm:
    form.figure.choices = [("", gettext("Nothing of ours: written by hand"))]
    for slug, one in EVERY.items():
        if is_open(slug):
            form.figure.choices.append((slug, gettext(one.name)))
            form.figure.choices += [
                (f"{slug}|{split}", f"{gettext(one.name)}: {gettext(name)}")
                for split, name in splits_of(slug).items()
            ]
    form.where.choices = [("", gettext("All sites"))]
    form.where.choices += [(f"site:{site.id}", site.name) for site in all_sites()]
    form.where.choices += [
        (
            f"city:{city}",
            gettext(CITY_NAMES[city]) if city in CITY_NAMES else gettext("City: %(name)s", name=city),
        )
        for city in CITIES
        if city
    ]
    form.partner.choices = [
        ("", gettext("Whoever they came through")),
        *((str(id), name) for id, name in partners().items()),
        (NOT_SAID, gettext("Partner not said")),
    ]
    form.span.choices = [(word, gettext(name)) for word, name in SPAN_NAMES.items()]
    return form


def _standing(line: FormLine) -> dict[str, object]:
    where = f"site:{line.site_id}" if line.site_id else (f"city:{line.city}" if line.city else "")
    return {
        "label": line.label,
        "figure": f"{line.indicator}|{line.split}" if line.split else line.indicator,
        "where": where,
        "partner": line.partner or "",
        "span": line.span,
        "starts_on": line.starts_on,
        "ends_on": line.ends_on,
        "sheet": line.sheet,
        "cell": line.cell,
    }


def _facts(form: FormLineForm) -> LineFacts:
    slug, _, split = (form.figure.data or "").partition("|")
    kind, _, key = (form.where.data or "").partition(":")
    return LineFacts(
        label=form.label.data or "",
        indicator=slug,
        split=split,
        span=form.span.data or "period",
        starts_on=form.starts_on.data,
        ends_on=form.ends_on.data,
        site_id=int(key) if kind == "site" else None,
        city=key if kind == "city" else "",
        partner=form.partner.data or "",
        sheet=form.sheet.data or "",
        cell=form.cell.data or "",
    )


def _shown(found: FormProfile, form: FormLineForm, line: FormLine | None) -> tuple[str, int]:
    page = render_template("profiles/edit_form_line.html", found=found, form=form, line=line)
    return page, 422 if form.errors else 200


def _form(form_id: int) -> FormProfile:
    found = form_at(form_id, current_actor().site_id)
    if found is None:
        raise NotFound()
    return found
