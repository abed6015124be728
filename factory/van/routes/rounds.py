"""Collection rounds at the desk: planned from accepted offers, stops in order, kilometres, the numbered sheet."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from core.clock import now, today
from core.db import transaction
from core.errors import NotFound, RuleBroken
from core.guards import current_actor, policy
from core.isolating import left_to_right
from core.listings import kept_address
from core.searching import read_start
from factory.van.forms import KilometresForm, RoundForm
from factory.van.queries.deliveries import drivers_at
from factory.van.queries.offers import offers_to_fetch
from factory.van.queries.rounds import PAGE, RoundLine, round_by_number, rounds_at, saved_by, stops_of
from factory.van.routes import blueprint
from factory.van.routes.words import items_words
from factory.van.services.rounds import (
    add_round_stop,
    move_stop_up,
    plan_round,
    take_off_stop,
    write_kilometres,
)

Answer = Response | str | tuple[str, int]
_address = kept_address("van.list_rounds", ())


@blueprint.get("/van/rounds")
@policy("right:see_van")
def list_rounds() -> str:
    """The rounds of the site, the latest first."""
    start = read_start(request.args)
    lines = rounds_at(current_actor().site_id, start=start)
    return render_template(
        "van/list_rounds.html",
        lines=lines[:PAGE],
        newer=_address(start=str(max(0, start - PAGE))) if start else "",
        older=_address(start=str(start + PAGE)) if len(lines) > PAGE else "",
    )


@blueprint.route("/van/rounds/new", methods=["GET", "POST"])
@policy("right:plan_van")
def add_round() -> Answer:
    """A round of accepted offers."""
    form, actor = RoundForm(), current_actor()
    form.driver.choices = [("", _("Not yet said")), *drivers_at(actor.site_id, today())]
    offers = offers_to_fetch(actor.site_id)
    form.offers.choices = [
        (line.number, f"{left_to_right(f'{line.number} · {line.outcode}')} · {items_words(line.items)}")
        for line in offers
    ]
    if form.is_submitted() and form.validate():
        try:
            with transaction():
                number = plan_round(
                    by=actor,
                    day=form.day.data,
                    van=form.van.data or "",
                    driver=form.driver.data or "",
                    offers=form.offers.data or [],
                    at=now(),
                    token=form.stale_token,
                ).number
            flash(_("The round is planned."), "good")
            return redirect(url_for("van.show_round", number=number), 303)
        except RuleBroken as problem:
            form.refuse(problem)
    page = render_template("van/add_round.html", form=form, offers=offers)
    return (page, 422) if form.is_submitted() else page


def find_round(number: str) -> RoundLine:
    """The round of that number at the person's site. Raises NotFound."""
    found = round_by_number(number, current_actor().site_id)
    if found is None:
        raise NotFound()
    return found


@blueprint.get("/van/rounds/<number>")
@policy("right:see_van")
def show_round(number: str) -> str:
    """A round: its stops, kilometres, and what its pieces have saved since."""
    line = find_round(number)
    return _round_page(line, KilometresForm(formdata=None, km_start=line.km_start, km_end=line.km_end))


def _round_page(line: RoundLine, form: KilometresForm) -> str:
    return render_template(
        "van/show_round.html",
        line=line,
        stops=stops_of(line.id),
        saved=saved_by(line.id),
        to_fetch=offers_to_fetch(current_actor().site_id),
        form=form,
    )


@blueprint.post("/van/rounds/<number>/kilometres")
@policy("right:drive_van")
def set_kilometres(number: str) -> Answer:
    """What the van's counter showed."""
    line, form = find_round(number), KilometresForm()
    if form.validate():
        try:
            with transaction():
                write_kilometres(
                    by=current_actor(),
                    number=line.number,
                    km_start=form.km_start.data,
                    km_end=form.km_end.data,
                    at=now(),
                )
            flash(_("The kilometres are kept."), "good")
            return redirect(url_for("van.show_round", number=line.number), 303)
        except RuleBroken as problem:
            form.refuse(problem)
    return _round_page(line, form), 422


@blueprint.post("/van/rounds/<number>/stops")
@policy("right:plan_van")
def add_stop(number: str) -> Response:
    """One more stop at the end."""
    line, form = find_round(number), KilometresForm()
    try:
        with transaction():
            add_round_stop(
                by=current_actor(),
                number=line.number,
                offer=request.form.get("offer", "")[:20],
                at=now(),
                token=form.stale_token,
            )
        flash(_("One stop more."), "good")
    except RuleBroken as problem:
        flash(f"{_(problem.message, **problem.params)} {_(problem.remedy)}", "refused")
    return redirect(url_for("van.show_round", number=line.number), 303)


@blueprint.post("/van/rounds/<number>/stops/<int:stop_id>")
@policy("right:drive_van")
def change_stop(number: str, stop_id: int) -> Response:
    """A stop goes up by one, or off the round."""
    line, by = find_round(number), current_actor()
    try:
        with transaction():
            if request.form.get("do") == "off":
                take_off_stop(by=by, number=line.number, stop_id=stop_id, at=now())
            else:
                move_stop_up(by=by, number=line.number, stop_id=stop_id, at=now())
    except RuleBroken as problem:
        flash(f"{_(problem.message, **problem.params)} {_(problem.remedy)}", "refused")
    return redirect(url_for("van.show_round", number=line.number), 303)
