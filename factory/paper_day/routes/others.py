"""Registers and machines used, keyed in from paper: a row a line, each problem beside its own field."""

from __future__ import annotations

from datetime import timedelta

from flask import flash, redirect, render_template, request, url_for
from flask_babel import ngettext
from werkzeug.wrappers import Response as Answer

from core.clock import now, today
from core.db import transaction
from core.errors import NotFound, RuleBroken
from core.guards import current_actor, policy
from factory.mishaps.queries import machines_of
from factory.paper_day.forms import KeyMachinesForm, KeyRegisterForm, SheetForm
from factory.paper_day.keying import Keyed
from factory.paper_day.keying_others import key_in_machines, key_in_register
from factory.paper_day.routes import blueprint
from factory.templating import as_moment_words
from training.queries.registers import classes_near

Page = str | Answer | tuple[str, int]
BACK = timedelta(days=60)


def _classes() -> list[tuple[str, str]]:
    """The classes of the last weeks that have begun, the latest first, each with its day and time."""
    found = classes_near(current_actor().site_id, now() - BACK, now())
    return [
        (one.token, f"{as_moment_words(one.starts_at)} · {one.title} · {one.run}") for one in reversed(found)
    ]


@blueprint.route("/paper-day/register", methods=["GET", "POST"])
@policy("right:key_paper")
def key_register() -> Page:
    """The lines of a class's sheet: who came when, and left when."""
    form = KeyRegisterForm(formdata=None) if request.method != "POST" else KeyRegisterForm()
    form.offer(_classes())
    if request.method != "POST":
        chosen = request.args.get("class", "")
        form.meeting.data = chosen if chosen in dict(form.meeting.choices) else ""
        return render_template("paper_day/key_register.html", form=form, kept=0, left=0)
    if not form.validate():
        return _shown("register", form, 0)
    rows = form.written()
    try:
        with transaction():
            keyed = key_in_register(
                by=current_actor(),
                class_token=form.meeting.data,
                lines=[row.line() for row in rows],
                at=now(),
                token=form.stale_token,
            )
    except NotFound as problem:
        form.refuse(RuleBroken("meeting", problem.message, problem.remedy))
        return _shown("register", form, 0)
    return _answered("register", form, keyed)


@blueprint.route("/paper-day/machines", methods=["GET", "POST"])
@policy("right:key_paper")
def key_machines() -> Page:
    """The lines of a sheet of machines used."""
    form = (
        KeyMachinesForm(formdata=None, data={"day": today()})
        if request.method != "POST"
        else KeyMachinesForm()
    )
    form.offer(machines_of(current_actor().site_id))
    if request.method != "POST":
        return render_template("paper_day/key_machines.html", form=form, kept=0, left=0)
    if not form.validate():
        return _shown("machines", form, 0)
    with transaction():
        keyed = key_in_machines(
            by=current_actor(),
            day=form.day.data,
            lines=[row.line() for row in form.written()],
            at=now(),
            token=form.stale_token,
        )
    return _answered("machines", form, keyed)


def _answered(pad: str, form: SheetForm, keyed: list[Keyed]) -> Page:
    rows = form.written()
    kept = form.take(rows, keyed)
    if kept == len(rows):
        flash(ngettext("%(num)s line is kept.", "%(num)s lines are kept.", kept), "good")
        return redirect(url_for(f"paper_day.key_{pad}"), 303)
    return _shown(pad, form, kept)


def _shown(pad: str, form: SheetForm, kept: int) -> Page:
    left = sum(not row.is_blank for row in form.written())
    return render_template(f"paper_day/key_{pad}.html", form=form, kept=kept, left=left), 422
