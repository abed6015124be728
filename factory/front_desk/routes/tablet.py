"""On a paired tablet: who are you? By card, or by picture and PIN; together or instead."""

from __future__ import annotations

from flask import flash, g, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from core.clock import now
from core.db import transaction
from core.errors import N_, EcoError, NotAllowed, RuleBroken
from core.guards import SIGNED_IN, TABLET, current_actor, current_device, policy
from core.people_queries import aliases_of, in_today
from core.sign_in_services import (
    confirm_again,
    confirm_by_pin,
    join_sign_in,
    leave_together,
    sign_in_by_pin,
)
from factory.front_desk.cards import NO_CARD, read_shown, show_card
from factory.front_desk.entrance import asker_address, begin, come_again, safe_address
from factory.front_desk.forms import CardForm, ConfirmPinForm, PinForm
from factory.front_desk.routes import blueprint

Page = str | Response | tuple[str, int]


def _who(form: CardForm, status: int = 200) -> Page:
    people = in_today(site_id=current_device().site_id, at=now())
    beside = aliases_of(g.actor.with_ids) if g.actor is not None else []
    return render_template("front_desk/choose_person.html", form=form, people=people, beside=beside), status


@blueprint.get("/who")
@policy(TABLET)
def choose_person() -> Page:
    """The pictures of those in today, and a place to show a card."""
    return _who(CardForm(data={"back": request.args.get("back", "")}))


@blueprint.post("/sign-in/card")
@policy(TABLET)
def sign_in_by_card() -> Page:
    """A card was shown: sign its person in; a blank one begins a new person's first hour."""
    form = CardForm()
    if not form.validate():
        return _who(form, 422)
    try:
        if show_card(form.card.data or "") == "blank":
            return redirect(url_for("front_desk.show_first_hour"), 303)
    except EcoError as problem:
        form.refuse(problem)
        return _who(form, problem.status)
    return redirect(safe_address(form.back.data or ""), 303)


@blueprint.route("/who/<number>", methods=["GET", "POST"])
@policy(TABLET)
def enter_pin(number: str) -> Page:
    """The PIN of somebody in the grid; `/who/number` asks for the number as well."""
    listed = {person.number: person for person in in_today(site_id=current_device().site_id, at=now())}
    chosen = listed.get(number)
    if chosen is None and number != "number":
        return redirect(url_for("front_desk.choose_person"), 303)
    if request.method != "POST":
        form = PinForm(data={"number": number if chosen else "", "back": request.args.get("back", "")})
        return render_template("front_desk/enter_pin.html", form=form, chosen=chosen)
    form = PinForm()
    if form.validate():
        try:
            begin(
                sign_in_by_pin(
                    number=form.number.data or "",
                    pin=form.pin.data or "",
                    address=asker_address(),
                    device=current_device(),
                    at=now(),
                )
            )
            return redirect(safe_address(form.back.data or ""), 303)
        except EcoError as problem:
            form.refuse(problem)
            return render_template("front_desk/enter_pin.html", form=form, chosen=chosen), problem.status
    return render_template("front_desk/enter_pin.html", form=form, chosen=chosen), 422


@blueprint.route("/sign-in/confirm", methods=["GET", "POST"])
@policy(SIGNED_IN)
def confirm_pin() -> Page:
    """The PIN (or at the desk the password) again: for five minutes it is good for signing."""
    if request.method != "POST":
        form = ConfirmPinForm(data={"back": request.args.get("back", "")})
        return render_template("front_desk/confirm_pin.html", form=form)
    form = ConfirmPinForm()
    if not form.validate():
        return render_template("front_desk/confirm_pin.html", form=form), 422
    by, secret, address = current_actor(), form.pin.data or "", asker_address()
    try:
        if by.strength == "card":
            confirm_by_pin(by=by, pin=secret, address=address, device=current_device(), at=now())
        else:
            confirm_again(by=by, secret=secret, address=address, device=g.device, at=now())
    except EcoError as problem:
        form.refuse(problem)
        return render_template("front_desk/confirm_pin.html", form=form), problem.status
    come_again()
    return redirect(safe_address(form.back.data or ""), 303)


@blueprint.post("/sign-in/together")
@policy(SIGNED_IN)
def work_together() -> Response:
    """Another person's card: they stand beside whoever is signed in."""
    token = read_shown(request.form.get("card", ""))
    if token is None:
        raise RuleBroken("card", *NO_CARD)
    with transaction():
        other = join_sign_in(by=current_actor(), token=token, device=current_device(), at=now())
    flash(gettext("%(name)s works with you.", name=other.alias), "good")
    return redirect(safe_address(request.form.get("back", "")), 303)


@blueprint.post("/sign-in/instead")
@policy(TABLET)
def work_instead() -> Response:
    """Another person's card: they take over the tablet."""
    if show_card(request.form.get("card", "")) == "blank":
        raise NotAllowed(N_("This card is nobody's yet."), N_("Show it on the first page to begin."))
    return redirect(safe_address(request.form.get("back", "")), 303)


@blueprint.post("/sign-in/alone")
@policy(SIGNED_IN)
def work_alone() -> Response:
    """Whoever stood beside has left."""
    with transaction():
        leave_together(by=current_actor(), at=now())
    return redirect(safe_address(request.form.get("back", "")), 303)
