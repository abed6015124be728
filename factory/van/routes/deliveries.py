"""Deliveries at the desk: planned, one with its pieces and sign-off, called off."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from core.bounds import whole
from core.clock import now, today
from core.db import transaction
from core.errors import NotFound, RuleBroken
from core.guards import current_actor, policy
from core.listings import kept_address
from core.pressing import told
from core.searching import read_start
from factory.van.forms import CodeForm, DeliveryForm
from factory.van.queries.deliveries import (
    PAGE,
    DeliveryLine,
    ReadyPiece,
    deliveries_at,
    delivery_by_number,
    destinations,
    drivers_at,
    pieces_of,
    ready_pieces,
    signature_of,
)
from factory.van.routes import blueprint
from factory.van.routes.words import item_words
from factory.van.services.deliveries import (
    add_delivery_piece,
    add_rest_of_set,
    cancel_delivery,
    plan_delivery,
    take_off_piece,
)
from inventory.queries.sets import sets_broken

Answer = Response | str | tuple[str, int]
_address = kept_address("van.list_deliveries", ())


@blueprint.get("/van/deliveries")
@policy("right:see_van")
def list_deliveries() -> str:
    """The deliveries of the site, the latest first."""
    start = read_start(request.args)
    lines = deliveries_at(current_actor().site_id, start=start)
    return render_template(
        "van/list_deliveries.html",
        lines=lines[:PAGE],
        at=now(),
        newer=_address(start=str(max(0, start - PAGE))) if start else "",
        older=_address(start=str(start + PAGE)) if len(lines) > PAGE else "",
    )


def _piece_words(piece: ReadyPiece) -> str:
    """A piece as it is chosen: its code, kind, title, place, and for whom it is kept."""
    kept = _("kept for %(makeover)s", makeover=piece.kept_for) if piece.kept_for else ""
    told = (piece.code, item_words(piece.category), piece.title, piece.place, kept)
    return " · ".join(part for part in told if part)


@blueprint.route("/van/deliveries/new", methods=["GET", "POST"])
@policy("right:plan_van")
def add_delivery() -> Answer:
    """A delivery of pieces that are ready."""
    form, actor = DeliveryForm(), current_actor()
    form.driver.choices = [("", _("Not yet said")), *drivers_at(actor.site_id, today())]
    places = destinations(actor.site_id)
    form.destination.choices = [("", _("Choose")), *((f"{kind}:{key}", words) for kind, key, words in places)]
    ready = ready_pieces(actor.site_id)
    form.codes.choices = [(piece.code, _piece_words(piece)) for piece in ready]
    if form.is_submitted() and form.validate():
        kind, _sep, key = (form.destination.data or "").partition(":")
        chosen = whole(key, 11)
        try:
            with transaction():
                number = plan_delivery(
                    by=actor,
                    makeover_id=chosen if kind == "makeover" else None,
                    organisation_id=chosen if kind == "organisation" else None,
                    day=form.day.data,
                    back_at=form.back_at.data,
                    van=form.van.data or "",
                    driver=form.driver.data or "",
                    codes=form.codes.data or [],
                    at=now(),
                    token=form.stale_token,
                ).number
            flash(_("The delivery is planned."), "good")
            return redirect(url_for("van.show_delivery", number=number), 303)
        except RuleBroken as problem:
            form.refuse(problem)
    page = render_template("van/add_delivery.html", form=form, ready=ready)
    return (page, 422) if form.is_submitted() else page


def find_delivery(number: str) -> DeliveryLine:
    """The delivery of that number at the person's site. Raises NotFound."""
    found = delivery_by_number(number, current_actor().site_id)
    if found is None:
        raise NotFound()
    return found


@blueprint.get("/van/deliveries/<number>")
@policy("right:see_van")
def show_delivery(number: str) -> str:
    """A delivery: its pieces, when the van came and went, the sign-off."""
    return _delivery_page(find_delivery(number), CodeForm(formdata=None))


def _delivery_page(line: DeliveryLine, form: CodeForm) -> str:
    pieces = pieces_of(line.id)
    return render_template(
        "van/show_delivery.html",
        line=line,
        pieces=pieces,
        broken_sets=sets_broken([piece.code for piece in pieces if piece.state != "undelivered"]),
        strokes=signature_of(line.id),
        at=now(),
        form=form,
    )


@blueprint.post("/van/deliveries/<number>/pieces")
@policy("right:plan_van")
def add_piece(number: str) -> Answer:
    """One more piece goes along."""
    line, form = find_delivery(number), CodeForm()
    if form.validate():
        try:
            with transaction():
                add_delivery_piece(by=current_actor(), number=line.number, code=form.code.data, at=now())
            flash(_("It goes along."), "good")
            return redirect(url_for("van.show_delivery", number=line.number), 303)
        except RuleBroken as problem:
            form.refuse(problem)
    return _delivery_page(line, form), 422


@blueprint.post("/van/deliveries/<number>/pieces/<code>")
@policy("right:plan_van")
def drop_piece(number: str, code: str) -> Response:
    """A piece does not go along after all."""
    line = find_delivery(number)
    try:
        with transaction():
            take_off_piece(by=current_actor(), number=line.number, code=code, at=now())
        flash(_("It stays here and is ready."), "good")
    except RuleBroken as problem:
        flash(f"{_(problem.message, **problem.params)} {_(problem.remedy)}", "refused")
    return redirect(url_for("van.show_delivery", number=line.number), 303)


@blueprint.post("/van/deliveries/<number>/pieces/<code>/set")
@policy("right:plan_van")
def add_set_pieces(number: str, code: str) -> Response:
    """What is ready of the set of a piece goes along too."""
    line = find_delivery(number)
    try:
        with transaction():
            add_rest_of_set(by=current_actor(), number=line.number, code=code, at=now())
        flash(_("What is ready of the set goes along."), "good")
    except RuleBroken as problem:
        flash(told(problem), "refused")
    return redirect(url_for("van.show_delivery", number=line.number), 303)


@blueprint.post("/van/deliveries/<number>/state")
@policy("right:plan_van")
def call_off(number: str) -> Response:
    """The van does not go."""
    line = find_delivery(number)
    try:
        with transaction():
            cancel_delivery(by=current_actor(), number=line.number, at=now())
        flash(_("Called off: its pieces are ready for somebody else."), "good")
    except RuleBroken as problem:
        flash(f"{_(problem.message, **problem.params)} {_(problem.remedy)}", "refused")
    return redirect(url_for("van.show_delivery", number=line.number), 303)
