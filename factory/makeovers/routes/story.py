"""The makeover's page: its track, photos first, then everything that happened; the referral changed; the end."""

from __future__ import annotations

from flask import current_app, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from core.clock import now
from core.guards import current_actor, policy
from core.pictures import delete_unnamed
from factory.admin.audit_words import verb_name
from factory.makeovers.forms.referrals import AddressForm, ReferralForm
from factory.makeovers.forms.works import CancelForm
from factory.makeovers.queries.days import days_of
from factory.makeovers.queries.lists import organisations_on_offer
from factory.makeovers.queries.story import (
    Whole,
    consents_of,
    faces_of,
    history_of,
    photos_of,
    pieces_of,
    rooms_of,
    sheets_of,
    sign_offs_of,
    tasks_of,
)
from factory.makeovers.routes import Page, blueprint, press, tap, there
from factory.makeovers.routes.lists import told_by
from factory.makeovers.services.addresses import Whereabouts, keep_address
from factory.makeovers.services.ending import cancel_makeover, finish_work
from factory.makeovers.services.referrals import change_referral
from factory.makeovers.words import LIVE, TRACK


@blueprint.get("/makeovers/<makeover>")
@policy("right:see_makeovers")
def show_makeover(makeover: str) -> str:
    """A makeover as one story."""
    return _story(there(makeover))


def _story(row: Whole, cancel_form: CancelForm | None = None, address_form: AddressForm | None = None) -> str:
    return render_template(
        "makeovers/show_makeover.html",
        row=row,
        track=TRACK,
        is_live=row.state in LIVE,
        photos=photos_of(row.id),
        pieces=pieces_of(row.id),
        days=days_of(row.id),
        rooms=rooms_of(row.id),
        tasks=tasks_of(row.id),
        consents=consents_of(row.id),
        sign_offs=sign_offs_of(row.id),
        faces=faces_of(row.id),
        sheets=sheets_of(row.id),
        history=[
            (at, verb_name(verb), who) for at, verb, who in history_of(row.code, current_actor().site_id)
        ],
        cancel_form=cancel_form or CancelForm(formdata=None).offer(),
        address_form=address_form or AddressForm(formdata=None),
    )


@blueprint.get("/makeovers/<makeover>/referral")
@policy("right:edit_makeovers")
def edit_referral(makeover: str) -> str:
    """The referral, to be corrected."""
    row = there(makeover)
    form = ReferralForm(
        formdata=None, kind=row.kind, title=row.title, agency=row.agency_id, reference=row.reference,
        area=row.area, city=row.city, partner=row.partner_id, referred_on=row.referred_on, needs=row.needs,
    )  # fmt: skip
    return _referral_page(row, form.offer(organisations_on_offer()))


def _referral_page(row: Whole, form: ReferralForm) -> str:
    return render_template("makeovers/edit_referral.html", form=form, row=row)


@blueprint.post("/makeovers/<makeover>/referral")
@policy("right:edit_makeovers")
def change_makeover_referral(makeover: str) -> Page:
    """Correct the referral."""
    row, form = there(makeover), ReferralForm().offer(organisations_on_offer())
    return press(
        form,
        lambda: change_referral(by=current_actor(), makeover_id=row.id, referral=told_by(form), at=now()),
        _("The referral is changed."),
        url_for("makeovers.show_makeover", makeover=row.code),
        lambda: _referral_page(row, form),
    )


@blueprint.post("/makeovers/<makeover>/address")
@policy("right:edit_makeovers")
def keep_makeover_address(makeover: str) -> Page:
    """Keep the address, sealed; it is shown on no page."""
    row, form = there(makeover), AddressForm()
    settings = current_app.config["ECO_SETTINGS"]
    return press(
        form,
        lambda: keep_address(
            by=current_actor(),
            makeover_id=row.id,
            told=Whereabouts(form.address.data or "", form.access.data or "", form.risks.data or ""),
            secret=settings.secret_key,
            at=now(),
        ),
        _("The address is kept, sealed. It stands on paper run sheets only."),
        url_for("makeovers.show_makeover", makeover=row.code),
        lambda: _story(row, address_form=form),
    )


@blueprint.post("/makeovers/<makeover>/finish")
@policy("right:edit_makeovers")
def finish_makeover(makeover: str) -> Response:
    """The work is done."""
    row = there(makeover)
    return tap(
        lambda: finish_work(by=current_actor(), makeover_id=row.id, at=now()),
        _("The work is finished. The household's word is next."),
        url_for("makeovers.show_makeover", makeover=row.code),
    )


@blueprint.post("/makeovers/<makeover>/cancel")
@policy("right:edit_makeovers")
def cancel_one_makeover(makeover: str) -> Page:
    """It does not happen."""
    row, form = there(makeover), CancelForm().offer()
    gone: list[str] = []
    answer = press(
        form,
        lambda: gone.extend(
            cancel_makeover(by=current_actor(), makeover_id=row.id, reason=form.reason.data, at=now())
        ),
        _("The makeover is cancelled. Its pieces are free again; its address and photos are deleted."),
        url_for("makeovers.show_makeover", makeover=row.code),
        lambda: _story(row, cancel_form=form),
    )
    delete_unnamed(gone, current_app.config["ECO_SETTINGS"].photo_folder)
    return answer
