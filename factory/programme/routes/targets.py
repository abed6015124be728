"""Targets: the list with its history, setting, changing and dropping one."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from core.clock import now, today
from core.db import transaction
from core.errors import NotFound, RuleBroken
from core.guards import current_actor, policy
from core.ids import new_client_id, read_client_id
from core.sites import all_sites
from core.sorting import in_order, read_order
from factory.programme.forms import ChangeTargetForm, SetTargetForm
from factory.programme.indicators import UNIT_NAMES
from factory.programme.learning import EVERY
from factory.programme.line_groups import heading_of
from factory.programme.models import TARGET_SLUGS, Target
from factory.programme.queries.scope import sites_where
from factory.programme.queries.targets import all_targets, target_by_id
from factory.programme.routes import blueprint
from factory.programme.routes.asked import is_open, learning_is_open, words
from factory.programme.services import change_target, drop_target, set_target
from factory.programme.spans import year_span
from factory.programme.splits import name_with_part, splits_of

ALL = ""
"""The form's value for all sites."""


@blueprint.get("/count/targets")
@policy("right:see_count")
def list_targets() -> str:
    """Every target in force, and what was changed or dropped."""
    frame = _frame()
    names = frame["site_names"]
    keys: dict[str, Callable[[Target], Any]] = {
        "counted": lambda target: name_with_part(EVERY[target.indicator], target.split, gettext),
        "where": lambda target: names.get(target.site_id, ""),
        "from": lambda target: target.starts_on,
        "to": lambda target: target.ends_on,
        "number": lambda target: target.number,
        "set": lambda target: target.made_at,
        "state": lambda target: (
            target.ended_at is not None,
            not target.starts_on <= today() <= target.ends_on,
        ),
    }
    sort = read_order(request.args.get("sort", ""), keys, "")
    return render_template(
        "programme/list_targets.html",
        targets=in_order(all_targets(), sort, keys),
        sort=sort,
        today=today(),
        counts_learning=learning_is_open(),
        **frame,
    )


@blueprint.route("/count/targets/new", methods=["GET", "POST"])
@policy("right:edit_targets")
def add_target() -> str | Response | tuple[str, int]:
    """Set a new target."""
    year = year_span(today())
    form = SetTargetForm(starts_on=year.starts_on, ends_on=year.ends_on, token=new_client_id())
    form.indicator.choices = _counted()
    mine = sites_where(current_actor(), "edit_targets", now())
    form.site.choices = [(ALL, gettext("All sites"))]
    form.site.choices += [(str(site.id), site.name) for site in all_sites() if site.id in mine]
    if not form.validate_on_submit():
        return _shown(form, None)
    site_id = int(form.site.data) if form.site.data else None
    indicator, _, split = form.indicator.data.partition(":")
    values = {"indicator": indicator, "split": split, "site_id": site_id, **_values(form)}
    return _saved(form, None, lambda: set_target(**values), gettext("The target is set."))


@blueprint.route("/count/targets/<int:target_id>", methods=["GET", "POST"])
@policy("right:edit_targets")
def edit_target(target_id: int) -> str | Response | tuple[str, int]:
    """Change the number or the days of a target."""
    target = target_by_id(target_id)
    mine = sites_where(current_actor(), "edit_targets", now())
    if target is None or target.ended_at is not None or (target.site_id and target.site_id not in mine):
        raise NotFound()
    standing = {"number": target.number, "starts_on": target.starts_on, "ends_on": target.ends_on}
    form = ChangeTargetForm(token=new_client_id(), **standing)
    if not form.validate_on_submit():
        return _shown(form, target)
    values = {"target_id": target_id, **_values(form)}
    return _saved(form, target, lambda: change_target(**values), gettext("The target is changed."))


@blueprint.post("/count/targets/<int:target_id>/drop")
@policy("right:edit_targets")
def end_target(target_id: int) -> Response:
    """Drop a target; it stays in the history."""
    with transaction():
        drop_target(target_id=target_id, by=current_actor(), at=now())
    flash(gettext("The target is dropped. It stays in the history."), "good")
    return redirect(url_for("programme.list_targets"), 303)


def _counted() -> dict[str, list[tuple[str, str]]]:
    """What a target may be of, by heading: each indicator, and below it its parts as `indicator:part`."""
    found: dict[str, list[tuple[str, str]]] = {}
    for slug in filter(is_open, TARGET_SLUGS):
        found.setdefault(gettext(heading_of(slug)), []).extend(
            (f"{slug}:{split}" if split else slug, name_with_part(EVERY[slug], split, gettext))
            for split in ("", *splits_of(slug))
        )
    return found


def _values(form: ChangeTargetForm) -> dict[str, Any]:
    return {
        "number": form.number.data,
        "starts_on": form.starts_on.data,
        "ends_on": form.ends_on.data,
        "by": current_actor(),
        "at": now(),
        "token": read_client_id(form.token.data) or new_client_id(),
    }


def _saved(
    form: ChangeTargetForm, target: Target | None, save: Callable[[], Target], said: str
) -> Response | tuple[str, int]:
    """Run the service; what it refuses is shown on its field."""
    try:
        with transaction():
            save()
    except RuleBroken as broken:
        field = form._fields.get(broken.field, form.number)
        told = " ".join(gettext(text, **broken.params) for text in (broken.message, broken.remedy) if text)
        field.errors = [*field.errors, told]
        return _shown(form, target, 422)
    flash(said, "good")
    return redirect(url_for("programme.list_targets"), 303)


def _shown(form: ChangeTargetForm, target: Target | None, status: int = 0) -> tuple[str, int]:
    page = render_template("programme/edit_target.html", form=form, target=target, **_frame())
    return page, status or (422 if form.errors else 200)


def _frame() -> dict[str, Any]:
    return {
        "words": words(),
        "indicators": EVERY,
        "name_of": lambda target: name_with_part(EVERY[target.indicator], target.split, gettext),
        "unit_names": UNIT_NAMES,
        "site_names": {site.id: site.name for site in all_sites()},
    }
