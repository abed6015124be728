"""Bookings of machines: the day and the week, a time in a few taps, and giving it back."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any, Final

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from core.clock import from_iso, local_day, now, start_of_day, today
from core.db import transaction
from core.errors import EcoError, NotFound
from core.guards import current_actor, policy
from hardware.forms.bookings import USES, BookingForm
from hardware.queries.timetable import (
    Bookable,
    BookedLine,
    bookable_machines,
    bookings_between,
    day_span,
    free_starts,
    own_bookings,
)
from hardware.queries.ways import BESIDE, LEARN, Way, way_to_machine
from hardware.routes import blueprint
from hardware.services.bookings import BookingData, book_machine, cancel_booking

Page = Response | str | tuple[str, int]
LENGTHS: Final = (30, 60, 90, 120, 180, 240)
WEEK: Final = timedelta(days=7)
FARTHEST: Final = timedelta(days=800)


@blueprint.get("/machine-bookings")
@policy("right:book_machines")
def list_machine_bookings() -> str:
    """Who has which machine of the site when: one day, or seven."""
    actor, machines = current_actor(), bookable_machines(current_actor().site_id)
    is_week, code = request.args.get("span") == "week", request.args.get("machine", "")
    day = read_day(request.args.get("day", ""))
    first = day - timedelta(days=day.weekday()) if is_week else day
    days = [first + timedelta(days=number) for number in range(7 if is_week else 1)]
    shown = [one for one in machines if code in ("", one.code)]
    lines = bookings_between(
        actor.site_id,
        start_of_day(first),
        start_of_day(days[-1] + timedelta(days=1)),
        code=code,
        with_ended=True,
    )
    return render_template(
        "hardware/list_machine_bookings.html",
        machines=machines,
        shown=shown,
        days=days,
        day=day,
        is_week=is_week,
        code=code,
        cells={one.code: [_of_day(lines, one.code, each) for each in days] for one in shown},
        strips={one.code: _strip(one, lines, day) for one in shown},
        mine=own_bookings(actor.person_id or 0, now()),
        today=today(),
        now=now(),
    )


def read_day(text: str) -> date:
    """The day of an address; today for none, and for one that is far away."""
    try:
        day = date.fromisoformat(text[:10])
    except ValueError:
        return today()
    return day if abs(day - today()) < FARTHEST else today()


def _of_day(lines: list[BookedLine], code: str, day: date) -> list[BookedLine]:
    begin, end = start_of_day(day), start_of_day(day + timedelta(days=1))
    return [line for line in lines if line.code == code and line.starts_at < end and line.ends_at > begin]


def _strip(machine: Bookable, lines: list[BookedLine], day: date) -> dict[str, Any] | None:
    """The day of a machine as parts of a hundred: its bookings, and the full hours for the marks below."""
    begin, end = day_span(machine, day)
    if begin == end:
        return None
    whole = end - begin

    def part(at: Any) -> float:
        return float(round(100 * min(max((at - begin) / whole, 0.0), 1.0), 2))

    kept = [one for one in _of_day(lines, machine.code, day) if one.state in ("booked", "used")]
    hours = [begin + timedelta(hours=number) for number in range(0, int(whole / timedelta(hours=1)) + 1, 2)]
    return {
        "parts": [(part(one.starts_at), part(one.ends_at) - part(one.starts_at), one) for one in kept],
        "hours": [(part(one), one) for one in hours if one < end],
        "now": part(now()) if begin < now() < end else None,
    }


def _machine(code: str) -> Bookable:
    found = next(
        (one for one in bookable_machines(current_actor().site_id) if one.code == code.upper()), None
    )
    if found is None:
        raise NotFound()
    return found


@blueprint.get("/machine-bookings/<code>")
@policy("right:book_machines")
def new_machine_booking(code: str) -> str:
    """The free times of a machine on a day: one press books one. Not inducted: what to do about it."""
    machine = _machine(code)
    return _booking_page(machine, _form(machine))


def _form(machine: Bookable) -> BookingForm:
    form, actor = BookingForm(), current_actor()
    way = _way(machine)
    uses = [pair for pair in USES if pair[0] != "maintenance" or way.is_maintainer]
    form.used_for.choices = [(word, _(words)) for word, words in uses]
    form.supervisor.choices = [("", _("Nobody")), *((one.number, one.called) for one in way.companions)]
    if not actor.may("book_for_others"):
        form.person.data = ""
    return form


def _way(machine: Bookable) -> Way:
    return way_to_machine(current_actor().person_id or 0, machine.id, now())


def _minutes(machine: Bookable) -> int:
    wanted = request.values.get("minutes", "")
    fitting = _lengths(machine)
    return (
        int(wanted)
        if wanted.isdigit() and int(wanted) in fitting
        else min(fitting, key=lambda one: abs(one - 60))
    )


def _lengths(machine: Bookable) -> list[int]:
    return [one for one in LENGTHS if one <= machine.longest_minutes] or [machine.longest_minutes]


def _booking_page(machine: Bookable, form: BookingForm) -> str:
    actor, minutes, way = current_actor(), _minutes(machine), _way(machine)
    day = max(read_day(request.values.get("day", "")), today())
    first = max(today(), day - timedelta(days=2))
    may_all = actor.may("book_for_others")
    return render_template(
        "hardware/book_machine.html",
        machine=machine,
        form=form,
        way=way,
        is_beside=way.how == BESIDE,
        must_learn=way.how == LEARN and not may_all and not way.is_maintainer,
        may_all=may_all,
        day=day,
        days=[first + timedelta(days=number) for number in range(min(7, machine.horizon_days + 1))],
        minutes=minutes,
        lengths=_lengths(machine),
        starts=free_starts(machine, day, timedelta(minutes=minutes), now()),
        mine=[one for one in own_bookings(actor.person_id or 0, now()) if one.code == machine.code],
        last_day=today() + timedelta(days=machine.horizon_days),
    )


@blueprint.post("/machine-bookings/<code>")
@policy("right:book_machines")
def make_machine_booking(code: str) -> Page:
    """Book the time that was pressed."""
    machine = _machine(code)
    form = _form(machine)
    if form.validate():
        try:
            data = _data(form, _minutes(machine))
            with transaction():
                row = book_machine(
                    by=current_actor(), code=machine.code, data=data, at=now(), token=form.stale_token
                )
                day = local_day(row.starts_at)
            flash(_("It is yours for that time. Give it back if you cannot come."), "good")
            return redirect(url_for("hardware.list_machine_bookings", day=day.isoformat()), 303)
        except NotFound:
            form.person.errors = [_("Nobody here has this number.")]
        except EcoError as problem:
            form.refuse(problem)
    return _booking_page(machine, form), 422


def _data(form: BookingForm, minutes: int) -> BookingData:
    try:
        starts_at = from_iso(form.starts.data or "")
    except (ValueError, OverflowError) as problem:
        raise NotFound() from problem
    return BookingData(
        starts_at=starts_at,
        ends_at=starts_at + timedelta(minutes=minutes),
        used_for=form.used_for.data or "own_work",
        piece_code=(form.piece.data or "").strip().upper(),
        person_number=(form.person.data or "").strip().upper(),
        supervisor_number=form.supervisor.data or "",
    )


@blueprint.post("/machine-bookings/<token>/ending")
@policy("right:book_machines")
def cancel_machine_booking(token: str) -> Response:
    """Give a booking back: one's own, at the desk anybody's."""
    with transaction():
        row = cancel_booking(
            by=current_actor(), token=token, reason=request.form.get("reason", "")[:200], at=now()
        )
        day = local_day(row.starts_at)
    flash(_("The time is free again."), "good")
    return redirect(url_for("hardware.list_machine_bookings", day=day.isoformat()), 303)
