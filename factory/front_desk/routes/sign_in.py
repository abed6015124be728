"""Signing in with a password, and out."""

from __future__ import annotations

from flask import flash, g, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from core.bounds import whole
from core.clock import now
from core.db import transaction
from core.errors import EcoError
from core.guards import PUBLIC, SIGNED_IN, current_actor, policy
from core.sign_in_services import CodeWanted, move_sign_in, sign_in_by_password
from core.sign_ins import end_sign_in
from factory.front_desk.code_steps import ask_code, want_first_steps
from factory.front_desk.entrance import asker_address, begin, home_endpoint, leave, safe_address
from factory.front_desk.forms import SignInForm
from factory.front_desk.queries import sites_to_work_at
from factory.front_desk.routes import blueprint

Page = str | Response | tuple[str, int]


@blueprint.route("/sign-in", methods=["GET", "POST"])
@policy(PUBLIC)
def sign_in() -> Page:
    """Name and password, on any browser."""
    form = (
        SignInForm(data={"back": request.args.get("back", "")}) if request.method != "POST" else SignInForm()
    )
    if request.method != "POST":
        return render_template("front_desk/sign_in.html", form=form)
    if not form.validate():
        return render_template("front_desk/sign_in.html", form=form), 422
    try:
        sign_in_id = sign_in_by_password(
            login=form.login.data or "",
            password=form.password.data or "",
            address=asker_address(),
            device=g.device,
            at=now(),
        )
    except CodeWanted as half:
        return ask_code(half, form.back.data or "")
    except EcoError as problem:
        form.refuse(problem)
        return render_template("front_desk/sign_in.html", form=form), problem.status
    begin(sign_in_id)
    want_first_steps()
    return redirect(safe_address(form.back.data or ""), 303)


@blueprint.post("/sign-out")
@policy(PUBLIC)
def sign_out() -> Response:
    """End this sign-in at once, in the database and in the cookie."""
    if g.sign_in is not None:
        with transaction():
            end_sign_in(g.sign_in.id, at=now())
    leave()
    flash(gettext("You are signed out."), "good")
    return redirect(url_for(home_endpoint()), 303)


@blueprint.route("/sign-in/site", methods=["GET", "POST"])
@policy(SIGNED_IN)
def change_site() -> Page:
    """Go on at another site where the person holds a role (not on a tablet: it belongs to one)."""
    actor = current_actor()
    if request.method != "POST":
        sites = sites_to_work_at(actor, now())
        return render_template("front_desk/change_site.html", sites=sites)
    number = request.form.get("site", "")
    with transaction():
        move_sign_in(by=actor, site_id=whole(number) or 0, at=now())
    return redirect(url_for(home_endpoint()), 303)
