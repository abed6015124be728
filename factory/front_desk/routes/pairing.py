"""Pairing a browser with a site: by a code on the tablet, or by a coordinator who is signed in on it."""

from __future__ import annotations

from flask import flash, g, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from core.clock import now
from core.db import transaction
from core.devices import add_device, pair_device
from core.errors import EcoError
from core.guards import PUBLIC, current_actor, policy
from core.ids import new_client_id
from core.people_services import clean_name
from core.sign_ins import end_sign_in
from core.throttle import PAIRING_FROM_ADDRESS, give_back, reserve
from factory.cookies import DEVICE, keep_cookie
from factory.front_desk.entrance import asker_address, leave
from factory.front_desk.forms import PairTabletForm
from factory.front_desk.routes import blueprint

Page = str | Response | tuple[str, int]


@blueprint.route("/pair", methods=["GET", "POST"])
@policy(PUBLIC)
def pair_tablet() -> Page:
    """The code that a coordinator shows; a QR code of the devices page fills it in."""
    if request.method != "POST":
        form = PairTabletForm(formdata=None, data={"code": request.args.get("code", "")[:40]})
        return render_template("front_desk/pair_tablet.html", form=form)
    form = PairTabletForm()
    if not form.validate():
        return render_template("front_desk/pair_tablet.html", form=form), 422
    at = now()
    try:
        reserved = reserve([(PAIRING_FROM_ADDRESS, asker_address())], at=at)
        with transaction():
            device, secret = pair_device(code=form.code.data or "", at=at, public_id=new_client_id())
            give_back(reserved)
            name = device.name
    except EcoError as problem:
        form.refuse(problem)
        return render_template("front_desk/pair_tablet.html", form=form), problem.status
    return _paired(name, secret)


@blueprint.post("/pair/this-browser")
@policy("right:edit_devices")
def pair_this_browser() -> Page:
    """A coordinator pairs the browser they are signed in on with their site; they are signed out of it."""
    actor, at = current_actor(), now()
    name = clean_name("name", request.form.get("name", "")) or gettext("Tablet")
    with transaction():
        _, secret = add_device(
            site_id=actor.site_id, name=name, by_id=actor.person_id, at=at, public_id=new_client_id()
        )
        end_sign_in(g.sign_in.id, at=at)
    return _paired(name, secret)


def _paired(name: str, secret: str) -> Response:
    leave()
    flash(gettext("This tablet is paired: %(name)s.", name=name), "good")
    response = redirect(url_for("front_desk.show_home"), 303)
    keep_cookie(response, DEVICE, secret)
    return response
