"""Pairs and mentoring: who could share what with whom, begin, note meetings, end; the list as a file."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from core.audit import saw
from core.clock import now, today
from core.db import transaction
from core.errors import NotFound, RuleBroken
from core.guards import current_actor, policy
from core.ids import new_client_id
from core.listings import kept_address, list_page, sent_table
from core.searching import read_start
from factory.skills.catalogue import KINDS
from factory.skills.forms import EndPairForm, MeetingForm, PairForm
from factory.skills.queries.pairs import (
    MOST_EXPORTED,
    PAGE,
    PairLine,
    days_of,
    meetings_of,
    pair_by_id,
    pairs_at,
    pairs_count,
)
from factory.skills.queries.skills import own_skills, proposed_pairs
from factory.skills.routes import blueprint
from factory.skills.services import add_meeting, begin_pair, end_pair, strike_meeting
from factory.skills.words import Pictured, skills_shown, subjects_shown, topics_of

Page = str | Response | tuple[str, int]
STATES = ("live", "ended", "all")
_address = kept_address("skills.list_pairs", ("kind", "state"))


def _asked() -> tuple[str, str]:
    kind, state = request.args.get("kind", ""), request.args.get("state", "")
    return kind if kind in KINDS else KINDS[0], state if state in STATES else STATES[0]


def _topics(kind: str) -> list[Pictured]:
    return subjects_shown() if kind == "mentoring" else skills_shown(own_skills(current_actor().site_id))


def _rows(kind: str, state: str, start: int = 0, size: int = PAGE) -> list[PairLine]:
    found = "" if state == "all" else state
    return pairs_at(current_actor().site_id, kind, state=found, start=start, size=size)


def _note_look() -> None:
    actor = current_actor()
    if actor.person_id is not None:
        with transaction():
            saw(actor.person_id, "skills:pairs", "skills", now())


def _list_page(form: PairForm) -> str:
    kind, state = _asked()
    start = read_start(request.args)
    shown = list_page(_rows(kind, state, 0, start + PAGE), start, PAGE, _address)
    actor = current_actor()
    form.offer(_topics(kind))
    proposals = proposed_pairs(actor.site_id, now()) if kind == "skill" else []
    topics = topics_of(
        [*((line.kind, line.topic) for line in shown.rows), *(("skill", one.skill) for one in proposals)]
    )
    return render_template(
        "skills/list_pairs.html",
        kind=kind,
        state=state,
        shown=shown,
        proposals=[(one, new_client_id()) for one in proposals],
        today=today().isoformat(),
        topics=topics,
        counts=pairs_count(actor.site_id),
        address=_address,
        form=form,
    )


@blueprint.get("/pairs")
@policy("right:pair_people")
def list_pairs() -> str:
    """The pairs of the site or its mentoring, and whom one could pair."""
    _note_look()
    return _list_page(PairForm(formdata=None))


@blueprint.get("/pairs.<kind>")
@policy("right:pair_people")
def export_pairs(kind: str) -> Response:
    """The pairs as filtered, by people's numbers and never their names."""
    asked, state = _asked()
    lines = _rows(asked, state, size=MOST_EXPORTED)
    topics = topics_of((line.kind, line.topic) for line in lines)
    heads = [
        _("About"), _("Who shares (number)"), _("Who learns (number)"), _("Began on"), _("Last day"),
        _("Days together"), _("Minutes together"),
    ]  # fmt: skip
    rows = [
        (topics[f"{line.kind} {line.topic}"].name, line.guide.number, line.newcomer.number, line.begun_on,
         line.ended_on, line.days, line.minutes)
        for line in lines
    ]  # fmt: skip
    return sent_table(kind, f"pairs-{asked}", _("Pairs"), heads, rows)


@blueprint.post("/pairs")
@policy("right:pair_people")
def begin_new_pair() -> Page:
    """Two people are paired: from a proposal, or by their numbers."""
    kind, _state = _asked()
    form = PairForm()
    form.offer(_topics(kind))
    if form.validate():
        try:
            with transaction():
                pair_id = begin_pair(
                    by=current_actor(),
                    kind=kind,
                    topic=form.topic.data,
                    guide=form.guide.data or "",
                    newcomer=form.newcomer.data or "",
                    begun_on=form.begun_on.data,
                    at=now(),
                    token=form.stale_token,
                ).id
            flash(_("They are paired."), "good")
            return redirect(url_for("skills.show_pair", pair_id=pair_id), 303)
        except RuleBroken as problem:
            form.refuse(problem)
    return _list_page(form), 422


def _pair(pair_id: int) -> PairLine:
    found = pair_by_id(pair_id, current_actor().site_id)
    if found is None:
        raise NotFound()
    return found


def _pair_page(line: PairLine, meeting: MeetingForm, end: EndPairForm) -> str:
    return render_template(
        "skills/show_pair.html",
        line=line,
        topic=topics_of([(line.kind, line.topic)])[f"{line.kind} {line.topic}"],
        meetings=meetings_of(line.id),
        days=days_of(line.id),
        meeting_form=meeting,
        end_form=end,
    )


@blueprint.get("/pairs/<int:pair_id>")
@policy("right:pair_people")
def show_pair(pair_id: int) -> str:
    """A pair: its two people, the days that count, the meetings that were typed."""
    line = _pair(pair_id)
    _note_look()
    return _pair_page(line, MeetingForm(formdata=None), EndPairForm(formdata=None))


@blueprint.post("/pairs/<int:pair_id>/meetings")
@policy("right:pair_people")
def add_pair_meeting(pair_id: int) -> Page:
    """They met on a day."""
    line, form = _pair(pair_id), MeetingForm()
    if form.validate():
        try:
            with transaction():
                add_meeting(
                    by=current_actor(),
                    pair_id=pair_id,
                    day=form.day.data,
                    minutes=form.minutes.data or 0,
                    at=now(),
                    token=form.stale_token,
                )
            flash(_("The meeting is kept."), "good")
            return redirect(url_for("skills.show_pair", pair_id=pair_id), 303)
        except RuleBroken as problem:
            form.refuse(problem)
    return _pair_page(line, form, EndPairForm(formdata=None)), 422


@blueprint.post("/pairs/<int:pair_id>/meetings/<int:meeting_id>/strike")
@policy("right:pair_people")
def strike_pair_meeting(pair_id: int, meeting_id: int) -> Response:
    """A meeting that was typed wrongly counts no more."""
    with transaction():
        strike_meeting(by=current_actor(), pair_id=pair_id, meeting_id=meeting_id, at=now())
    flash(_("Struck out. It counts no more."), "good")
    return redirect(url_for("skills.show_pair", pair_id=pair_id), 303)


@blueprint.post("/pairs/<int:pair_id>/end")
@policy("right:pair_people")
def end_this_pair(pair_id: int) -> Page:
    """The pair ends with a day."""
    line, form = _pair(pair_id), EndPairForm()
    if form.validate():
        try:
            with transaction():
                end_pair(by=current_actor(), pair_id=pair_id, ended_on=form.ended_on.data, at=now())
            flash(_("The pair has ended. Its time stays counted."), "good")
            return redirect(url_for("skills.show_pair", pair_id=pair_id), 303)
        except RuleBroken as problem:
            form.refuse(problem)
    return _pair_page(line, MeetingForm(formdata=None), form), 422
