"""Moving a booking of a machine: another day, time, length or machine of the kind; and taking the move back."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from core.clock import local_day, now
from core.db import transaction
from core.errors import EcoError, NotFound
from core.guards import current_actor, policy
from core.pressing import told
from hardware.forms.bookings import MoveForm
from hardware.queries.timetable import Bookable, BookedLine, bookable_machines, booking_line, free_starts
from hardware.routes import blueprint
from hardware.routes.new_bookings import days_shown, lengths_of, machine_to_book, minutes_asked, start_pressed
from hardware.services.booking_moves import MoveTo, move_booking, undo_move

Page = Response | str | tuple[str, int]


@blueprint.get("/machine-bookings/<token>/move")
@policy("right:book_machines")
def new_booking_move(token: str) -> str:
    """The free times to which a booking may go, on this machine or another of its kind."""
    return _move_page(_own_line(token), MoveForm())


def _own_line(token: str) -> BookedLine:
    """A booking that the person may move. Raises NotFound."""
    actor = current_actor()
    line = booking_line(token, actor.site_id)
    if line.person_id != actor.person_id and not actor.may("book_for_others"):
        raise NotFound()
    return line


def _target(line: BookedLine) -> tuple[Bookable, list[Bookable]]:
    """The machine that the page stands on, and those of the kind."""
    own = machine_to_book(line.code)
    kind = [one for one in bookable_machines(current_actor().site_id) if one.kind == own.kind]
    asked = request.values.get("machine", "")
    return next((one for one in kind if one.code == asked), own), kind


def _minutes(line: BookedLine, machine: Bookable) -> int:
    return minutes_asked(machine, (line.ends_at - line.starts_at) // timedelta(minutes=1))


def _move_page(line: BookedLine, form: MoveForm) -> str:
    machine, kind = _target(line)
    minutes = _minutes(line, machine)
    day, days = days_shown(machine)
    if "day" not in request.values:
        day = max(day, local_day(line.starts_at))
        days = sorted({*days, day})
    return render_template(
        "hardware/move_booking.html",
        line=line,
        form=form,
        machine=machine,
        kind=kind,
        day=day,
        days=days,
        minutes=minutes,
        lengths=sorted({*lengths_of(machine), minutes}),
        starts=free_starts(machine, day, timedelta(minutes=minutes), now(), but=line.token),
        is_own=line.person_id == current_actor().person_id,
        place={"token": line.token, "machine": machine.code},
    )


@blueprint.post("/machine-bookings/<token>/move")
@policy("right:book_machines")
def move_machine_booking(token: str) -> Page:
    """Move a booking to the time that was pressed."""
    form, actor = MoveForm(), current_actor()
    line = _own_line(token)
    machine, _kind = _target(line)
    if form.validate():
        starts_at = start_pressed(form.starts.data)
        to = MoveTo(starts_at, starts_at + timedelta(minutes=_minutes(line, machine)), machine.code)
        try:
            with transaction():
                move = move_booking(by=actor, token=token, to=to, at=now(), press=form.stale_token)
                press = move.token
            flash(_("Moved."), "good")
            day = local_day(starts_at).isoformat()
            return redirect(url_for("hardware.list_machine_bookings", day=day, moved=press), 303)
        except EcoError as problem:
            form.refuse(problem)
    return _move_page(line, form), 422


@blueprint.post("/machine-bookings/moves/<press>/undo")
@policy("right:book_machines")
def undo_booking_move(press: str) -> Response:
    """Put a booking back where it was."""
    day: dict[str, Any] = {}
    try:
        with transaction():
            row = undo_move(by=current_actor(), press=press, at=now())
            day = {"day": local_day(row.starts_at).isoformat()}
        flash(_("It is back where it was."), "good")
    except NotFound:
        raise
    except EcoError as problem:
        flash(told(problem), "refused")
    return redirect(url_for("hardware.list_machine_bookings", **day), 303)
