"""My page: what the system keeps of me, my language, PIN and password."""

from __future__ import annotations

import flask
from flask import flash, g, redirect, render_template, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from core.clip_services import clips_spoken_by
from core.clock import now
from core.credentials import set_password, set_pin
from core.db import transaction
from core.errors import N_, EcoError, NotAllowed, RuleBroken
from core.guards import SIGNED_IN, current_actor, policy
from core.own_sign_ins import open_sign_ins
from core.people_queries import person_file_of
from core.people_services import note_consent, withdraw_consent
from core.sign_in_services import confirm_again, confirm_by_password
from factory.front_desk.code_first import PASSWORD_FIRST
from factory.front_desk.entrance import asker_address
from factory.front_desk.forms import OwnPasswordForm, OwnPinForm
from factory.front_desk.routes import blueprint

Page = str | Response | tuple[str, int]


def _my_page(password: OwnPasswordForm, pin: OwnPinForm, status: int = 200) -> Page:
    if PASSWORD_FIRST in flask.session:
        return render_template("front_desk/show_password.html", form=password), status
    by = current_actor()
    person_id = by.person_id or 0
    page = render_template(
        "front_desk/show_me.html",
        file=person_file_of(person_id),
        password_form=password,
        pin_form=pin,
        clip_count=clips_spoken_by(person_id),
        sign_ins=open_sign_ins(by=by, at=now()),
    )
    return page, status


@blueprint.get("/me")
@policy(SIGNED_IN)
def show_me() -> Page:
    """Everything that is kept of the person signed in."""
    return _my_page(OwnPasswordForm(formdata=None), OwnPinForm(formdata=None))


@blueprint.get("/me/password")
@policy(SIGNED_IN)
def show_password() -> Page:
    """Where somebody chooses a password of their own in the place of the one that they were given."""
    return render_template("front_desk/show_password.html", form=OwnPasswordForm(formdata=None))


@blueprint.post("/me/password")
@policy(SIGNED_IN)
def change_password() -> Page:
    """A new password, with the old one; every other sign-in of the person ends."""
    form, actor = OwnPasswordForm(), current_actor()
    if form.validate():
        try:
            if not confirm_by_password(
                by=actor, password=form.old.data or "", address=asker_address(), at=now()
            ):
                raise RuleBroken("old", N_("This is not the password of today."))
            with transaction():
                set_password(
                    by=actor,
                    person_id=actor.person_id or 0,
                    password=form.password.data or "",
                    at=now(),
                    keep=actor.sign_in_id,
                )
            flask.session.pop(PASSWORD_FIRST, None)
            flash(gettext("The new password holds from now on."), "good")
            return redirect(url_for("front_desk.show_me"), 303)
        except EcoError as problem:
            form.refuse(problem)
    return _my_page(form, OwnPinForm(formdata=None), 422)


@blueprint.post("/me/pin")
@policy(SIGNED_IN)
def change_pin() -> Page:
    """A new PIN; a card alone is not enough to choose one, or a found card would be."""
    form, actor = OwnPinForm(), current_actor()
    if actor.strength == "card":
        raise NotAllowed(
            N_("A card alone cannot choose a PIN."), N_("Give your PIN first, or ask a trainer.")
        )
    if form.validate():
        try:
            if not actor.signs:
                secret, address = form.secret.data or "", asker_address()
                confirm_again(by=actor, secret=secret, address=address, device=g.device, at=now())
            with transaction():
                set_pin(
                    by=actor,
                    person_id=actor.person_id or 0,
                    pin=form.pin.data or "",
                    at=now(),
                    keep=actor.sign_in_id,
                )
            flash(gettext("The new PIN holds from now on."), "good")
            return redirect(url_for("front_desk.show_me"), 303)
        except EcoError as problem:
            form.refuse(problem)
    return _my_page(OwnPasswordForm(formdata=None), form, 422)


@blueprint.post("/me/first-name/<word>")
@policy(SIGNED_IN)
def show_first_name(word: str) -> Response:
    """Agree that pieces say one's first name in public, or take it back."""
    actor = current_actor()
    with transaction():
        change = note_consent if word == "yes" else withdraw_consent
        change(by=actor, person_id=actor.person_id or 0, kind="first_name_public", at=now())
    g.pop("here", None)
    return redirect(url_for("front_desk.show_me"), 303)
