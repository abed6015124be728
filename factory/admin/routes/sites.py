"""Sites: their names, the days wanted in each stage, the work steps that they do not use."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from core.clock import now
from core.db import transaction
from core.errors import EcoError
from core.guards import current_actor, policy
from core.sites import DAYS_WANTED, Site
from core.visiting import closing_clock
from factory.admin.forms import NewSiteForm, SiteForm
from factory.admin.queries import site_here, sites_listed
from factory.admin.routes import blueprint
from factory.admin.services import add_site, change_site
from factory.admin.wording import stage_name, step_name
from inventory.stages import STEPS

Page = str | Response | tuple[str, int]


@blueprint.get("/admin/sites")
@policy("right:edit_places|right:edit_sites")
def list_sites() -> str:
    """Every site for an administrator; their own for a coordinator."""
    by = current_actor()
    sites = [site for site in sites_listed() if by.may("edit_sites") or site.id == by.site_id]
    return render_template("admin/list_sites.html", sites=sites)


@blueprint.route("/admin/sites/new", methods=["GET", "POST"])
@policy("right:edit_sites")
def new_site() -> Page:
    """A new site."""
    form = NewSiteForm()
    if request.method != "POST" or not form.validate():
        page = render_template("admin/new_site.html", form=form)
        return page if request.method != "POST" else (page, 422)
    try:
        with transaction():
            site = add_site(
                by=current_actor(),
                slug=form.slug_word.data or "",
                name=form.name.data or "",
                city=form.city.data or "",
                kind=form.kind.data,
                at=now(),
            )
            slug = site.slug
    except EcoError as problem:
        form.refuse(problem)
        return render_template("admin/new_site.html", form=form), problem.status
    return redirect(url_for("admin.edit_site", slug=slug), 303)


def _site_form(site: Site) -> SiteForm:
    """The form of a site; filled with what is kept unless something was sent."""
    data = {
        "name": site.name,
        "city": site.city,
        "phone": site.phone,
        "is_active": site.is_active,
        "closes_at": closing_clock(site.settings),
        "wants_codes": bool(site.settings.get("wants_codes")),
        "hidden_steps": site.hidden_steps,
        **{f"days_{stage}": site.wanted_days(stage) for stage in DAYS_WANTED},
    }
    form = SiteForm(data=data) if request.method != "POST" else SiteForm()
    form.hidden_steps.choices = [(step, step_name(step)) for step in STEPS]
    for stage in DAYS_WANTED:
        form[f"days_{stage}"].label.text = stage_name(stage)
    return form


@blueprint.route("/admin/sites/<slug>", methods=["GET", "POST"])
@policy("right:edit_places|right:edit_sites")
def edit_site(slug: str) -> Page:
    """Change a site; a coordinator only their own."""
    by = current_actor()
    scope = None if by.may("edit_sites") else by.site_id
    site = site_here(slug, scope)
    form = _site_form(site)
    if request.method != "POST" or not form.validate():
        page = render_template("admin/edit_site.html", form=form, site=site, stages=list(DAYS_WANTED))
        return page if request.method != "POST" else (page, 422)
    try:
        with transaction():
            change_site(
                by=by,
                site_id=site_here(slug, scope).id,
                name=form.name.data or "",
                city=form.city.data or "",
                phone=form.phone.data or "",
                days=form.days,
                hidden_steps=form.hidden_steps.data or [],
                is_active=bool(form.is_active.data) or not by.may("edit_sites"),
                closes_at=form.closes_at.data or closing_clock(site.settings),
                wants_codes=bool(
                    form.wants_codes.data if by.may("edit_sites") else site.settings.get("wants_codes")
                ),
                at=now(),
            )
    except EcoError as problem:
        form.refuse(problem)
        page = render_template("admin/edit_site.html", form=form, site=site, stages=list(DAYS_WANTED))
        return page, problem.status
    flash(gettext("Saved."), "good")
    return redirect(url_for("admin.edit_site", slug=slug), 303)
