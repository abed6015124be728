"""The home page: one for each role."""

from __future__ import annotations

from flask import redirect, render_template, url_for
from werkzeug.wrappers import Response

from core.clock import now
from core.guards import PUBLIC, SIGNED_IN, current_actor, policy
from factory.front_desk.entrance import home_endpoint
from factory.front_desk.last_touched import last_touched
from factory.front_desk.my_day import day_of
from factory.front_desk.routes import blueprint


@blueprint.get("/")
@policy(PUBLIC)
def show_home() -> Response:
    """The scan desk on a tablet, the dashboard for a coordinator, else a short page of what one may do."""
    return redirect(url_for(home_endpoint()), 303)


@blueprint.get("/start")
@policy(SIGNED_IN)
def show_start() -> str:
    """The person's day: the classes they give, what waits for their role, what they did last, what they may open."""
    by = current_actor()
    return render_template("front_desk/show_start.html", day=day_of(by, now()), recent=last_touched(by))
