"""People on site: the list as filtered, with its sums and files; one visit, its story, and its correction."""

from __future__ import annotations

from datetime import date, timedelta

from flask import Response, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as Answer

from core.clock import now, today, zone
from core.db import transaction
from core.errors import EcoError, NotFound
from core.guards import current_actor, policy
from core.listings import kept_address, sent_table
from core.searching import read_start
from core.visits import VISIT_ROLES, WORKS
from factory.visits.forms import CorrectVisitForm
from factory.visits.queries import (
    MARKS,
    MOST_EXPORTED,
    PAGE,
    VisitFilter,
    VisitRow,
    own_visit,
    roles_seen,
    story_of,
    visit_at,
    visit_rows,
    visit_sums,
)
from factory.visits.routes import blueprint
from factory.visits.services import correct_visit
from factory.visits.wording import WORDS, how_words, visit_role_words, work_words

Page = str | Answer | tuple[str, int]
ASKED = ("first", "last", "role", "work", "person", "mark")
_address = kept_address("visits.list_visits", ASKED)
blueprint.context_processor(lambda: WORDS)


def _day(name: str) -> date | None:
    try:
        return date.fromisoformat(request.args.get(name, ""))
    except ValueError:
        return None


def _wanted() -> VisitFilter:
    asked = request.args
    role, work, mark = asked.get("role", ""), asked.get("work", ""), asked.get("mark", "")
    first, last = _day("first"), _day("last")
    if not any(asked.get(name) for name in ASKED):
        first = today() - timedelta(days=6)
    return VisitFilter(
        current_actor().site_id,
        first,
        last,
        role=role if role in VISIT_ROLES else "",
        work=work if work in WORKS else "",
        person=asked.get("person", "").strip().upper()[:20],
        mark=mark if mark in MARKS else "",
    )


@blueprint.get("/on-site")
@policy("right:see_visits")
def list_visits() -> str:
    """Visits as the address narrows them (the last seven days at first), with their sums, a page at a time."""
    wanted, start = _wanted(), read_start(request.args)
    lines = visit_rows(wanted, start=start)
    return render_template(
        "visits/list_visits.html",
        wanted=wanted,
        lines=lines[:PAGE],
        sums=visit_sums(wanted),
        roles=roles_seen(wanted.site_id),
        works=WORKS,
        marks=MARKS,
        address=_address,
        newer=_address(start=str(max(0, start - PAGE))) if start else "",
        older=_address(start=str(start + PAGE)) if len(lines) > PAGE else "",
    )


@blueprint.get("/on-site.<kind>")
@policy("right:export_visits")
def export_visits(kind: str) -> Response:
    """Visits as filtered: one line each, ends as known, minutes and work."""
    heads = [
        _("Number"), _("Called"), _("Role"), _("Day"), _("Came"), _("How known"), _("Went home"), _("How known"),
        _("Minutes"), _("What for"), _("Estimated"), _("Corrected"),
    ]  # fmt: skip
    rows = [
        (one.number, one.called, visit_role_words(one.role), one.day, one.came_at, how_words(one.came_how),
         one.left_at, how_words(one.left_how), round(one.length_ms / 60_000), work_words(one.work),
         _("yes") if one.is_estimated else "", _("yes") if one.is_corrected else "")
        for one in visit_rows(_wanted(), size=MOST_EXPORTED)
    ]  # fmt: skip
    return sent_table(kind, "visits", _("People on site"), heads, rows)


def find_visit(visit_id: int) -> VisitRow:
    """The visit, if whoever asks may see it: one of the site, for its staff, or their own."""
    actor = current_actor()
    found = visit_at(visit_id, actor.site_id) if actor.may("see_visits") else None
    found = found or own_visit(visit_id, actor.person_id or 0)
    if found is None:
        raise NotFound
    return found


def _form_of(visit: VisitRow) -> CorrectVisitForm:
    left = visit.left_at.astimezone(zone()).time() if visit.left_at else None
    return CorrectVisitForm(
        formdata=None,
        data={
            "came_at": visit.came_at.astimezone(zone()).time(),
            "left_at": left,
            "work": "" if visit.is_guessed else visit.work,
        },
    ).offer()


def _visit_page(visit: VisitRow, form: CorrectVisitForm | None = None) -> str:
    actor = current_actor()
    is_desk = actor.may("edit_visits") and visit.site_id == actor.site_id
    is_own = visit.person_id == actor.person_id and visit.is_estimated and actor.strength != "card"
    return render_template(
        "visits/show_visit.html",
        visit=visit,
        story=story_of(visit),
        form=form or _form_of(visit),
        is_desk=is_desk,
        may_correct=is_desk or (is_own and not visit.is_void),
    )


@blueprint.get("/on-site/<int:stay_id>")
@policy("signed_in")
def show_visit(stay_id: int) -> str:
    """A visit: what counts, how each end is known, and everything that was seen and said."""
    return _visit_page(find_visit(stay_id))


@blueprint.post("/on-site/<int:stay_id>")
@policy("signed_in")
def correct_one(stay_id: int) -> Page:
    """Say what a visit really was; what was known before is kept."""
    visit, form = find_visit(stay_id), CorrectVisitForm().offer()
    if form.validate():
        try:
            with transaction():
                correct_visit(
                    by=current_actor(),
                    visit_id=stay_id,
                    stay=form.stay(visit.day),
                    why=form.why.data or "",
                    is_dropped=bool(form.is_dropped.data),
                    at=now(),
                    token=form.stale_token,
                )
            flash(_("Put right. What was known before is kept below."), "good")
            return redirect(url_for("visits.show_visit", stay_id=stay_id), 303)
        except EcoError as problem:
            if isinstance(problem, NotFound):
                raise
            form.refuse(problem)
            return _visit_page(find_visit(stay_id), form), problem.status
    return _visit_page(visit, form), 422
