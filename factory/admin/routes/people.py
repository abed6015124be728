"""People of a site: the list, its CSV, a new person."""

from __future__ import annotations

from typing import Any

from flask import Response, flash, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response as Answer

from core.clock import local_day, now
from core.db import transaction
from core.errors import EcoError
from core.guards import current_actor, policy
from core.people import ROLES
from core.people_list_queries import PAGE, PEOPLE_SORTS, PersonRow, search_people
from core.sorting import read_order
from core.spreadsheets import write_csv
from factory.admin.forms import NewPersonForm
from factory.admin.routes import blueprint
from factory.admin.services import add_person_with_role
from factory.people_words import role_words

Page = str | Answer | tuple[str, int]
MOST_IN_A_FILE = 10_000


def _asked() -> dict[str, str]:
    """The filters of the address."""
    asked = {name: request.args.get(name, "")[:120] for name in ("q", "role", "state", "after")}
    asked["role"] = asked["role"] if asked["role"] in ROLES else ""
    asked["state"] = asked["state"] if asked["state"] in ("on", "off", "all") else "on"
    asked["sort"] = read_order(request.args.get("sort", ""), PEOPLE_SORTS, "called")
    return asked


def _address(to: str = "admin.list_people", **changes: str) -> str:
    asked: dict[str, Any] = {**_asked(), "after": "", **changes}
    plain = {"sort": "called", "state": "on"}
    return url_for(to, **{name: word for name, word in asked.items() if word and word != plain.get(name)})


def _found(asked: dict[str, str], limit: int) -> list[PersonRow]:
    return search_people(
        site_id=current_actor().site_id,
        words=asked["q"],
        role=asked["role"],
        state=asked["state"],
        after=asked["after"],
        sort=asked["sort"],
        day=local_day(now()),
        limit=limit,
    )


@blueprint.get("/people")
@policy("right:see_people")
def list_people() -> str:
    """Names, numbers, roles; narrowed by the address, a page at a time."""
    asked = _asked()
    found = _found(asked, PAGE + 1)
    further = found[PAGE - 1].number if len(found) > PAGE else ""
    return render_template(
        "admin/list_people.html",
        people=found[:PAGE],
        asked=asked,
        address=_address,
        further=further,
        roles=ROLES,
    )


@blueprint.get("/people.csv")
@policy("right:edit_people")
def export_people() -> Response:
    """The list as it is filtered, as CSV."""
    heads = [gettext(word) for word in ("Number", "Called", "Full name", "Home site", "Roles", "State")]
    rows = [
        (
            row.number,
            row.called,
            row.full_name,
            row.home_site,
            ", ".join(role_words(role) for role in row.roles),
            gettext("on") if row.is_active else gettext("off"),
        )
        for row in _found({**_asked(), "after": ""}, MOST_IN_A_FILE)
    ]
    headers = {"Content-Disposition": 'attachment; filename="people.csv"', "Cache-Control": "no-store"}
    return Response(write_csv([heads, *rows]), content_type="text/csv; charset=utf-8", headers=headers)


@blueprint.route("/people/new", methods=["GET", "POST"])
@policy("right:edit_people")
def new_person() -> Page:
    """A new person: one word and a language are enough."""
    form = NewPersonForm()
    if request.method != "POST":
        return render_template("admin/new_person.html", form=form)
    if not form.validate():
        return render_template("admin/new_person.html", form=form), 422
    try:
        with transaction():
            number = add_person_with_role(
                by=current_actor(),
                called=form.called.data or "",
                full_name=form.full_name.data or "",
                language=form.language.data,
                role=form.role.data or "",
                at=now(),
                token=form.stale_token,
            )
    except EcoError as problem:
        form.refuse(problem)
        return render_template("admin/new_person.html", form=form), problem.status
    flash(gettext("%(name)s is on the list.", name=form.called.data), "good")
    return redirect(url_for("admin.show_person", number=number), 303)
