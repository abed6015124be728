"""Likely doubles: looked at, said to be two, or merged; and merges taken back."""

from __future__ import annotations

from collections.abc import Sequence

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from core.audit import saw
from core.clock import now
from core.db import transaction
from core.errors import EcoError
from core.guards import current_actor, policy
from core.people_queries import person_here
from factory.privacy.forms import MergeForm
from factory.privacy.queries.doubles import likely_doubles, merges_at
from factory.privacy.routes import blueprint
from factory.privacy.services.merging import Changed, merge_people, say_not_same, undo_merge

Answer = Response | str | tuple[str, int]


def _page(form: MergeForm | None = None, status: int = 200) -> tuple[str, int]:
    site_id = current_actor().site_id
    return (
        render_template(
            "privacy/list_doubles.html",
            pairs=likely_doubles(site_id),
            merges=merges_at(site_id),
            form=form or MergeForm(formdata=None),
        ),
        status,
    )


@blueprint.get("/privacy/doubles")
@policy("right:merge_people")
def list_doubles() -> Answer:
    """Pairs whose names sound alike; that somebody looked is noted."""
    page = _page()
    with transaction():
        saw(current_actor().person_id or 0, "people", "doubles", now())
    return page


def _say(changed: Sequence[Changed]) -> None:
    for one in changed:
        flash(
            _(
                "%(figure)s: %(before)s before, %(after)s now.",
                figure=_(one.name),
                before=one.before,
                after=one.after,
            ),
            "look",
        )


@blueprint.post("/privacy/doubles/merge")
@policy("right:merge_people")
def merge_two() -> Answer:
    """Read one number as another."""
    form, by = MergeForm(), current_actor()
    if not form.validate():
        return _page(form, 422)
    person = person_here((form.number.data or "").strip(), site_id=by.site_id)
    into = person_here((form.into.data or "").strip(), site_id=by.site_id)
    try:
        with transaction():
            changed = merge_people(
                by=by, person_id=person.id, into_id=into.id, at=now(), token=form.stale_token
            )
    except EcoError as problem:
        form.refuse(problem)
        return _page(form, problem.status)
    flash(_("%(number)s is read as %(into)s from now on.", number=person.number, into=into.number), "good")
    _say(changed)
    return redirect(url_for("privacy.list_doubles"), 303)


@blueprint.post("/privacy/doubles/not-same")
@policy("right:merge_people")
def keep_two() -> Answer:
    """These are two people: the pair is not listed again."""
    form, by = MergeForm(), current_actor()
    if not form.validate():
        return _page(form, 422)
    one = person_here((form.number.data or "").strip(), site_id=by.site_id)
    other = person_here((form.into.data or "").strip(), site_id=by.site_id)
    with transaction():
        say_not_same(by=by, person_id=one.id, other_id=other.id, at=now())
    flash(_("Noted: two people."), "good")
    return redirect(url_for("privacy.list_doubles"), 303)


@blueprint.post("/privacy/merges/<int:merge_id>/undo")
@policy("right:merge_people")
def take_merge_back(merge_id: int) -> Response:
    """Read the two as two again."""
    with transaction():
        changed = undo_merge(by=current_actor(), merge_id=merge_id, at=now())
    flash(_("They are two again."), "good")
    _say(changed)
    return redirect(url_for("privacy.list_doubles"), 303)
