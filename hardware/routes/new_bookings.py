"""Booking a machine: for whom, which day, how long, and one press on a free time."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any, Final

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from core.bounds import whole
from core.clock import from_iso, local_day, now, today
from core.db import transaction
from core.errors import EcoError, NotFound
from core.guards import current_actor, policy
from core.people_list_queries import PersonRow, search_people
from core.people_queries import InToday, aliases_of, person_here
from core.people_shown import person_shown
from core.pressing import told
from hardware.forms.bookings import USES, BookingForm
from hardware.queries.timetable import Bookable, bookable_machines, free_starts, own_bookings
from hardware.queries.ways import BESIDE, LEARN, Way, way_to_machine
from hardware.routes import blueprint
from hardware.routes.bookings import read_day
from hardware.services.bookings import BookingData, book_machine

Page = Response | str | tuple[str, int]
LENGTHS: Final = (30, 60, 90, 120, 180, 240)
MOST_FOUND: Final = 12


def machine_to_book(code: str) -> Bookable:
    """A machine of the site that is not retired. Raises NotFound."""
    found = next(
        (one for one in bookable_machines(current_actor().site_id) if one.code == code.upper()), None
    )
    if found is None:
        raise NotFound()
    return found


def lengths_of(machine: Bookable) -> list[int]:
    """For how many minutes it may be booked."""
    return [one for one in LENGTHS if one <= machine.longest_minutes] or [machine.longest_minutes]


def minutes_asked(machine: Bookable, usual: int = 60) -> int:
    """How long the page asks for; what comes nearest to usual where it says nothing that fits."""
    wanted, fitting = whole(request.values.get("minutes", ""), 4), lengths_of(machine)
    if wanted is not None and wanted in (*fitting, usual) and wanted <= machine.longest_minutes:
        return wanted
    return usual if usual <= machine.longest_minutes else fitting[-1]


def days_shown(machine: Bookable) -> tuple[date, list[date]]:
    """The day of the page, none that is over, and those to choose from around it."""
    day = max(read_day(request.values.get("day", "")), today())
    first = max(today(), day - timedelta(days=2))
    return day, [first + timedelta(days=number) for number in range(min(7, machine.horizon_days + 1))]


def start_pressed(text: str | None) -> datetime:
    """The instant of the button that was pressed. Raises NotFound for what is none."""
    try:
        return from_iso(text or "")
    except (ValueError, OverflowError) as problem:
        raise NotFound() from problem


@blueprint.get("/machine-bookings/<code>")
@policy("right:book_machines")
def new_machine_booking(code: str) -> str:
    """The free times of a machine on a day: one press books one. Not inducted: what to do about it."""
    machine = machine_to_book(code)
    return _booking_page(machine, _form(machine))


@blueprint.post("/machines/<code>/bookers")
@policy("right:book_for_others")
def choose_booker(code: str) -> Response:
    """For whom: a card that was shown, a number, or a part of a name; a card's own words never stand in an address."""
    machine, text = machine_to_book(code), request.form.get("person", "").strip()[:60]
    place: dict[str, Any] = {
        "code": machine.code,
        **{key: request.args[key] for key in ("day", "minutes") if key in request.args},
    }
    try:
        person = person_shown(text, site_id=current_actor().site_id, at=now())
        return redirect(url_for("hardware.new_machine_booking", **place, person=person.number), 303)
    except NotFound:
        if current_actor().may("see_people") and len(text) > 1:
            return redirect(url_for("hardware.new_machine_booking", **place, find=text), 303)
        flash(_("Nobody here has this number."), "refused")
    except EcoError as problem:
        flash(told(problem), "refused")
    return redirect(url_for("hardware.new_machine_booking", **place), 303)


def _booker() -> tuple[int, InToday | None]:
    """For whom the page books: (id, None) for oneself, else also who it is."""
    actor = current_actor()
    number = request.values.get("person", "").strip().upper()[:20]
    if number and number != actor.number and actor.may("book_for_others"):
        try:
            person_id = person_here(number, site_id=actor.site_id).id
        except NotFound:
            return actor.person_id or 0, None
        return person_id, aliases_of([person_id])[0]
    return actor.person_id or 0, None


def _found() -> list[PersonRow]:
    words, actor = request.args.get("find", "").strip()[:60], current_actor()
    if len(words) < 2 or not actor.may("see_people") or not actor.may("book_for_others"):
        return []
    return search_people(site_id=actor.site_id, words=words, day=today(), limit=MOST_FOUND)


def _form(machine: Bookable) -> BookingForm:
    form, actor = BookingForm(), current_actor()
    way = _way(machine)
    uses = [pair for pair in USES if pair[0] != "maintenance" or way.is_maintainer]
    form.used_for.choices = [(word, _(words)) for word, words in uses]
    form.supervisor.choices = [("", _("Nobody")), *((one.number, one.called) for one in way.companions)]
    if not actor.may("book_for_others"):
        form.person.data = ""
    elif not form.is_submitted() and (shown := _booker()[1]):
        form.person.data = shown.number
    return form


def _way(machine: Bookable) -> Way:
    return way_to_machine(_booker()[0], machine.id, now())


def _booking_page(machine: Bookable, form: BookingForm) -> str:
    person_id, booker = _booker()
    minutes, way, (day, days) = minutes_asked(machine), _way(machine), days_shown(machine)
    may_all = current_actor().may("book_for_others")
    return render_template(
        "hardware/book_machine.html",
        machine=machine,
        form=form,
        way=way,
        booker=booker,
        found=_found(),
        scans=request.args.get("scan") == "1",
        find=request.args.get("find", "")[:60],
        is_beside=way.how == BESIDE,
        must_learn=way.how == LEARN and not may_all and not way.is_maintainer,
        may_all=may_all,
        day=day,
        days=days,
        minutes=minutes,
        lengths=lengths_of(machine),
        starts=free_starts(machine, day, timedelta(minutes=minutes), now()),
        mine=[one for one in own_bookings(person_id, now()) if one.code == machine.code],
        last_day=today() + timedelta(days=machine.horizon_days),
        place=_place(machine, booker),
    )


def _place(machine: Bookable, booker: InToday | None) -> dict[str, Any]:
    """What every address of the page holds beside its day and its length."""
    return {"code": machine.code, **({"person": booker.number} if booker else {})}


@blueprint.post("/machine-bookings/<code>")
@policy("right:book_machines")
def make_machine_booking(code: str) -> Page:
    """Book the time that was pressed."""
    machine = machine_to_book(code)
    form = _form(machine)
    if form.validate():
        try:
            data = _data(form, minutes_asked(machine))
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
    starts_at = start_pressed(form.starts.data)
    return BookingData(
        starts_at=starts_at,
        ends_at=starts_at + timedelta(minutes=minutes),
        used_for=form.used_for.data or "own_work",
        piece_code=(form.piece.data or "").strip().upper(),
        person_number=(form.person.data or "").strip().upper(),
        supervisor_number=form.supervisor.data or "",
    )
