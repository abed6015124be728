"""Bookings of machines: the day and the week, and giving a time back."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any, Final

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from core.clock import local_day, now, start_of_day, today
from core.db import transaction
from core.guards import current_actor, policy
from hardware.queries.timetable import (
    Bookable,
    BookedLine,
    bookable_machines,
    bookings_between,
    day_span,
    moved_line,
    own_bookings,
)
from hardware.routes import blueprint
from hardware.services.bookings import cancel_booking

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
        moved=moved_line(request.args.get("moved", "")[:60], actor.person_id or 0, actor.site_id, now()),
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
