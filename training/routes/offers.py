"""The page behind the secret link of an offer: what is offered, until when, yes or no. It names nobody."""

from __future__ import annotations

from flask import render_template, request
from flask_babel import force_locale
from werkzeug.wrappers import Response

from core.access import Actor
from core.clock import now
from core.db import transaction
from core.errors import NotFound, RuleBroken
from core.guards import PUBLIC, policy
from core.pressing import told
from training.forms.bookings import BookMyselfForm
from training.queries.bookings import OfferShown, offer_shown
from training.routes import blueprint
from training.services.offers import accept_offer, decline_offer, offer_by_link

Answer = Response | str | tuple[str, int]


def _offer(secret: str) -> OfferShown:
    """The offer of a link: 192 random bits, so nobody guesses one."""
    offer, booking = offer_by_link(secret)
    found = offer_shown(booking.id, offer.expires_at)
    if found is None:
        raise NotFound
    return found


@blueprint.route("/offers/<secret>", methods=["GET", "POST"])
@policy(PUBLIC)
def answer_offer(secret: str) -> Answer:
    """What is offered; opening it changes nothing, pressing answers it."""
    found, form, refused = _offer(secret), BookMyselfForm(), ""
    if form.is_submitted():
        learner = Actor(person_id=found.person_id, site_id=found.site_id, strength="link")
        act = accept_offer if request.form.get("answer") == "yes" else decline_offer
        try:
            with transaction():
                act(
                    by=learner,
                    booking_id=found.booking_id,
                    source="web",
                    at=now(),
                    token=form.stale_token,
                )
        except RuleBroken as problem:
            with force_locale(found.language):
                refused = told(problem)
        found = _offer(secret)
    with force_locale(found.language):
        page = render_template(
            "training/answer_offer.html",
            offer=found,
            form=form,
            refused=refused,
            secret=secret,
            is_over=found.ends_at <= now(),
        )
    return (page, 422) if refused else page
