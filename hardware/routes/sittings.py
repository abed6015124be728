"""Sessions at machines: the list, one with what was asked of it, and the claim list of jobs nobody had a card for."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from flask import Response, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as Answer

from core.clock import now, start_of_day, zone
from core.db import transaction
from core.errors import Conflict, NotAllowed, NotFound, RuleBroken
from core.guards import current_actor, policy
from core.listings import kept_address, sent_table
from core.searching import read_start
from hardware.forms.sittings import AskForm, ClaimForm, DecideForm
from hardware.forms.spoken import machine_word
from hardware.queries.machine_lists import machine_names
from hardware.queries.sitting_lists import (
    MOST_EXPORTED,
    PAGE,
    WHATS,
    SittingFilter,
    corrections_of,
    sitting_row,
    sitting_rows,
)
from hardware.queries.sittings import jobs_to_claim
from hardware.routes import blueprint
from hardware.services.corrections import (
    CorrectionData,
    ask_for_correction,
    claim_job,
    decide_correction,
)
from hardware.words import PURPOSES

Page = str | Answer | tuple[str, int]
ASKED = ("machine", "used_for", "person", "what", "first", "last")
_address = kept_address("hardware.list_sittings", ASKED)


def _day(name: str) -> date | None:
    try:
        return date.fromisoformat(request.args.get(name, ""))
    except ValueError:
        return None


def _wanted() -> SittingFilter:
    asked, first, last = request.args, _day("first"), _day("last")
    used_for, what = asked.get("used_for", ""), asked.get("what", "")
    return SittingFilter(
        current_actor().site_id,
        machine=asked.get("machine", "")[:10].upper(),
        used_for=used_for if used_for in PURPOSES else "",
        person=asked.get("person", "").strip().upper()[:20],
        what=what if what in WHATS else "",
        first=start_of_day(first) if first else None,
        last=start_of_day(last + timedelta(days=1)) if last and last < date.max else None,
    )


@blueprint.get("/machines/sessions")
@policy("right:see_sittings")
def list_sittings() -> str:
    """Sessions at the site's machines as the address narrows them, a page at a time."""
    wanted = _wanted()
    start = read_start(request.args)
    lines = sitting_rows(wanted, start=start)
    return render_template(
        "hardware/list_sittings.html",
        wanted=wanted,
        asked={name: request.args.get(name, "") for name in ASKED},
        lines=lines[:PAGE],
        newer=_address(start=str(max(0, start - PAGE))) if start else "",
        older=_address(start=str(start + PAGE)) if len(lines) > PAGE else "",
        machines=machine_names(current_actor().site_id),
        purposes=PURPOSES,
        address=_address,
    )


@blueprint.get("/machines/sessions.<kind>")
@policy("right:see_sittings")
def export_sittings(kind: str) -> Response:
    """Sessions as filtered, minutes by class."""
    heads = [
        _("Machine"), _("Who"), _("Number"), _("From"), _("Until"), _("Minutes at work"), _("Paused"),
        _("Set-up"), _("Idle"), _("Spindle on"), _("For"), _("Piece"), _("Ended by"), _("Corrected"), _("Estimated"),
    ]  # fmt: skip
    rows = [
        (one.machine, one.person, one.number, one.began_at, one.ended_at,
         *(round(part / 60_000, 2) for part in
           (one.busy_ms, one.paused_ms, one.setup_ms, one.idle_ms, one.spindle_ms)),
         machine_word(one.used_for, "purpose"), one.piece_code,
         machine_word(one.end_cause, "end") if one.end_cause else "",
         _("yes") if one.is_corrected else "", _("yes") if one.is_estimated else "")
        for one in sitting_rows(_wanted(), size=MOST_EXPORTED)
    ]  # fmt: skip
    return sent_table(kind, "machine-sessions", _("Sessions"), heads, rows)


@blueprint.get("/machines/sessions/<int:session_id>")
@policy("right:see_sittings")
def show_sitting(session_id: int) -> str:
    """A session: what the kiosk saw, what it counts as, and what was asked of it."""
    return _sitting_page(session_id)


def _moment(typed: datetime | None) -> datetime | None:
    """What was typed in the site's time, as an instant."""
    return typed.replace(tzinfo=zone()).astimezone(UTC) if typed else None


def _sitting_page(session_id: int, ask: AskForm | None = None, decide: DecideForm | None = None) -> str:
    actor = current_actor()
    line = sitting_row(session_id, actor.site_id)
    if line is None:
        raise NotFound
    return render_template(
        "hardware/show_sitting.html",
        line=line,
        asked=corrections_of(session_id),
        own_id=actor.person_id,
        form=ask or AskForm(formdata=None).offer(_("as it is")),
        decide=decide or DecideForm(formdata=None),
    )


@blueprint.post("/machines/sessions/<int:session_id>/corrections")
@policy("right:see_sittings")
def ask_for_sitting(session_id: int) -> Page:
    """Say what a session really was; somebody else decides."""
    form = AskForm().offer(_("as it is"))
    if form.validate():
        try:
            minutes = form.busy_minutes.data
            data = CorrectionData(
                asked_for=form.asked_for.data,
                text=form.note.data or "",
                person_number=(form.person.data or "").strip().upper() or None,
                began_at=_moment(form.began_at.data),
                ended_at=_moment(form.ended_at.data),
                busy_seconds=None if minutes is None else minutes * 60,
                used_for=form.used_for.data or None,
                piece_code=(form.piece_code.data or "").strip().upper() or None,
            )
            with transaction():
                ask_for_correction(
                    by=current_actor(), session_id=session_id, data=data, at=now(), token=form.stale_token
                )
            flash(_("Asked. Somebody else decides; the original stays."), "good")
            return redirect(url_for("hardware.show_sitting", session_id=session_id), 303)
        except (RuleBroken, NotAllowed, Conflict, NotFound) as problem:
            form.refuse(problem)
    return _sitting_page(session_id, ask=form), 422


@blueprint.post("/machines/sessions/<int:session_id>/corrections/<token>")
@policy("right:correct_sittings")
def decide_sitting(session_id: int, token: str) -> Page:
    """Accept or refuse a correction that somebody else asked for."""
    form = DecideForm()
    if form.validate():
        try:
            is_accepted = request.form.get("verdict") == "accepted"
            with transaction():
                decide_correction(
                    by=current_actor(),
                    token=token,
                    is_accepted=is_accepted,
                    text=form.note.data or "",
                    at=now(),
                )
            flash(_("Accepted.") if is_accepted else _("Refused. The original counts."), "good")
            return redirect(url_for("hardware.show_sitting", session_id=session_id), 303)
        except (RuleBroken, NotAllowed) as problem:
            form.refuse(problem)
    return _sitting_page(session_id, decide=form), 422


@blueprint.get("/machines/claims")
@policy("right:see_sittings")
def list_claims() -> str:
    """Jobs of the last day that nobody had a card for."""
    return _claims_page()


def _claims_page(bound: ClaimForm | None = None) -> str:
    lines = jobs_to_claim(current_actor().site_id, now())
    forms = {
        line.key: bound
        if bound is not None and bound.job.data == line.key
        else ClaimForm(formdata=None, slug=f"claim-{place}", job=line.key).offer()
        for place, line in enumerate(lines)
    }
    return render_template("hardware/list_claims.html", lines=lines, forms=forms, bound=bound)


@blueprint.post("/machines/claims")
@policy("right:see_sittings")
def claim_machine_job() -> Page:
    """Say whose a job was."""
    form = ClaimForm().offer()
    if form.validate():
        try:
            with transaction():
                claim_job(
                    by=current_actor(),
                    job_key=form.job.data or "",
                    person_number=(form.person.data or "").strip().upper(),
                    used_for=form.used_for.data,
                    piece_code=(form.piece_code.data or "").strip().upper(),
                    at=now(),
                    token=form.stale_token,
                )
            flash(_("Kept. It counts as theirs within a minute."), "good")
            return redirect(url_for("hardware.list_claims"), 303)
        except (RuleBroken, NotAllowed, Conflict, NotFound) as problem:
            form.refuse(problem)
    return _claims_page(form), 422
