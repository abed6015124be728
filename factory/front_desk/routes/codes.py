"""A code of one's own phone beside the password: asked at sign-in, set up and taken off on one's own page."""

from __future__ import annotations

from collections.abc import Callable

import flask
from flask import flash, g, redirect, render_template, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from core.clock import now
from core.code_services import (
    LOST_CODE,
    begin_code,
    begun_secret,
    code_since,
    is_code_lost,
    is_code_wanted,
    prove_code,
    sign_in_by_code,
    take_own_code_off,
)
from core.db import transaction
from core.errors import N_, EcoError, NotAllowed
from core.guards import PUBLIC, SIGNED_IN, current_actor, policy
from core.one_time_codes import app_address
from factory.front_desk.code_first import CODE_FIRST
from factory.front_desk.code_steps import half_way, secret_keys, want_first_steps
from factory.front_desk.entrance import HALF_WAY, asker_address, begin, safe_address
from factory.front_desk.forms import CodeForm
from factory.front_desk.routes import blueprint
from factory.qr_pictures import qr_path

Page = str | Response | tuple[str, int]


@blueprint.route("/sign-in/code", methods=["GET", "POST"])
@policy(PUBLIC)
def give_code() -> Page:
    """The code of the app, after a right password."""
    half, form = half_way(), CodeForm()
    if half is None or (g.device is not None and g.device.site_id != half[1]):
        flask.session.pop(HALF_WAY, None)
        flash(gettext("Give your name and password first."), "look")
        return redirect(url_for("front_desk.sign_in"), 303)
    if not form.is_submitted() or not form.validate():
        return render_template("front_desk/give_code.html", form=form), 422 if form.is_submitted() else 200
    person_id, site_id, back = half
    try:
        sign_in_id = sign_in_by_code(
            person_id=person_id,
            site_id=site_id,
            code=form.code.data or "",
            secret_keys=secret_keys(),
            address=asker_address(),
            device=g.device,
            at=now(),
        )
    except EcoError as problem:
        form.refuse(problem)
        return render_template("front_desk/give_code.html", form=form), problem.status
    begin(sign_in_id)
    want_first_steps()
    return redirect(safe_address(back), 303)


@blueprint.get("/me/code")
@policy(SIGNED_IN)
def show_code() -> Page:
    """Whether a code is asked, and how to begin or end."""
    return _page(CodeForm(formdata=None))


def _page(form: CodeForm, status: int = 200) -> Page:
    by = current_actor()
    has_password = by.strength == "password"
    since = code_since(by.person_id or 0) if has_password else None
    is_lost = has_password and is_code_lost(person_id=by.person_id or 0, secret_keys=secret_keys())
    secret = begun_secret(by=by, secret_keys=secret_keys()) if has_password else ""
    page = render_template(
        "front_desk/show_code.html",
        form=form,
        has_password=has_password,
        since=since,
        lost=[gettext(text) for text in LOST_CODE] if is_lost else [],
        is_wanted=is_code_wanted(by.person_id or 0, now()),
        secret=" ".join(secret[place : place + 4] for place in range(0, len(secret), 4)),
        qr=qr_path(app_address(secret, account=by.number)) if secret else None,
    )
    return page, status


@blueprint.post("/me/code/new")
@policy(SIGNED_IN)
def begin_own_code() -> Page:
    """A fresh secret, to be scanned by the app."""
    by = current_actor()
    if by.strength != "password" or not by.signs:
        raise NotAllowed(N_("Give your password again first."), N_("Then press once more."))
    with transaction():
        begin_code(by=by, secret_key=secret_keys()[0], at=now())
    return redirect(url_for("front_desk.show_code"), 303)


@blueprint.post("/me/code")
@policy(SIGNED_IN)
def prove_own_code() -> Page:
    """The first code of the app: from now on one is asked."""
    return _with_code(prove_code, N_("From now on a code of your phone is asked after your password."))


@blueprint.post("/me/code/end")
@policy(SIGNED_IN)
def end_own_code() -> Page:
    """A last code, and none is asked any more."""
    return _with_code(take_own_code_off, N_("No code is asked any more."))


def _with_code(act: Callable[..., None], done: str) -> Page:
    """Do what the code that was sent allows, and say that it is done."""
    form = CodeForm()
    if not form.validate():
        return _page(form, 422)
    given, by = form.code.data or "", current_actor()
    try:
        act(by=by, code=given, secret_keys=secret_keys(), address=asker_address(), at=now())
    except EcoError as problem:
        form.refuse(problem)
        return _page(form, problem.status)
    flask.session.pop(CODE_FIRST, None)
    flash(gettext(done), "good")
    return redirect(url_for("front_desk.show_code"), 303)
