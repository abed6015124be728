"""The list of makeovers: filtered, searched, sorted, exported, printed; and a referral that comes in."""

from __future__ import annotations

from flask import redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from core.clock import now
from core.guards import current_actor, policy
from core.listings import kept_address, list_page, sent_table
from core.searching import read_start, read_words
from factory.makeovers.forms.referrals import ReferralForm
from factory.makeovers.queries.days import overdue_at
from factory.makeovers.queries.lists import (
    MOST_EXPORTED,
    PAGE,
    SORTS,
    MakeoverFilter,
    makeovers_page,
    organisations_on_offer,
    state_counts,
)
from factory.makeovers.queries.told import open_day_events
from factory.makeovers.routes import Page, blueprint, makeover_word, press
from factory.makeovers.services.referrals import Referral, refer_makeover
from factory.makeovers.words import CITIES, LIVE, SETTLED, STATES

_address = kept_address("makeovers.list_makeovers", ("state", "kind", "city", "q", "sort"))


def _wanted() -> MakeoverFilter:
    asked = request.args
    state, sort = asked.get("state", "live"), asked.get("sort", "")
    return MakeoverFilter(
        current_actor().site_id,
        {"all": ""}.get(state, state if state in STATES else "live"),
        asked.get("kind", "") if asked.get("kind") in ("home", "community") else "",
        asked.get("city", "") if asked.get("city") in CITIES else "",
        read_words(asked),
        sort if sort.removeprefix("-") in SORTS else "-since",
    )


@blueprint.get("/makeovers")
@policy("right:see_makeovers")
def list_makeovers() -> str:
    """Makeovers of the site as filtered, and who should be back from one by now."""
    wanted, start = _wanted(), read_start(request.args)
    counts = state_counts(wanted.site_id)
    lines = makeovers_page(wanted, start)
    return render_template(
        "makeovers/list_makeovers.html",
        wanted=wanted,
        page=list_page(lines, 0, PAGE, lambda **_changes: ""),
        newer=_address(start=str(max(0, start - PAGE))) if start else "",
        older=_address(start=str(start + PAGE)) if len(lines) > PAGE else "",
        counts=counts,
        live=sum(counts.get(state, 0) for state in LIVE),
        states=STATES,
        cities=CITIES,
        address=_address,
        overdue=overdue_at(wanted.site_id, now()),
        told=open_day_events(wanted.site_id) if current_actor().may("see_refused") else [],
        settled=SETTLED,
    )


@blueprint.get("/makeovers.<kind>")
@policy("right:edit_makeovers")
def export_makeovers(kind: str) -> Response:
    """The list as filtered and sorted. No address is in it: none is read."""
    heads = [_("Code"), _("Title"), _("Kind"), _("City"), _("Ward"), _("Reference"), _("State"), _("Since"),
             _("Referred on"), _("Signed off on"), _("Referred by"), _("They came through"), _("Pieces kept"),
             _("Pieces delivered")]  # fmt: skip
    rows = [
        (one.code, one.title, makeover_word(one.kind, "kind"), makeover_word(one.city, "city"), one.area,
         one.reference, makeover_word(one.state, "state"), one.state_at, one.referred_on, one.signed_off_on,
         one.agency, one.partner, one.kept, one.delivered)
        for one in makeovers_page(_wanted(), size=MOST_EXPORTED)
    ]  # fmt: skip
    return sent_table(kind, "makeovers", _("Makeovers"), heads, rows)


@blueprint.get("/makeovers/new")
@policy("right:edit_makeovers")
def new_makeover() -> str:
    """The form of a referral."""
    return _form_page(ReferralForm(formdata=None).offer(organisations_on_offer()))


def _form_page(form: ReferralForm) -> str:
    return render_template("makeovers/edit_referral.html", form=form, row=None)


@blueprint.post("/makeovers/new")
@policy("right:edit_makeovers")
def refer_new_makeover() -> Page:
    """A referral came in."""
    form = ReferralForm().offer(organisations_on_offer())
    made: list[str] = []
    answer = press(
        form,
        lambda: made.append(
            refer_makeover(by=current_actor(), referral=told_by(form), at=now(), token=form.stale_token).code
        ),
        _("The referral is kept."),
        url_for("makeovers.list_makeovers"),
        lambda: _form_page(form),
    )
    return redirect(url_for("makeovers.show_makeover", makeover=made[0]), 303) if made else answer


def told_by(form: ReferralForm) -> Referral:
    """What the form says of a referral."""
    return Referral(
        kind=form.kind.data,
        city=form.city.data,
        area=form.area.data or "",
        reference=form.reference.data or "",
        needs=form.needs.data or [],
        title=form.title.data or "",
        agency_id=form.agency.data or 0,
        partner_id=form.partner.data or 0,
        referred_on=form.referred_on.data,
    )
