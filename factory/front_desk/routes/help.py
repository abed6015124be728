"""A lost card or PIN: a member of staff shows a card at the tablet, then two taps."""

from __future__ import annotations

from flask import g, render_template, request
from werkzeug.wrappers import Response

from core.clock import now
from core.db import transaction
from core.errors import EcoError
from core.guards import SIGNED_IN, TABLET, current_actor, current_device, policy
from core.helping import claim_new_card, give_new_pin, take_lost_card
from core.people_list_queries import find_for_help
from core.people_queries import person_here
from core.standing_queries import is_staff
from factory.front_desk.forms import CardForm
from factory.front_desk.routes import blueprint

Page = str | Response | tuple[str, int]


@blueprint.get("/help")
@policy(TABLET)
def help_person() -> Page:
    """First a card of the staff, then the pictures of those in today, and a search for the others."""
    words = request.args.get("q", "")[:60]
    if g.actor is None or not is_staff(g.actor):
        form = CardForm(data={"back": "/help"})
        return render_template("front_desk/help_card.html", form=form)
    people = find_for_help(site_id=current_device().site_id, words=words, at=now())
    return render_template("front_desk/help_person.html", people=people, words=words)


@blueprint.get("/help/<number>")
@policy(SIGNED_IN)
def choose_help(number: str) -> Page:
    """What is lost: the card or the PIN?"""
    person = person_here(number, site_id=current_actor().site_id)
    return render_template("front_desk/choose_help.html", person=person)


@blueprint.post("/help/<number>/pin")
@policy(SIGNED_IN)
def give_pin(number: str) -> Page:
    """A new PIN, shown once."""
    by = current_actor()
    with transaction():
        person, pin = give_new_pin(by=by, number=number, at=now())
    return render_template("front_desk/new_pin.html", person=person, pin=pin)


@blueprint.post("/help/<number>/card")
@policy(SIGNED_IN)
def lose_card(number: str) -> Page:
    """The old card is dead from now on; the next blank card shown becomes theirs."""
    by = current_actor()
    with transaction():
        person = take_lost_card(by=by, number=number, at=now())
    return render_template("front_desk/new_card.html", person=person, form=CardForm(formdata=None))


@blueprint.post("/help/<number>/new-card")
@policy(SIGNED_IN)
def give_card(number: str) -> Page:
    """The blank card that was shown is the person's."""
    by, form = current_actor(), CardForm()
    person = person_here(number, site_id=by.site_id)
    if not form.validate():
        return render_template("front_desk/new_card.html", person=person, form=form), 422
    try:
        with transaction():
            person = claim_new_card(by=by, number=number, text=form.card.data or "", at=now())
    except EcoError as problem:
        form.refuse(problem)
        return render_template("front_desk/new_card.html", person=person, form=form), problem.status
    return render_template("front_desk/card_given.html", person=person)
