"""Offers at the desk: the list by outcode, one with who offers (noted as a look), the answer."""

from __future__ import annotations

from collections.abc import Mapping

from flask import flash, redirect, render_template, request, url_for
from flask_babel import get_locale
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from core.bounds import whole
from core.clock import now, zone
from core.db import transaction
from core.errors import NotFound, RuleBroken
from core.guards import current_actor, policy
from core.listings import kept_address
from core.searching import read_start
from factory.programme.indicators import GROUP_NAMES
from factory.van.contacts import Contact
from factory.van.forms import AnswerForm, GiveForm, OfferForm
from factory.van.queries.offers import (
    PAGE,
    OfferLine,
    contacts_of,
    offer_by_number,
    offer_counts,
    offers_at,
    refusals,
)
from factory.van.routes import blueprint
from factory.van.services.offers import (
    accept_offer,
    decline_offer,
    keep_offer,
    note_look,
    receive_offer,
)
from inventory.catalogue import GROUPS, categories

Answer = Response | str | tuple[str, int]
_address = kept_address("van.list_offers", ("state",))


def kinds_by_group() -> list[tuple[str, list[tuple[str, str]]]]:
    """(words of the group, [(category, words)]) for the pictures of a form."""
    return [
        (
            _(GROUP_NAMES[group]),
            [(one.slug, _(one.name)) for one in categories().values() if one.group == group],
        )
        for group in GROUPS
    ]


def items_sent(form: Mapping[str, str]) -> dict[str, int]:
    """How many of each kind were written beside its picture; what is no number counts as one too many."""
    sent = {slug: form.get(f"many-{slug}", "").strip() for slug in categories()}
    counts = {slug: whole(text, 3) for slug, text in sent.items() if text}
    return {slug: 1000 if count is None else count for slug, count in counts.items()}


def contact_of(form: GiveForm) -> Contact:
    """Who offers, as the form says."""
    return Contact(
        form.name.data or "", form.phone.data or "", form.email.data or "", form.collect_from.data or ""
    )


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
            with transaction():
                number = keep_offer(
                    site_id=actor.site_id,
                    by=actor,
                    came_by=form.came_by.data or "",
                    items=items_sent(request.form),
                    outcode=form.outcode.data or "",
                    contact=contact_of(form),
                    language=str(get_locale()),
                    at=now(),
                    token=form.stale_token,
                ).number
            flash(_("The offer is kept."), "good")
            return redirect(url_for("van.show_offer", number=number), 303)
        except RuleBroken as problem:
            form.refuse(problem)
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
    return render_template("van/show_offer.html", line=line, contact=contact, form=form)


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
