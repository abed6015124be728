"""The desk of a café: things taken in, the queue, one ticket with what became of its thing."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from core.bounds import whole
from core.clock import now, today
from core.db import transaction
from core.errors import NotFound, RuleBroken
from core.guards import current_actor, policy
from core.pressing import PressedForm, told
from factory.occasions.queries.history import edits_of
from factory.occasions.queries.occasions import OccasionLine, occasion_by_id
from factory.repair_cafes.forms import ItemForm, OutcomeForm
from factory.repair_cafes.queries import TicketLine, next_number, repairers_at, shares_of, ticket, tickets_of
from factory.repair_cafes.routes import blueprint
from factory.repair_cafes.services import (
    ItemData,
    OutcomeData,
    begin_repair,
    change_item,
    end_repair,
    reopen_item,
    take_in_item,
    withdraw_item,
)
from factory.repair_cafes.words import BARRIERS, CATEGORIES, OUTCOMES, PROBLEM_ICONS, PROBLEMS

Answer = str | Response | tuple[str, int]
WORDS = {
    "categories": CATEGORIES,
    "outcomes": OUTCOMES,
    "problems": PROBLEMS,
    "problem_icons": PROBLEM_ICONS,
    "barriers": BARRIERS,
}


def cafe_or_404(occasion_id: int) -> OccasionLine:
    """The repair café of the person's site. Raises NotFound."""
    line = occasion_by_id(occasion_id, current_actor().site_id)
    if line is None or line.kind != "repair_cafe":
        raise NotFound()
    return line


def ticket_or_404(occasion_id: int, number: int) -> TicketLine:
    """A ticket of the café. Raises NotFound."""
    found = ticket(occasion_id, number)
    if found is None:
        raise NotFound()
    return found


@blueprint.route("/occasions/<int:occasion_id>/cafe", methods=["GET", "POST"])
@policy("right:run_cafes")
def show_desk(occasion_id: int) -> Answer:
    """Take a thing in: it gets the next ticket."""
    cafe = cafe_or_404(occasion_id)
    form = ItemForm().offer()
    if form.is_submitted() and form.validate():
        try:
            with transaction():
                row = take_in_item(
                    by=current_actor(),
                    occasion_id=cafe.id,
                    data=_item(form),
                    at=now(),
                    token=form.stale_token,
                )
            flash(_("Ticket %(number)s", number=row.number), "good")
            return redirect(url_for("repair_cafes.show_desk", occasion_id=cafe.id, last=row.number), 303)
        except RuleBroken as problem:
            form.refuse(problem)
    page = render_template(
        "repair_cafes/show_desk.html",
        cafe=cafe,
        form=form,
        next_number=next_number(cafe.id),
        last=_last(cafe.id),
        shares=shares_of(cafe.id),
        is_here=not cafe.is_off and cafe.day <= today(),
        **WORDS,
    )
    return (page, 422) if form.is_submitted() else page


def _last(occasion_id: int) -> TicketLine | None:
    """The ticket that was just given out, so that it can be printed."""
    asked = whole(request.args.get("last", ""), 5)
    return ticket(occasion_id, asked) if asked is not None else None


@blueprint.get("/occasions/<int:occasion_id>/cafe/queue")
@policy("right:run_cafes")
def show_queue(occasion_id: int) -> str:
    """Who waits, what is being mended, what is done."""
    cafe = cafe_or_404(occasion_id)
    lines = tickets_of(cafe.id)
    lanes = {
        state: [line for line in lines if line.state == state] for state in ("waiting", "mending", "done")
    }
    return render_template("repair_cafes/show_queue.html", cafe=cafe, lanes=lanes, **WORDS)


@blueprint.route("/occasions/<int:occasion_id>/cafe/tickets/<int:ticket_number>", methods=["GET", "POST"])
@policy("right:run_cafes")
def show_ticket(occasion_id: int, ticket_number: int) -> Answer:
    """One ticket: say what became of its thing."""
    cafe, line = cafe_or_404(occasion_id), ticket_or_404(occasion_id, ticket_number)
    form = _outcome_form(line)
    if form.is_submitted() and form.validate():
        try:
            with transaction():
                end_repair(
                    by=current_actor(), occasion_id=cafe.id, number=line.number, data=_outcome(form), at=now()
                )
            flash(_("Ticket %(number)s is done.", number=line.number), "good")
            return redirect(url_for("repair_cafes.show_queue", occasion_id=cafe.id), 303)
        except RuleBroken as problem:
            form.refuse(problem)
    page = _ticket_page(cafe, line, form, _item_form(line))
    return (page, 422) if form.is_submitted() else page


@blueprint.post("/occasions/<int:occasion_id>/cafe/tickets/<int:ticket_number>/thing")
@policy("right:run_cafes")
def change_ticket(occasion_id: int, ticket_number: int) -> Answer:
    """Correct what is said of a thing."""
    cafe, line = cafe_or_404(occasion_id), ticket_or_404(occasion_id, ticket_number)
    form = _item_form(line)
    if form.validate():
        try:
            with transaction():
                change_item(
                    by=current_actor(), occasion_id=cafe.id, number=line.number, data=_item(form), at=now()
                )
            flash(_("The ticket is changed."), "good")
            return redirect(_address(cafe.id, line.number), 303)
        except RuleBroken as problem:
            form.refuse(problem)
    return _ticket_page(cafe, line, _outcome_form(line, is_blank=True), form), 422


@blueprint.post("/occasions/<int:occasion_id>/cafe/tickets/<int:ticket_number>/<word>")
@policy("right:run_cafes")
def move_ticket(occasion_id: int, ticket_number: int, word: str) -> Response:
    """Begin to mend, put back among those being mended, withdraw a ticket, or take that back."""
    cafe, line = cafe_or_404(occasion_id), ticket_or_404(occasion_id, ticket_number)
    acts: dict[str, Callable[..., Any]] = {"begin": _begin, "reopen": reopen_item, "out": _out, "back": _back}
    act = acts.get(word)
    if act is None:
        raise NotFound()
    try:
        with transaction():
            act(by=current_actor(), occasion_id=cafe.id, number=line.number, at=now())
    except RuleBroken as problem:
        flash(told(problem), "refused")
        return redirect(_address(cafe.id, line.number), 303)
    if word == "begin":
        return redirect(url_for("repair_cafes.show_queue", occasion_id=cafe.id), 303)
    return redirect(_address(cafe.id, line.number), 303)


def _begin(**given: Any) -> None:
    begin_repair(repairer_id=None if current_actor().is_system else current_actor().person_id, **given)


def _out(**given: Any) -> None:
    withdraw_item(is_out=True, **given)


def _back(**given: Any) -> None:
    withdraw_item(is_out=False, **given)


def _address(occasion_id: int, number: int) -> str:
    return url_for("repair_cafes.show_ticket", occasion_id=occasion_id, ticket_number=number)


def _ticket_page(cafe: OccasionLine, line: TicketLine, form: PressedForm, thing: PressedForm) -> str:
    return render_template(
        "repair_cafes/show_ticket.html",
        cafe=cafe,
        line=line,
        form=form,
        thing=thing,
        edits=edits_of(f"repair_item:{line.id}"),
        **WORDS,
    )


def _item_form(line: TicketLine) -> ItemForm:
    return ItemForm(
        category=str(line.category), problem=line.problem, what=line.what, brand=line.brand, made_in=line.made_in,
        problem_words=line.problem_words,
    ).offer()  # fmt: skip


def _outcome_form(line: TicketLine, *, is_blank: bool = False) -> OutcomeForm:
    people = repairers_at(current_actor().site_id, today())
    if line.repairer_id and line.repairer_id not in dict(people):
        people.append((line.repairer_id, line.repairer))
    standing: dict[str, Any] = {
        "outcome": line.outcome,
        "barrier": str(line.barrier or ""),
        "minutes": line.minutes,
        "repairer": str(line.repairer_id or ""),
    }
    form = OutcomeForm(formdata=None, **standing) if is_blank else OutcomeForm(**standing)
    return form.offer(people)


def _item(form: ItemForm) -> ItemData:
    return ItemData(
        category=int(form.category.data),
        problem=form.problem.data,
        what=form.what.data or "",
        brand=form.brand.data or "",
        problem_words=form.problem_words.data or "",
        made_in=form.made_in.data,
    )


def _outcome(form: OutcomeForm) -> OutcomeData:
    return OutcomeData(
        outcome=form.outcome.data,
        barrier=int(form.barrier.data) if form.barrier.data else None,
        minutes=form.minutes.data,
        repairer_id=int(form.repairer.data) if form.repairer.data else None,
    )
