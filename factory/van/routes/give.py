"""The public form: what somebody would give, without account and without script."""

from __future__ import annotations

from contextlib import nullcontext

from flask import current_app, make_response, redirect, render_template, request, url_for
from flask_babel import force_locale
from werkzeug.wrappers import Response

from core.clock import now
from core.errors import N_, NotFound, RuleBroken
from core.guards import policy
from core.ids import new_client_id, read_client_id
from core.people import LANGUAGES
from core.throttle import MESSAGE_AT_ALL, MESSAGE_FROM_ADDRESS, TooManyTries, reserve
from factory.van.forms import GiveForm
from factory.van.queries.offers import GivingSite, giving_sites
from factory.van.routes import blueprint
from factory.van.routes.kinds import kinds_by_group
from factory.van.routes.offer_photos import ask_for_photos_again, take_offer
from inventory.door_stamps import LONGEST_SECONDS, QUICKEST_SECONDS, seconds_open, stamp_of


@blueprint.get("/give")
@policy("public")
def choose_giving_site() -> Response:
    """Where it would go; with one site the form comes at once."""
    sites = giving_sites()
    if len(sites) == 1:
        return redirect(url_for("van.give", site=sites[0].slug), 303)
    return make_response(render_template("van/choose_giving_site.html", sites=sites))


@blueprint.route("/give/<site>", methods=["GET", "POST"])
@policy("public")
def give(site: str) -> Response:
    """The form of one site; `?sent=1` says thank you."""
    here = next((one for one in giving_sites() if one.slug == site), None)
    if here is None:
        raise NotFound()
    asked = request.values.get("language", "")
    with force_locale(asked) if asked in LANGUAGES else nullcontext():
        if request.method == "POST":
            return _taken(here, asked)
        if request.args.get("sent") == "1":
            return _shown("give_thanks", here, None)
        form = GiveForm(formdata=None)
        form.opened.data = stamp_of(_key(), form.stale_token, now())
        return _shown("give", here, form)


def _taken(here: GivingSite, asked: str) -> Response:
    """Keep the offer, or show the form again with what is wrong; the trap's catch is thanked and thrown away."""
    form = GiveForm()
    form.token.data = read_client_id(form.token.data) or new_client_id()
    sent = redirect(url_for("van.give", site=here.slug, sent="1", language=asked or None), 303)
    if form.website.data:
        return sent
    if not form.validate():
        return _again(here, form)
    try:
        _hold_back(form)
        take_offer(form, site_id=here.id, by=None, came_by="form")
    except RuleBroken as problem:
        form.refuse(problem)
        return _again(here, form)
    return sent


def _again(here: GivingSite, form: GiveForm) -> Response:
    ask_for_photos_again(form)
    return _shown("give", here, form, 422)


def _hold_back(form: GiveForm) -> None:
    """Refuse haste and a page that lay too long, and count the try against what an address may send."""
    seconds = seconds_open(_key(), form.stale_token, str(form.opened.data or ""), now())
    if seconds is None or not 0 <= seconds <= LONGEST_SECONDS:
        form.token.data = new_client_id()
        form.opened.data = stamp_of(_key(), form.token.data, now())
        raise RuleBroken("items", N_("The page had gone stale."), N_("Press the button once more."))
    if seconds < QUICKEST_SECONDS:
        raise RuleBroken("items", N_("That was very quick."), N_("Look at it once more and press again."))
    try:
        reserve([(MESSAGE_FROM_ADDRESS, request.remote_addr or "unknown"), (MESSAGE_AT_ALL, "")], at=now())
    except TooManyTries as full:
        raise RuleBroken(
            "items",
            N_("Many messages came just now, so this one is not kept."),
            N_("Try again in %(minutes)s minutes, or call us."),
            minutes=full.params["minutes"],
        ) from None


def _shown(page: str, here: GivingSite, form: GiveForm | None, status: int = 200) -> Response:
    body = render_template(
        f"van/{page}.html", here=here, form=form, groups=kinds_by_group(), sent=request.form
    )
    answer = make_response(body, status)
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _key() -> bytes:
    return str(current_app.config["ECO_SETTINGS"].secret_key).encode()
