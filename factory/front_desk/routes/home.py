"""The home page: one for each role."""

from __future__ import annotations

from flask import current_app, g, redirect, render_template, url_for
from werkzeug.wrappers import Response

from core.guards import PUBLIC, policy
from factory.front_desk.policing import may_open
from factory.front_desk.routes import blueprint

SCAN_DESK = "inventory.scan_desk"
DASHBOARD = "programme.show_dashboard"


@blueprint.get("/")
@policy(PUBLIC)
def show_home() -> Response | str:
    """The scan desk on a tablet, the dashboard for a coordinator, else a short page of what one may do."""
    if g.device is not None and SCAN_DESK in current_app.view_functions:
        return redirect(url_for(SCAN_DESK), 303)
    if g.actor is None:
        return redirect(url_for("front_desk.sign_in"), 303)
    if g.actor.may("see_count") and DASHBOARD in current_app.view_functions and may_open(DASHBOARD):
        return redirect(url_for(DASHBOARD), 303)
    return render_template("front_desk/show_home.html")


@blueprint.get("/sign-in")
@policy(PUBLIC)
def sign_in() -> str:
    """The sign-in page."""
    return render_template("front_desk/sign_in.html")
