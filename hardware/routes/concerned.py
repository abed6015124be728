"""Whom a machine that is out concerns, and all of it settled on one page: each kept, moved or called off."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as Answer

from core.clock import now
from core.db import transaction
from core.errors import EcoError, RuleBroken
from core.guards import current_actor, policy
from core.people_queries import aliases_of
from core.pressing import told
from hardware.forms.faults import SettleForm
from hardware.queries.machine_lists import machine_card
from hardware.queries.reach import Reach, reach_of
from hardware.routes import blueprint
from hardware.services.settling import Choice, settle_waiting

Page = str | Answer | tuple[str, int]


@blueprint.get("/machines/<code>/concerned")
@policy("right:see_machines")
def show_fault_reach(code: str) -> str:
    """Whom a machine that is out concerns: bookings, classes, pieces, and where else such a machine stands."""
    return _page(code, SettleForm(), {})


def _page(code: str, form: SettleForm, refused: dict[str, str]) -> str:
    card = machine_card(code, current_actor().site_id)
    reach = reach_of(card.id, now())
    people = reach.to_tell
    names = dict(zip(people, (one.called for one in aliases_of(people)), strict=False))
    return render_template(
        "hardware/show_fault_reach.html",
        card=card,
        reach=reach,
        names=names,
        form=form,
        refused=refused,
        chosen={name: value[:20] for name, value in request.form.items() if name.startswith("do-")},
    )


@blueprint.post("/machines/<code>/concerned")
@policy("right:book_for_others")
def settle_concerned(code: str) -> Page:
    """Settle what waits for the machine: all of it at once, or nothing where one cannot go."""
    form, actor = SettleForm(), current_actor()
    card = machine_card(code, actor.site_id)
    refused: dict[str, str] = {}
    if form.validate():
        try:
            choices = _choices(reach_of(card.id, now()))
            with transaction():
                moved, called_off = settle_waiting(
                    by=actor,
                    code=card.code,
                    choices=choices,
                    reason=form.reason.data or "",
                    at=now(),
                    press=form.stale_token,
                )
            flash(
                _("%(moved)s moved, %(off)s called off. They are told.", moved=moved, off=called_off), "good"
            )
            return redirect(url_for("hardware.show_fault_reach", code=card.code), 303)
        except RuleBroken as problem:
            refused[problem.field] = told(problem)
            if problem.field == "reason":
                form.refuse(problem)
        except EcoError as problem:
            form.refuse(problem)
    return _page(card.code, form, refused), 422


def _choices(reach: Reach) -> list[Choice]:
    """What the page says of each thing that waits; what it says nothing of is kept."""
    things = [Choice("keep", booking=one.token) for one in reach.bookings]
    things += [Choice("keep", run=one.needs.run, number=one.needs.number) for one in reach.classes]
    return [
        Choice(request.form.get(one.field, "keep")[:20] or "keep", one.booking, one.run, one.number)
        for one in things
    ]
