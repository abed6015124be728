"""Offers at the desk: the list by outcode, one with who offers (noted as a look), the answer."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from core.clock import now, zone
from core.db import transaction
from core.errors import NotFound, RuleBroken
from core.guards import current_actor, policy
from core.listings import kept_address
from core.searching import read_start
from factory.van.forms import AnswerForm, OfferForm
from factory.van.queries.offers import (
    PAGE,
    OfferLine,
    contacts_of,
    offer_by_number,
    offer_counts,
    offers_at,
    photos_of,
    refusals,
)
from factory.van.routes import blueprint
from factory.van.routes.kinds import kinds_by_group
from factory.van.routes.offer_photos import ask_for_photos_again, take_offer
from factory.van.services.offers import (
    accept_offer,
    decline_offer,
    note_look,
    receive_offer,
)

Answer = Response | str | tuple[str, int]
_address = kept_address("van.list_offers", ("state",))


@blueprint.get("/van/offers")
@policy("right:see_van")
def list_offers() -> str:
    """The offers of the site by state, with how often each reason declined one."""
    site_id, start, state = current_actor().site_id, read_start(request.args), request.args.get("state", "")
    lines = offers_at(site_id, state, start=start)
    return render_template(
        "van/list_offers.html",
        lines=lines[:PAGE],
        state=state,
        counts=offer_counts(site_id),
        refusals=refusals(site_id),
        address=_address,
        newer=_address(start=str(max(0, start - PAGE))) if start else "",
        older=_address(start=str(start + PAGE)) if len(lines) > PAGE else "",
    )


@blueprint.route("/van/offers/new", methods=["GET", "POST"])
@policy("right:plan_van")
def add_offer() -> Answer:
    """Somebody calls, or stands at the desk."""
    form, actor = OfferForm(), current_actor()
    if form.is_submitted() and form.validate():
        try:
            number = take_offer(form, site_id=actor.site_id, by=actor, came_by=form.came_by.data or "")
            flash(_("The offer is kept."), "good")
            return redirect(url_for("van.show_offer", number=number), 303)
        except RuleBroken as problem:
            form.refuse(problem)
    if form.is_submitted():
        ask_for_photos_again(form)
    page = render_template("van/add_offer.html", form=form, groups=kinds_by_group(), sent=request.form)
    return (page, 422) if form.is_submitted() else page


def _offer(number: str) -> OfferLine:
    found = offer_by_number(number, current_actor().site_id)
    if found is None:
        raise NotFound()
    return found


@blueprint.get("/van/offers/<number>")
@policy("right:see_van")
def show_offer(number: str) -> str:
    """An offer, who offers it and what may be answered."""
    return _offer_page(_offer(number), AnswerForm(formdata=None))


def _offer_page(line: OfferLine, form: AnswerForm) -> str:
    actor, contact = current_actor(), contacts_of([line.id]).get(line.id)
    if contact is not None:
        with transaction():
            note_look(by=actor, subject=f"offer:{line.number}", page="van.show_offer", at=now())
    return render_template(
        "van/show_offer.html", line=line, contact=contact, form=form, photos=photos_of(line.id)
    )


@blueprint.post("/van/offers/<number>/answer")
@policy("right:plan_van")
def answer_offer(number: str) -> Answer:
    """Yes, no, or it has come."""
    line, form, by = _offer(number), AnswerForm(), current_actor()
    pressed = request.form.get("answer", "")
    if form.validate():
        try:
            with transaction():
                if pressed == "no":
                    decline_offer(by=by, number=line.number, reason=form.reason.data or "", at=now())
                elif pressed == "received":
                    receive_offer(by=by, number=line.number, at=now(), token=form.stale_token)
                else:
                    slot = (
                        form.slot_at.data.replace(tzinfo=zone())
                        if form.slot_at.data and pressed == "slot"
                        else None
                    )
                    accept_offer(by=by, number=line.number, slot_at=slot, at=now())
            flash(_("The offer is answered."), "good")
            return redirect(url_for("van.show_offer", number=line.number), 303)
        except RuleBroken as problem:
            form.refuse(problem)
    return _offer_page(line, form), 422
