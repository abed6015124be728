"""Booking at the desk and by oneself: a seat or the waiting list, leaving, moving over, answering an offer."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from core.clock import now, start_of_day
from core.db import transaction
from core.errors import EcoError, NotFound, RuleBroken
from core.guards import SIGNED_IN, current_actor, policy
from core.people_shown import person_shown
from core.pressing import PressedForm, told
from training.forms.bookings import (
    BookLearnerForm,
    BookMyselfForm,
    CapacityForm,
    HoldForm,
    LeaveForm,
    TransferForm,
)
from training.queries.bookings import bookings_of, runs_to_book
from training.queries.runs import run_line
from training.routes import blueprint
from training.routes.runs import run_page
from training.services.bookings import book_seat, leave_run, take_off, transfer_booking
from training.services.offers import accept_offer, decline_offer
from training.services.queue import agree_to_jump, ask_to_jump, change_capacity, end_hold, hold_seats

Answer = Response | str | tuple[str, int]
SAID: dict[str, Callable[[], str]] = {
    "booked": lambda: _("Booked."),
    "waitlisted": lambda: _("On the waiting list."),
    "offered": lambda: _("A place is offered."),
}


def back_to_run(number: str) -> Response:
    """The page of a run, else the runs."""
    return redirect(url_for("training.show_run", number=number), 303)


def pressed(form: PressedForm, act: Callable[..., Any], said: str, **given: Any) -> str:
    """Do one act in its transaction and flash how it went: "" when it was done, else what was refused."""
    if not form.validate():
        first = next((str(words[0]) for words in form.errors.values() if words), _("Please fill this in."))
        flash(first, "refused")
        return first
    try:
        with transaction():
            act(by=current_actor(), at=now(), token=form.stale_token, **given)
    except NotFound:
        raise
    except EcoError as problem:
        flash(told(problem), "refused")
        return told(problem)
    flash(said, "good")
    return ""


def kept(form: PressedForm, act: Callable[..., Any], said: str, **given: Any) -> bool:
    """Do one act in its transaction; where it is refused, the form says so beside its field with what was typed."""
    if not form.validate():
        return False
    try:
        with transaction():
            act(by=current_actor(), at=now(), token=form.stale_token, **given)
    except NotFound:
        raise
    except EcoError as problem:
        form.refuse(problem)
        return False
    flash(said, "good")
    return True


@blueprint.route("/runs/<number>/bookings/new", methods=["GET", "POST"])
@policy("right:book_learners")
def book_learner(number: str) -> Answer:
    """Put a learner on a run: show their card, see who it is, press once."""
    actor, form = current_actor(), BookLearnerForm()
    head = run_line(number, actor.site_id)
    if not form.is_submitted():
        return render_template("training/book_learner.html", run=head, form=form)
    if form.validate():
        try:
            with transaction():
                person = person_shown(form.person.data, site_id=actor.site_id, at=now())
                made = book_seat(
                    by=actor,
                    run_number=head.number,
                    person_number=person.number,
                    source=form.source.data,
                    partner=(form.partner.data or "").strip(),
                    at=now(),
                    token=form.stale_token,
                )
                state, called = made.state, person.alias
            flash(f"{called}: {SAID.get(state, SAID['booked'])()}", "good" if state == "booked" else "look")
            return back_to_run(head.number)
        except EcoError as problem:
            form.refuse(
                problem
                if isinstance(problem, RuleBroken)
                else RuleBroken("person", problem.message, problem.remedy)
            )
    return render_template("training/book_learner.html", run=head, form=form), 422


@blueprint.post("/runs/<number>/bookings")
@policy(SIGNED_IN)
def book_myself(number: str) -> Answer:
    """I book a place for myself."""
    actor, form = current_actor(), BookMyselfForm()
    try:
        with transaction():
            state = book_seat(
                by=actor,
                run_number=number,
                person_number=actor.number,
                source="card" if actor.strength == "card" else "web",
                at=now(),
                token=form.stale_token,
            ).state
        flash(SAID.get(state, SAID["booked"])(), "good" if state == "booked" else "look")
    except RuleBroken as problem:
        flash(told(problem), "refused")
    return redirect(url_for("training.show_my_classes"), 303)


@blueprint.get("/my/classes")
@policy(SIGNED_IN)
def show_my_classes() -> str:
    """What I have booked, what I wait for, what is offered to me."""
    actor = current_actor()
    found = bookings_of(actor.person_id or 0, now())
    return render_template("training/show_my_classes.html", bookings=found, form=LeaveForm(formdata=None))


def _after(number: str) -> Response:
    """Back to the page that the press came from: one's own classes or the run."""
    if request.form.get("from") == "mine":
        return redirect(url_for("training.show_my_classes"), 303)
    return back_to_run(number)


@blueprint.post("/runs/<number>/bookings/<int:booking_id>/leave")
@policy(SIGNED_IN)
def leave_booking(number: str, booking_id: int) -> Answer:
    """A learner leaves."""
    form = LeaveForm()
    pressed(
        form,
        leave_run,
        _("The place is free for somebody else. Thank you for telling us."),
        booking_id=booking_id,
        source="web" if request.form.get("from") == "mine" else "desk",
        reason=form.reason.data or "",
    )
    return _after(number)


@blueprint.post("/runs/<number>/bookings/<int:booking_id>/off")
@policy("right:book_learners")
def take_off_booking(number: str, booking_id: int) -> Answer:
    """The centre takes a learner off, with a reason."""
    form = LeaveForm()
    pressed(form, take_off, _("Taken off."), booking_id=booking_id, reason=form.reason.data or "")
    return back_to_run(number)


@blueprint.post("/runs/<number>/bookings/<int:booking_id>/move")
@policy("right:book_learners")
def move_booking(number: str, booking_id: int) -> Answer:
    """To another run."""
    form = TransferForm()
    form.run.choices = [
        (run.number, run.title) for run in runs_to_book(current_actor().site_id, now(), but=number)
    ]
    to_run = str(form.run.data or "")
    pressed(form, transfer_booking, _("Moved over."), booking_id=booking_id, to_run=to_run)
    return back_to_run(number)


@blueprint.post("/runs/<number>/bookings/<int:booking_id>/accept")
@policy(SIGNED_IN)
def accept_booking(number: str, booking_id: int) -> Answer:
    """Yes to the offered place: the learner with a card, or staff on the phone."""
    source = "card" if request.form.get("from") == "mine" else "phone"
    pressed(BookMyselfForm(), accept_offer, _("Booked."), booking_id=booking_id, source=source)
    return _after(number)


@blueprint.post("/runs/<number>/bookings/<int:booking_id>/decline")
@policy(SIGNED_IN)
def decline_booking(number: str, booking_id: int) -> Answer:
    """No to the offered place; the next is asked at once."""
    source = "card" if request.form.get("from") == "mine" else "phone"
    said = _("The place goes to the next person.")
    pressed(BookMyselfForm(), decline_offer, said, booking_id=booking_id, source=source)
    return _after(number)


@blueprint.post("/runs/<number>/bookings/<int:booking_id>/first")
@policy("right:book_learners")
def ask_first(number: str, booking_id: int) -> Answer:
    """Ask that somebody comes first, with a reason."""
    form = LeaveForm()
    said = _("Asked. A coordinator must agree.")
    pressed(form, ask_to_jump, said, booking_id=booking_id, reason=form.reason.data or "")
    return back_to_run(number)


@blueprint.post("/runs/<number>/bookings/<int:booking_id>/first/agreed")
@policy("right:jump_queue")
def agree_first(number: str, booking_id: int) -> Answer:
    """Agree that somebody comes first."""
    pressed(BookMyselfForm(), agree_to_jump, _("First on the list."), booking_id=booking_id)
    return back_to_run(number)


@blueprint.post("/runs/<number>/capacity")
@policy("right:edit_runs")
def set_capacity(number: str) -> Answer:
    """More places or fewer."""
    form = CapacityForm()
    if kept(form, change_capacity, _("Changed."), run_number=number, capacity=form.capacity.data or 0):
        return back_to_run(number)
    return run_page(number, capacity_form=form), 422


@blueprint.post("/runs/<number>/holds")
@policy("right:edit_runs")
def keep_seats(number: str) -> Answer:
    """Keep places for a partner until a day."""
    form = HoldForm()
    until = start_of_day(form.until.data + timedelta(days=1)) if form.validate() else None
    if kept(
        form,
        hold_seats,
        _("Kept."),
        run_number=number,
        kind="partner",
        seats=form.seats.data,
        partner=form.partner.data,
        until=until,
    ):
        return back_to_run(number)
    return run_page(number, hold_form=form), 422


@blueprint.post("/runs/<number>/holds/<int:hold_id>/end")
@policy("right:edit_runs")
def free_seats(number: str, hold_id: int) -> Answer:
    """Give kept places free."""
    pressed(BookMyselfForm(), end_hold, _("The places are free."), run_number=number, hold_id=hold_id)
    return back_to_run(number)
