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
    views = current_app.view_functions
    if g.device is not None:
        target = SCAN_DESK if SCAN_DESK in views else "front_desk.choose_person"
        return redirect(url_for(target), 303)
    if g.actor is None:
        return redirect(url_for("front_desk.sign_in"), 303)
    if DASHBOARD in views and may_open(DASHBOARD):
        return redirect(url_for(DASHBOARD), 303)
    return render_template("front_desk/show_home.html")
