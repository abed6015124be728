"""Runs at the desk: the list and its month, and a run's page."""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

from flask import Response, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as Answer

from core.access import Actor
from core.clock import local_day, now, today
from core.guards import current_actor, policy
from core.listings import sent_table
from core.spreadsheets import Cell
from training.forms.bookings import CapacityForm, HoldForm, LeaveForm, TransferForm
from training.forms.runs import CancelForm, CopyForm
from training.queries.bookings import roll_of, runs_to_book
from training.queries.classes import classes_of
from training.queries.courses import course_choices
from training.queries.runs import (
    PAGE,
    STATE_SETS,
    RunFilter,
    RunLine,
    classes_between,
    run_by_number,
    run_count,
    run_facts,
    run_line,
    runs,
)
from training.queries.seats import holds_of
from training.routes import blueprint
from training.run_states import ACCREDITED_ONLY, BEFORE_THE_END, STATE_NAMES, can_step, steps
from training.staffing import trainers_needed
from training.words import CATEGORY_NAMES

Page = str | Answer | tuple[str, int]
SEE = "right:see_learners|right:edit_runs"
KEPT = ("state", "course", "category", "mine", "q", "month")


@dataclass(frozen=True)
class RunView:
    """The filter of the address and the addresses that change it."""

    path: str
    values: dict[str, str]
    wanted: RunFilter

    def url(self, path: str = "", **changes: str) -> str:
        """The address with some filters changed ("" takes one away)."""
        merged = {name: value for name, value in {**self.values, **changes}.items() if value}
        return f"{path or self.path}?{urlencode(merged)}" if merged else path or self.path

    def toggled(self, name: str, value: str) -> str:
        """The address with one filter on or off."""
        return self.url(**{name: "" if self.values.get(name) == value else value})


def _view(actor: Actor) -> RunView:
    """What the address asks for. Unknown values mean nothing, so that no address is an error."""
    known = {
        "state": (*STATE_SETS, *STATE_NAMES),
        "category": tuple(CATEGORY_NAMES),
        "course": tuple(slug for slug, _title in course_choices()),
        "mine": ("1",),
    }
    values = {name: request.args[name] for name, words in known.items() if request.args.get(name) in words}
    if text := request.args.get("q", "").strip()[:60]:
        values["q"] = text
    if month := _month(request.args.get("month", "")):
        values["month"] = f"{month:%Y-%m}"
    wanted = RunFilter(
        (actor.site_id,),
        values.get("state", "coming"),
        values.get("course", ""),
        values.get("category", ""),
        (actor.person_id or 0) if "mine" in values else 0,
        values.get("q", ""),
    )
    return RunView(
        url_for("training.list_runs"), {name: values[name] for name in KEPT if name in values}, wanted
    )


def _month(text: str) -> date | None:
    try:
        found = date.fromisoformat(f"{text}-01")
    except ValueError:
        return None
    return found if 2000 <= found.year <= 2200 else None


@blueprint.get("/runs")
@policy(SEE)
def list_runs() -> str:
    """The runs of the site by filter, as a list and as a month."""
    actor = current_actor()
    view, start = _view(actor), max(0, request.args.get("start", 0, type=int))
    count = run_count(view.wanted)
    return render_template(
        "training/list_runs.html",
        view=view,
        lines=runs(view.wanted, start=min(start, 1_000_000)),
        count=count,
        start=start,
        size=PAGE,
        courses=course_choices(),
        states=[*STATE_SETS, *STATE_NAMES],
        categories=list(CATEGORY_NAMES),
        month=_weeks(view),
    )


def _weeks(view: RunView) -> dict[str, Any]:
    """The month of the address as weeks of days with their classes, and the months beside it."""
    first = _month(view.values.get("month", "")) or today().replace(day=1)
    weeks = calendar.Calendar().monthdatescalendar(first.year, first.month)
    found = classes_between(view.wanted, weeks[0][0], weeks[-1][-1] + timedelta(days=1))
    by_day: dict[date, list[Any]] = {}
    for item in found:
        by_day.setdefault(local_day(item.starts_at), []).append(item)
    return {
        "first": first,
        "weeks": [[(day, by_day.get(day, [])) for day in week] for week in weeks],
        "before": f"{first - timedelta(days=1):%Y-%m}",
        "after": f"{first + timedelta(days=31):%Y-%m}",
        "today": today(),
        "is_open": "month" in view.values,
    }


@blueprint.get("/runs.<kind>")
@policy("right:export_training")
def export_runs(kind: str) -> Response:
    """The runs of the filter as a table."""
    view = _view(current_actor())
    heads = [
        _("Run"),
        _("Course"),
        _("State"),
        _("First class"),
        _("Last class"),
        _("Classes"),
        _("Seats"),
        _("Taken"),
    ]
    heads += [_("Waiting"), _("Trainers")]
    rows = [_cells(line) for line in runs(view.wanted, size=5000)]
    return sent_table(kind, "runs", _("Runs"), heads, rows)


def _cells(line: RunLine) -> list[Cell]:
    return [
        line.number,
        line.title,
        _(STATE_NAMES[line.state]),
        line.first,
        line.last,
        line.classes,
        line.seats.capacity,
        line.seats.taken,
        line.seats.waiting,
        ", ".join(line.trainers),
    ]


@blueprint.get("/runs/<number>")
@policy(SEE)
def show_run(number: str) -> str:
    """A run: how far it is, seats, classes, and its bookings."""
    return run_page(number)


def run_page(number: str, **forms: Any) -> str:
    """The page of a run, with a form as it was sent."""
    actor = current_actor()
    line, run = run_line(number, actor.site_id), run_by_number(number, actor.site_id)
    facts = run_facts(run)
    may_edit = actor.may("edit_runs")
    following = [
        state
        for state in steps(facts)
        if can_step(facts, state, now())
        and state != "cancelled"
        and (actor.may("edit_accreditation") if state in ACCREDITED_ONLY else may_edit)
    ]
    learners = max(line.seats.taken, line.seats.capacity)
    return render_template(
        "training/show_run.html",
        run=run,
        line=line,
        classes=classes_of(run.id),
        following=following,
        needed=trainers_needed(learners, run.learners_per_trainer),
        learners=learners,
        may_edit=may_edit and run.state in BEFORE_THE_END,
        **{
            **_bookings(actor, run.id, run.number, line.seats),
            "cancel_form": CancelForm(formdata=None),
            "copy_form": CopyForm(formdata=None),
            "plan": None,
            **forms,
        },
    )


def _bookings(actor: Actor, run_id: int, number: str, seats: Any) -> dict[str, Any]:
    """Who is in the run and who waits, for those who may see learners."""
    if not actor.may("see_learners"):
        return {"roll": None}
    transfer = TransferForm(formdata=None)
    transfer.run.choices = [
        (other.number, other.title) for other in runs_to_book(actor.site_id, now(), but=number)
    ]
    return {
        "roll": roll_of(run_id),
        "ended": roll_of(run_id, ended=True),
        "seats": seats,
        "holds": holds_of(run_id),
        "leave_form": LeaveForm(formdata=None, slug="leave-one"),
        "transfer_form": transfer,
        "capacity_form": CapacityForm(formdata=None, data={"capacity": seats.capacity}),
        "hold_form": HoldForm(formdata=None),
    }
