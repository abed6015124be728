"""Opening figures: the list with its batches, one figure typed in, a batch undone."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext, ngettext
from werkzeug.wrappers import Response

from core.clock import now
from core.db import transaction
from core.errors import EcoError, NotFound, RuleBroken
from core.guards import current_actor, policy
from core.pressing import told
from core.sites import Site, all_sites
from factory.programme.forms import OpeningForm
from factory.programme.indicators import UNIT_NAMES, Indicator
from factory.programme.learning import EVERY
from factory.programme.opening_rules import OpeningFacts
from factory.programme.opening_sheets import read_amount, read_month, read_part
from factory.programme.opening_tables import part_of
from factory.programme.queries.fresh import months_left_out
from factory.programme.queries.openings import batches, standing_openings
from factory.programme.queries.scope import sites_where
from factory.programme.routes import blueprint
from factory.programme.routes.asked import is_open, words
from factory.programme.services.openings import enter_openings, undo_openings
from factory.programme.spans import month_by_name

Page = str | Response | tuple[str, int]
MOST_LISTED = 500


@blueprint.get("/count/openings")
@policy("right:see_count")
def list_openings() -> str:
    """Every opening figure that stands, with its source; the batches they came in; rows that they keep out."""
    at = now()
    every = sorted(standing_openings("", "9"), key=lambda one: (one.month, one.id), reverse=True)
    sites = all_sites()
    mine = sites_where(current_actor(), "edit_openings", at)
    return render_template(
        "programme/list_openings.html",
        openings=every[:MOST_LISTED],
        number=len(every),
        batches=batches(),
        mine=mine,
        left_out=months_left_out(frozenset(site.id for site in sites), at),
        indicators=EVERY,
        site_names={site.id: site.name for site in sites},
        site_slugs={site.id: site.slug for site in sites},
        month_span=month_by_name,
        part_of=lambda one: part_of(one, words()),
        words=words(),
    )


@blueprint.route("/count/openings/new", methods=["GET", "POST"])
@policy("right:edit_openings")
def add_opening() -> Page:
    """Write down one figure."""
    form, sites = OpeningForm(), my_sites()
    form.site.choices = [(str(site.id), site.name) for site in sites]
    form.indicator.choices = [
        (one.slug, f"{gettext(one.name)} ({gettext(UNIT_NAMES[one.unit])})") for one in my_indicators()
    ]
    if not form.validate_on_submit():
        return _form_page(form)
    try:
        facts = _facts(form)
        with transaction():
            enter_openings(facts=(facts,), called="", by=current_actor(), at=now(), token=form.stale_token)
    except EcoError as problem:
        if isinstance(problem, NotFound):
            raise
        form.refuse(problem)
        return _form_page(form)
    flash(gettext("The opening figure is written down."), "good")
    return redirect(url_for("programme.list_openings"), 303)


@blueprint.post("/count/openings/batches/<int:opening_batch>/undo")
@policy("right:edit_openings")
def undo_opening_batch(opening_batch: int) -> Response:
    """Take a whole batch out again."""
    try:
        with transaction():
            number = undo_openings(batch_id=opening_batch, by=current_actor(), at=now())
    except RuleBroken as problem:
        flash(told(problem), "look")
    else:
        flash(
            ngettext(
                "%(num)s opening figure is taken out again.",
                "%(num)s opening figures are taken out again.",
                number,
            ),
            "good",
        )
    return redirect(url_for("programme.list_openings"), 303)


def my_sites() -> list[Site]:
    """The sites that the reader writes opening figures for."""
    mine = sites_where(current_actor(), "edit_openings", now())
    return [site for site in all_sites() if site.id in mine]


def my_indicators() -> list[Indicator]:
    """What is counted in rooms that are open."""
    return [one for slug, one in EVERY.items() if is_open(slug)]


def _facts(form: OpeningForm) -> OpeningFacts:
    """What the form says. Raises RuleBroken beside the field that means nothing."""
    slug = form.indicator.data
    return OpeningFacts(
        int(form.site.data),
        slug,
        read_part(form.split.data or "", slug, words()),
        read_month((form.month.data or "").strip()),
        read_amount((form.amount.data or "").strip(), EVERY[slug]),
        form.source.data or "",
    )


def _form_page(form: OpeningForm) -> tuple[str, int]:
    page: dict[str, Any] = {"form": form, "words": words()}
    return render_template("programme/add_opening.html", **page), 422 if form.errors else 200
