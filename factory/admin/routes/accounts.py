"""A person's account and PIN."""

from __future__ import annotations

from flask import render_template

from core.access import Actor, require_fresh
from core.clock import now
from core.code_services import take_code_off
from core.credentials import make_account, switch_account
from core.db import transaction
from core.errors import N_, RuleBroken
from core.guards import current_actor, policy
from core.helping import give_new_pin, person_to_arm, person_to_help
from core.own_sign_ins import end_every_sign_in_of
from core.people import Person
from factory.admin.forms import AccountForm
from factory.admin.person_page import Page, press
from factory.admin.routes import blueprint


@blueprint.post("/people/<number>/account")
@policy("right:edit_people")
def make_one_account(number: str) -> Page:
    """Make an account, or set another sign-in name and password; earlier sign-ins end."""
    form = AccountForm()

    def act(by: Actor, person: Person) -> None:
        require_fresh(by)
        person_to_arm(by=by, number=number, at=now())
        make_account(
            by=by,
            person_id=person.id,
            login=form.login.data or "",
            password=form.password.data or "",
            at=now(),
        )

    return press(number, act, N_("The account works from now on."), form=form, slug="account")


@blueprint.post("/people/<number>/account/<word>")
@policy("right:edit_people")
def switch_one_account(number: str, word: str) -> Page:
    """Disable the account at once, or let it sign in again."""
    if word not in ("on", "off"):
        raise RuleBroken("", N_("This could not be read."), N_("Go back and try again."))

    def act(by: Actor, person: Person) -> None:
        person_to_help(by=by, number=number, at=now())
        switch_account(by=by, person_id=person.id, is_on=word == "on", at=now())

    return press(number, act, N_("Saved."))


@blueprint.post("/people/<number>/sign-ins/end")
@policy("right:edit_people")
def end_every_sign_in(number: str) -> Page:
    """Sign a person out everywhere, as when a browser of theirs was stolen."""

    def act(by: Actor, person: Person) -> None:
        end_every_sign_in_of(by=by, number=person.number, at=now())

    return press(number, act, N_("Signed out everywhere."))


@blueprint.post("/people/<number>/code")
@policy("right:edit_people")
def take_one_code_off(number: str) -> Page:
    """Their phone is lost: no code is asked until they set one up anew."""

    def act(by: Actor, person: Person) -> None:
        require_fresh(by)
        person_to_arm(by=by, number=number, at=now())
        take_code_off(by=by, person_id=person.id, at=now())

    return press(number, act, N_("No code is asked of them now."))


@blueprint.post("/people/<number>/pin")
@policy("right:help_people")
def give_desk_pin(number: str) -> Page:
    """A new PIN, shown once."""
    by = current_actor()
    with transaction():
        person, pin = give_new_pin(by=by, number=number, at=now())
    return render_template("admin/new_pin.html", person=person, pin=pin)
