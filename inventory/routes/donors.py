"""Donors and donations. Looking at a donor's name is noted."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from core.access import require
from core.clock import now
from core.db import transaction
from core.errors import NotFound, RuleBroken
from core.guards import current_actor, policy
from core.listings import kept_address, sent_table
from core.people import LANGUAGES
from core.searching import read_start, read_words
from core.sorting import read_order
from inventory.forms.registers import KIND_OF_DONOR, DonationForm, DonorForm, SameAgainForm
from inventory.queries.donors import (
    DONOR_KINDS,
    DONOR_SORTS,
    DONORS_A_PAGE,
    DonationLine,
    DonorFilter,
    DonorLine,
    donation_by_number,
    donations_at,
    donor_by_number,
    donors_at,
    pieces_of_donation,
)
from inventory.routes import blueprint
from inventory.services.donors import (
    add_donation,
    add_donor,
    change_donor,
    note_look,
    take_in_same_again,
)

Answer = Response | str | tuple[str, int]
_address = kept_address("inventory.list_donors", ("kind", "q", "sort"))


@blueprint.get("/donors")
@policy("right:see_donors")
def list_donors() -> str:
    """The donors of the site as filtered, and the newest donations."""
    actor = current_actor()
    with transaction():
        note_look(by=actor, number="list", page="inventory.list_donors", at=now())
    wanted, start = _wanted(), read_start(request.args)
    donors = donors_at(wanted, start=start)
    return render_template(
        "inventory/list_donors.html",
        wanted=wanted,
        donors=donors[:DONORS_A_PAGE],
        newer=_address(start=str(max(0, start - DONORS_A_PAGE))) if start else "",
        older=_address(start=str(start + DONORS_A_PAGE)) if len(donors) > DONORS_A_PAGE else "",
        address=_address,
        donations=donations_at(actor.site_id, size=30),
    )


def _wanted() -> DonorFilter:
    kind = request.args.get("kind", "")
    sort = read_order(request.args.get("sort", ""), DONOR_SORTS, "-number")
    return DonorFilter(
        current_actor().site_id, kind if kind in DONOR_KINDS else "", read_words(request.args), sort
    )


@blueprint.get("/donors.<kind>")
@policy("right:edit_donors")
def export_donors(kind: str) -> Response:
    """The donors as filtered, with how to reach them; noted as a look."""
    actor = current_actor()
    with transaction():
        note_look(by=actor, number="list", page="inventory.export_donors", at=now())
    kinds = {slug: str(words) for slug, words in KIND_OF_DONOR}
    heads = [_("Number"), _("Who gives"), _("Name"), _("E-mail"), _("Phone"), _("Donations"), _("Pieces")]
    rows = [
        (line.number, kinds[line.kind], line.name, line.email, line.phone, line.donations, line.pieces)
        for line in donors_at(_wanted(), size=10_000)
    ]
    return sent_table(kind, "donors", _("Donors"), heads, rows)


@blueprint.route("/donors/new", methods=["GET", "POST"])
@policy("right:edit_donors")
def add_new_donor() -> Answer:
    """A new donor."""
    form = DonorForm()
    if form.is_submitted():
        if form.validate():
            try:
                with transaction():
                    number = add_donor(
                        by=current_actor(),
                        kind=form.kind.data,
                        name=form.name.data or "",
                        email=form.email.data or "",
                        phone=form.phone.data or "",
                        at=now(),
                        token=form.stale_token,
                    ).number
                flash(_("The donor is kept."), "good")
                return redirect(url_for("inventory.show_donor", number=number), 303)
            except RuleBroken as problem:
                form.refuse(problem)
        return render_template("inventory/add_donor.html", form=form), 422
    return render_template("inventory/add_donor.html", form=form)


def _donor(number: str) -> DonorLine:
    found = donor_by_number(number, current_actor().site_id)
    if found is None:
        raise NotFound()
    return found


@blueprint.route("/donors/<number>", methods=["GET", "POST"])
@policy("right:see_donors")
def show_donor(number: str) -> Answer:
    """A donor, how to reach them, what they gave."""
    actor = current_actor()
    donor = _donor(number)
    with transaction():
        note_look(by=actor, number=donor.number, page="inventory.show_donor", at=now())
    form = DonorForm(kind=donor.kind, name=donor.name, email=donor.email, phone=donor.phone)
    if not form.is_submitted():
        return _donor_page(donor, form, DonationForm(formdata=None))
    require(actor, "edit_donors")
    if form.validate():
        try:
            with transaction():
                change_donor(
                    by=actor,
                    number=number,
                    name=form.name.data or "",
                    email=form.email.data or "",
                    phone=form.phone.data or "",
                    at=now(),
                )
            flash(_("The donor is changed."), "good")
            return redirect(url_for("inventory.show_donor", number=number), 303)
        except RuleBroken as problem:
            form.refuse(problem)
    return _donor_page(donor, form, DonationForm(formdata=None)), 422


def _donor_page(donor: DonorLine, form: DonorForm, donation: DonationForm) -> str:
    given = donations_at(current_actor().site_id, donor.number)
    return render_template(
        "inventory/show_donor.html", donor=donor, donations=given, form=form, donation_form=donation
    )


@blueprint.post("/donors/<number>/donations")
@policy("right:edit_donors")
def add_donor_donation(number: str) -> Answer:
    """What the donor gave on a day; pieces are taken in onto it."""
    donor = _donor(number)
    form = DonationForm()
    if form.validate():
        try:
            with transaction():
                made = add_donation(
                    by=current_actor(),
                    donor_number=donor.number,
                    given_on=form.given_on.data,
                    at=now(),
                    token=form.stale_token,
                ).number
            flash(_("The donation is kept. Take its pieces in now."), "good")
            return redirect(url_for("inventory.show_donation", number=made), 303)
        except RuleBroken as problem:
            form.refuse(problem)
    contact = DonorForm(formdata=None, kind=donor.kind, name=donor.name, email=donor.email, phone=donor.phone)
    return _donor_page(donor, contact, form), 422


def _donation(number: str) -> DonationLine:
    found = donation_by_number(number, current_actor().site_id)
    if found is None:
        raise NotFound()
    return found


@blueprint.get("/donations/<number>")
@policy("right:see_donors")
def show_donation(number: str) -> str:
    """A donation with its pieces, and one more like the last."""
    donation = _donation(number)
    return _donation_page(donation, SameAgainForm(formdata=None))


def _donation_page(donation: DonationLine, form: SameAgainForm) -> str:
    return render_template(
        "inventory/show_donation.html",
        donation=donation,
        pieces=pieces_of_donation(donation.number),
        form=form,
        languages=LANGUAGES,
        language=current_actor().language,
    )


@blueprint.post("/donations/<number>/pieces")
@policy("right:take_in")
def take_in_again(number: str) -> Answer:
    """Same again: one more piece like the last of this donation, on a blank label."""
    require(current_actor(), "see_donors")
    donation = _donation(number)
    form = SameAgainForm()
    if form.validate():
        try:
            with transaction():
                taken = take_in_same_again(
                    by=current_actor(),
                    donation_number=number,
                    code=form.code.data,
                    at=now(),
                    token=form.stale_token,
                )
            flash(_("Taken in as a draft. It still needs its photo."), "good")
            return redirect(url_for("inventory.show_piece", code=taken.piece.code), 303)
        except (RuleBroken, NotFound) as problem:
            form.refuse(problem)
    return _donation_page(donation, form), 422
