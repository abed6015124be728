"""Telling of an accident or near miss on a tablet or at the desk; the list for coordinators with its follow-up."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from core.bounds import whole
from core.clock import now, zone
from core.db import transaction
from core.errors import NotFound, RuleBroken
from core.guards import current_actor, policy
from core.listings import kept_address, list_page, sent_table
from core.searching import read_start
from factory.mishaps.forms import FollowUpForm, MishapForm
from factory.mishaps.kinds import GRAVITIES, GRAVITY_NAMES, KIND_BY_SLUG, KINDS
from factory.mishaps.queries import (
    MOST_EXPORTED,
    PAGE,
    MishapFilter,
    MishapLine,
    mishap_by_id,
    mishaps_listed,
    open_mishaps,
)
from factory.mishaps.services import follow_mishap, tell_mishap

blueprint = Blueprint("mishaps", __name__)

Page = str | Response | tuple[str, int]
STATES = ("open", "done", "all")
_address = kept_address("mishaps.list_mishaps", ("state", "gravity", "kind", "since", "until"))
PICTURES = {kind.slug: kind.picture for kind in KINDS}


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _wanted() -> MishapFilter:
    asked = request.args
    state, gravity, kind = (asked.get(name, "") for name in ("state", "gravity", "kind"))
    return MishapFilter(
        current_actor().site_id,
        state if state in STATES else STATES[0],
        gravity if gravity in GRAVITIES else "",
        kind if kind in KIND_BY_SLUG else "",
        _day(asked.get("since", "")),
        _day(asked.get("until", "")),
    )


@blueprint.get("/mishaps")
@policy("right:see_mishaps")
def list_mishaps() -> str:
    """What happened at the site and still waits for a follow-up, or all of it."""
    wanted, start = _wanted(), read_start(request.args)
    return render_template(
        "mishaps/list_mishaps.html",
        wanted=wanted,
        shown=list_page(mishaps_listed(wanted, size=start + PAGE), start, PAGE, _address),
        waiting=open_mishaps(wanted.site_id),
        kinds=KIND_BY_SLUG,
        gravities=GRAVITY_NAMES,
        address=_address,
    )


@blueprint.get("/mishaps.<kind>")
@policy("right:see_mishaps")
def export_mishaps(kind: str) -> Response:
    """The list as filtered."""
    heads = [
        _("When"), _("Accident or near miss"), _("What happened"), _("Place"), _("Machine"), _("Piece"),
        _("Page in the accident book"), _("What was done"), _("Done on"),
    ]  # fmt: skip
    rows = [
        (line.happened_at, _("Accident") if line.gravity == "accident" else _("Near miss"),
         _(KIND_BY_SLUG[line.kind].name), line.place, line.machine, line.piece_code, line.book_page, line.follow_up,
         line.followed_at)
        for line in mishaps_listed(_wanted(), size=MOST_EXPORTED)
    ]  # fmt: skip
    return sent_table(kind, "mishaps", _("Accidents and near misses"), heads, rows)


@blueprint.route("/mishaps/new", methods=["GET", "POST"])
@policy("right:tell_mishaps")
def tell_new_mishap() -> Page:
    """What happened, by picture; where; nothing about anybody."""
    actor, at = current_actor(), now()
    if request.method != "POST":
        machine = request.args.get("machine", "")
        form = MishapForm(
            data={"happened_at": at.astimezone(zone()).replace(tzinfo=None), "machine": machine}
        )
        form.offer(actor.site_id)
        return render_template("mishaps/tell_new_mishap.html", form=form, pictures=PICTURES)
    form = MishapForm()
    form.offer(actor.site_id)
    if form.validate():
        try:
            with transaction():
                tell_mishap(by=actor, at=at, token=form.stale_token, **_told(form))
            flash(_("Thank you. A coordinator will look at it."), "good")
            return redirect(_after(), 303)
        except RuleBroken as problem:
            form.refuse(problem)
    return render_template("mishaps/tell_new_mishap.html", form=form, pictures=PICTURES), 422


def _told(form: MishapForm) -> dict[str, Any]:
    moment: datetime = form.happened_at.data
    return {
        "gravity": form.gravity.data,
        "kind": form.kind.data,
        "happened_at": moment.replace(tzinfo=zone()),
        "place_id": whole(form.place.data or ""),
        "machine_code": form.machine.data or "",
        "piece": form.piece.data or "",
        "book_page": form.book_page.data or "",
    }


def _after() -> str:
    if current_actor().may("see_mishaps"):
        return url_for("mishaps.list_mishaps")
    return url_for("mishaps.tell_new_mishap")


def _mishap(mishap_id: int) -> MishapLine:
    found = mishap_by_id(mishap_id, current_actor().site_id)
    if found is None:
        raise NotFound()
    return found


@blueprint.route("/mishaps/<int:mishap_id>", methods=["GET", "POST"])
@policy("right:see_mishaps")
def show_mishap(mishap_id: int) -> Page:
    """One of them, and what was done about it."""
    line, form = _mishap(mishap_id), FollowUpForm()
    status = 200
    if request.method == "POST":
        status = 422
        if form.validate():
            try:
                with transaction():
                    follow_mishap(
                        by=current_actor(), mishap_id=mishap_id, follow_up=form.follow_up.data or "", at=now()
                    )
                flash(_("Kept. It waits no more."), "good")
                return redirect(url_for("mishaps.show_mishap", mishap_id=mishap_id), 303)
            except RuleBroken as problem:
                form.refuse(problem)
    page = render_template(
        "mishaps/show_mishap.html",
        line=line,
        form=form,
        kind=KIND_BY_SLUG[line.kind],
        gravities=GRAVITY_NAMES,
    )
    return page, status


from factory.mishaps.routes import tablet_api  # noqa: E402, F401
