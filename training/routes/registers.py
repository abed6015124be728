"""The register on the tablet: everybody is here, not here, late, who came without a place, and the trainer's word."""

from __future__ import annotations

from datetime import timedelta

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response

from core.bounds import whole
from core.clock import local_day, now, start_of_day
from core.db import transaction
from core.errors import EcoError
from core.guards import current_actor, policy
from core.ids import new_client_id
from core.people_shown import person_shown
from core.pressing import told
from training.forms.registers import EndForm, MarkForm, SignForm, TakeAlongForm, WalkInForm
from training.queries.register_events import count_to_sign, count_waiting_at, lease_of
from training.queries.registers import classes_near, sheet_lines, sheet_of, unsigned_before
from training.routes import blueprint
from training.routes.bookings import back_to_run, pressed
from training.services.booking_rules import derived
from training.services.completions import proposals, record_completion
from training.services.registers import NewMark, record_mark, sign_register
from training.services.walk_ins import free_no_show, seat_walk_in

Answer = Response | str | tuple[str, int]


@blueprint.get("/registers")
@policy("right:take_register")
def list_registers() -> str:
    """The classes of today and the days to come, and those of earlier days whose register nobody signed."""
    actor, day = current_actor(), local_day(now())
    begins = start_of_day(day)
    classes = classes_near(actor.site_id, begins, start_of_day(day + timedelta(days=8)))
    today = [one for one in classes if local_day(one.starts_at) == day]
    coming = [one for one in classes if local_day(one.starts_at) > day]
    return render_template(
        "training/list_registers.html",
        today=today,
        unsigned=unsigned_before(actor.site_id, begins),
        coming=coming,
        waiting=count_waiting_at(actor.site_id),
        to_sign=count_to_sign(actor.person_id, actor.site_id),
    )


@blueprint.get("/classes/<token>/register")
@policy("right:take_register")
def show_register(token: str) -> str:
    """The register of one class."""
    sheet = sheet_of(token, current_actor().site_id)
    lines = sheet_lines(token)
    return render_template(
        "training/show_register.html",
        sheet=sheet,
        lines=[line for line in lines if line.state != "no_show"],
        gone=[line for line in lines if line.state == "no_show"],
        unmarked=[line for line in lines if not line.mark and line.state in ("booked", "attending")],
        form=MarkForm(formdata=None),
        walk_in=WalkInForm(formdata=None),
        sign=SignForm(formdata=None),
        along=TakeAlongForm(formdata=None),
        lease=lease_of(sheet.run, now()),
        wants_pin=not current_actor().signs,
        is_open=now() >= sheet.starts_at - timedelta(minutes=30),
    )


@blueprint.get("/classes/<token>/register/paper")
@policy("right:take_register")
def print_register(token: str) -> str:
    """The register on paper, to be filled in by hand and keyed in afterwards."""
    sheet = sheet_of(token, current_actor().site_id)
    return render_template("training/print_register.html", sheet=sheet, lines=sheet_lines(token))


def _back(token: str) -> Response:
    return redirect(url_for("training.show_register", token=token), 303)


@blueprint.post("/classes/<token>/marks")
@policy("right:take_register")
def mark_learner(token: str) -> Answer:
    """One mark of one learner."""
    form, at = MarkForm(), now()
    if not form.validate():
        flash(_("Press one of the pictures."), "refused")
        return _back(token)
    new = NewMark(
        id=form.stale_token,
        class_token=token,
        person_number=form.person.data,
        mark=form.mark.data,
        method="paper" if form.method.data == "paper" else "tap",
        minutes=form.minutes.data,
        at=at,
        device_at=at,
    )
    try:
        with transaction():
            record_mark(by=current_actor(), new=new, received_at=at)
    except EcoError as problem:
        flash(told(problem), "refused")
    return _back(token)


@blueprint.post("/classes/<token>/marks/rest")
@policy("right:take_register")
def mark_rest(token: str) -> Answer:
    """Everybody who has no mark yet is here."""
    form, at, actor = SignForm(), now(), current_actor()
    sheet_of(token, actor.site_id)
    if not form.validate():
        return _back(token)
    try:
        with transaction():
            rest = [
                one for one in sheet_lines(token) if not one.mark and one.state in ("booked", "attending")
            ]
            for one in rest:
                new = NewMark(
                    id=derived(form.stale_token, one.number),
                    class_token=token,
                    person_number=one.number,
                    mark="present",
                    method="tap",
                    at=at,
                    device_at=at,
                )
                record_mark(by=actor, new=new, received_at=at)
        flash(ngettext("%(num)s learner is here.", "%(num)s learners are here.", len(rest)), "good")
    except EcoError as problem:
        flash(told(problem), "refused")
    return _back(token)


@blueprint.post("/classes/<token>/walk-ins")
@policy("right:take_register")
def seat_who_came(token: str) -> Answer:
    """Seat somebody who came, by their card."""
    form, at, actor = WalkInForm(), now(), current_actor()
    try:
        with transaction():
            person = person_shown(form.card.data or "", site_id=actor.site_id, at=at)
            seat_walk_in(
                by=actor, class_token=token, person_number=person.number, at=at, token=form.stale_token
            )
            called = person.alias
        flash(_("%(name)s has a place.", name=called), "good")
    except EcoError as problem:
        flash(told(problem), "refused")
    return _back(token)


@blueprint.post("/classes/<token>/bookings/<int:booking_id>/gone")
@policy("right:take_register")
def free_place(token: str, booking_id: int) -> Answer:
    """Not here in the first class: the place is free for somebody who came."""
    pressed(SignForm(), free_no_show, _("The place is free."), booking_id=booking_id)
    return _back(token)


@blueprint.post("/classes/<token>/sign")
@policy("right:take_register")
def sign_class(token: str) -> Answer:
    """The trainer signs the register."""
    form = SignForm()
    try:
        with transaction():
            sign_register(by=current_actor(), class_token=token, at=now())
        flash(_("Signed."), "good")
    except EcoError as problem:
        flash(told(problem), "refused")
    form.validate()
    return _back(token)


@blueprint.route("/runs/<number>/completion", methods=["GET", "POST"])
@policy("right:take_register")
def record_run_completion(number: str) -> Answer:
    """How the bookings of a run end: as the rule proposes, or as the trainer says with a reason."""
    actor, refused, field = current_actor(), "", ""
    if request.method == "POST":
        form = SignForm()
        said = {
            place: (value, request.form.get(name.replace("word-", "reason-"), ""))
            for name, value in request.form.items()
            if name.startswith("word-") and (place := whole(name.removeprefix("word-"), 14)) is not None
        }
        try:
            form.validate()
            with transaction():
                count = record_completion(
                    by=actor,
                    run_number=number,
                    said=said,
                    at=now(),
                    token=form.stale_token or new_client_id(),
                )
            flash(ngettext("%(num)s learner recorded.", "%(num)s learners recorded.", count), "good")
            return back_to_run(number)
        except EcoError as problem:
            refused, field = told(problem), getattr(problem, "field", "")
    page = render_template(
        "training/record_completion.html",
        number=number,
        proposed=proposals(by=actor, run_number=number),
        form=SignForm(formdata=None),
        choices=EndForm.word.kwargs["choices"],
        refused=refused,
        refused_field=field,
        said=request.form,
    )
    return (page, 422) if refused else page
