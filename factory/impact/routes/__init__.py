"""Addresses of the impact page: what the city sees, a small one to embed, and the desk where it is chosen."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from contextlib import nullcontext
from datetime import datetime
from typing import Any

from flask import Blueprint, current_app, flash, make_response, redirect, render_template, request, url_for
from flask_babel import force_locale, gettext
from werkzeug.wrappers import Response

from core.clock import now, today
from core.db import transaction
from core.errors import NotFound, RuleBroken
from core.guards import current_actor, policy
from core.ids import new_client_id, read_client_id
from core.people import LANGUAGES
from factory.impact.figures import Impact, impact
from factory.impact.forms import ChooseImpactForm
from factory.impact.models import ImpactChoice
from factory.impact.queries import choice_in_force
from factory.impact.services import choose_impact
from factory.programme.indicators import WEIGHTS_CREDIT, carbon_sources, split_name
from factory.programme.learning import EVERY
from factory.programme.methods import words_of_source
from factory.programme.routes.asked import is_open, learning_is_open, machines_are_open, words
from factory.programme.rules_told import rules_in_force
from factory.programme.spans import month_span
from factory.templating import current_theme
from inventory.catalogue import categories

blueprint = Blueprint("impact", __name__)
FRESH_SECONDS = 60
USUAL = (
    "pieces_upcycled",
    "pieces_given_out",
    "grams_kept",
    "trained_digital",
    "trained_painting",
    "machine_hours",
)
"""What is ticked before anybody has chosen."""
Page = str | Response | tuple[str, int]


@blueprint.get("/impact")
@policy("public")
def show_impact() -> Response:
    """The programme's numbers, charts and pieces, once a coordinator has published them."""
    return _cached("impact/show_impact.html", _published())


@blueprint.get("/impact/embed")
@policy("public")
def show_embed() -> Response:
    """The same in a small size, to stand in a frame on the pages that the settings allow."""
    return _cached("impact/show_embed.html", _published())


@blueprint.get("/count/impact/preview")
@policy("right:publish_impact")
def preview_impact() -> str:
    """The page as it would be public."""
    choice = choice_in_force()
    if choice is None:
        raise NotFound()
    found = _counted(choice, now())
    return render_template("impact/show_impact.html", **_frame(found), is_preview=not choice.is_public)


@blueprint.route("/count/impact", methods=["GET", "POST"])
@policy("right:publish_impact")
def edit_impact() -> Page:
    """Choose what the page shows, look at it, publish it, take it off."""
    choice = choice_in_force()
    form = ChooseImpactForm(
        token=new_client_id(),
        indicators=choice.indicators if choice else [slug for slug in USUAL if is_open(slug)],
        shows_stories=choice.shows_stories if choice else True,
    )
    form.indicators.choices = [
        (slug, gettext(one.name)) for slug, one in EVERY.items() if is_open(slug) and one.slug not in _RANGES
    ]
    if not form.validate_on_submit():
        return _desk(form, choice)
    press = request.form.get("press", "")
    is_public = press == "publish" or (press != "withhold" and choice is not None and choice.is_public)
    try:
        with transaction():
            choose_impact(
                indicators=form.indicators.data or [],
                shows_stories=bool(form.shows_stories.data),
                is_public=is_public,
                by=current_actor(),
                at=now(),
                token=read_client_id(form.token.data) or new_client_id(),
            )
    except RuleBroken as broken:
        form.indicators.errors = [gettext(broken.message, **broken.params)]
        return _desk(form, choice, 422)
    flash(gettext("The page is public.") if is_public else gettext("Saved. The page is not public."), "good")
    return redirect(url_for("impact.edit_impact"), 303)


_RANGES = ("co2e_low_grams", "co2e_high_grams", "co2e_left_out")
"""CO₂e is always shown as a range with its source, never as a figure of its own."""


def _desk(form: ChooseImpactForm, choice: ImpactChoice | None, status: int = 0) -> tuple[str, int]:
    settings = current_app.config["ECO_SETTINGS"]
    page = render_template(
        "impact/edit_impact.html",
        form=form,
        choice=choice,
        indicators=EVERY,
        rules=rules_in_force(),
        today=month_span(today()),
        words=words(),
        hosts=settings.framing_hosts,
        address=f"{settings.public_url.rstrip('/')}{url_for('impact.show_embed')}",
    )
    return page, status or (422 if form.errors else 200)


def _published() -> ImpactChoice:
    choice = choice_in_force()
    if choice is None or not choice.is_public:
        raise NotFound()
    return choice


def _counted(choice: ImpactChoice, at: datetime) -> Impact:
    """The figures of a choice, counted at most once a minute in each process."""
    kept: dict[int, tuple[datetime, Impact]] = current_app.extensions.setdefault("eco_impact", {})
    known = kept.get(choice.id)
    if known is not None and 0 <= (at - known[0]).total_seconds() < FRESH_SECONDS:
        return known[1]
    slugs = tuple(slug for slug in choice.indicators if is_open(slug))
    rooms = (learning_is_open(), machines_are_open())
    found = impact(slugs, shows_stories=choice.shows_stories, at=at, rooms=rooms)
    kept.clear()
    kept[choice.id] = (at, found)
    return found


def _cached(page: str, choice: ImpactChoice) -> Response:
    """A page that browsers and proxies may keep for a minute, told by its tag when nothing has changed."""
    asked = request.args.get("language", "")
    with force_locale(asked) if asked in LANGUAGES else nullcontext():
        found = _counted(choice, now())
        frame = _frame(found)
        body = render_template(page, **frame, is_preview=False)
    answer = make_response(body)
    answer.headers["Vary"] = "Accept-Language, Cookie"
    answer.headers["Cache-Control"] = f"public, max-age={FRESH_SECONDS}"
    answer.set_etag(hashlib.sha256(f"{current_theme()}\n{body}".encode()).hexdigest()[:24])
    return answer.make_conditional(request)


def _frame(found: Impact) -> dict[str, Any]:
    say = words()
    name_of: Callable[[str], str] = lambda split: gettext(split_name("pieces_given_out", split))  # noqa: E731
    return {
        "impact": found,
        "words": say,
        "kinds": categories(),
        "destination_name": name_of,
        "sources": [words_of_source(source, say) for source in carbon_sources()],
        "weights_credit": WEIGHTS_CREDIT,
    }
