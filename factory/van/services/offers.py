"""Offers of donors: kept, accepted or declined with a reason, received as a donation; contacts go in time."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import fields, replace
from datetime import datetime, timedelta

from sqlalchemy import select

from core.access import Actor, require
from core.audit import saw, write_audit_line
from core.bounds import tidy
from core.clock import local_day
from core.db import db, fast
from core.errors import N_, NotFound, RuleBroken
from core.files import StoredPhoto
from core.people import LANGUAGES
from factory.van.contacts import Contact
from factory.van.models.offers import MOST_OF_A_KIND, DonationOffer, OfferContact, OfferItem
from factory.van.services.numbers import next_number, note_write
from factory.van.services.offer_photos import add_photos, is_on_round, take_photos_of
from factory.van.words import CAME_BY, DECLINE_REASONS
from inventory.catalogue import categories
from inventory.services.donors import add_donation, add_donor

OUTCODE = re.compile(r"[A-Z]{1,2}[0-9][A-Z0-9]?")
"""The first half of a postcode in the United Kingdom: a district of some thousands of homes."""
CONTACT_AFTER_END = timedelta(days=30)
"""How long a contact and the photos are kept after their offer was received or declined."""
CONTACT_AT_MOST = timedelta(days=180)
"""How long they are kept in any case."""
FARTHEST_SLOT = timedelta(days=120)


LONGEST = {"name": 120, "phone": 40, "email": 200, "collect_from": 200}


def keep_offer(
    *,
    site_id: int,
    by: Actor | None,
    came_by: str,
    items: Mapping[str, int],
    outcode: str,
    contact: Contact,
    language: str,
    at: datetime,
    token: str,
    photos: Sequence[StoredPhoto] = (),
) -> DonationOffer:
    """Keep what somebody would give; the same token again gives the same offer. `by` is nobody at the public form.

    Raises RuleBroken for nothing offered, a kind or number that cannot be, no way to answer, a bad outcode, and more
    than five photos.
    """
    if by is not None:
        require(by, "plan_van")
    known = db.session.scalar(select(DonationOffer).where(DonationOffer.token == token))
    if known is not None:
        return known
    offered, kept = _checked_items(items), _checked_contact(contact)
    row = DonationOffer(
        token=token,
        number=next_number("donation_offer"),
        site_id=site_id,
        came_by=came_by if came_by in CAME_BY else "desk",
        outcode=checked_outcode(outcode),
        language=language if language in LANGUAGES else "en",
        made_by_id=by.person_id if by is not None else None,
        made_at=at,
    )
    db.session.add(row)
    db.session.flush()
    db.session.add_all(OfferItem(offer_id=row.id, category=slug, how_many=many) for slug, many in offered)
    db.session.add(
        OfferContact(offer_id=row.id, **{one.name: getattr(kept, one.name) for one in fields(kept)})
    )
    add_photos(row.id, photos)
    named = ("came_by", "outcode", "name", "phone", "email", "collect_from", "photos")
    write_audit_line(
        "keep_offer", f"offer:{row.number}", site_id=site_id, at=at, by_id=row.made_by_id, fields=named
    )
    return row


def check_offer(*, items: Mapping[str, int], outcode: str, contact: Contact) -> None:
    """Ask, before a picture is stored, what `keep_offer` asks; reads only. Raises RuleBroken."""
    _checked_items(items)
    checked_outcode(outcode)
    _checked_contact(contact)


def _checked_items(items: Mapping[str, int]) -> list[tuple[str, int]]:
    offered = [(slug, many) for slug, many in items.items() if many]
    if not offered:
        raise RuleBroken("items", N_("Nothing is offered yet."), N_("Press a picture, and say how many."))
    if any(slug not in categories() or not 1 <= many <= MOST_OF_A_KIND for slug, many in offered):
        raise RuleBroken(
            "items", N_("Between 1 and %(most)s of a kind."), N_("Check the numbers."), most=MOST_OF_A_KIND
        )
    return offered


def checked_outcode(outcode: str) -> str:
    """The outcode as it is kept. Raises RuleBroken for a whole postcode, and for what is none."""
    plain = outcode.strip().upper()
    if not OUTCODE.fullmatch(plain):
        raise RuleBroken(
            "outcode",
            N_("Only the first half of the postcode is kept in lists."),
            N_("Write it like CV1 or WV10."),
        )
    return plain


def _checked_contact(contact: Contact) -> Contact:
    kept = {name: tidy(name, getattr(contact, name), most) for name, most in LONGEST.items()}
    if not kept["phone"] and not kept["email"]:
        raise RuleBroken(
            "phone", N_("Nobody could be answered."), N_("Write a phone number or an e-mail address.")
        )
    return Contact(**kept)


def accept_offer(*, by: Actor, number: str, slot_at: datetime | None, at: datetime) -> DonationOffer:
    """Say yes: with a slot they bring it, without one it waits for a collection round. Again changes the slot.

    Raises RuleBroken for a time that cannot be, and for an offer that is on a round or was received.
    """
    require(by, "plan_van")
    row = own_offer(by.site_id, number)
    _refuse_settled(row)
    if slot_at is not None and not at - timedelta(days=1) <= slot_at <= at + FARTHEST_SLOT:
        raise RuleBroken("slot_at", N_("This time cannot be."), N_("Choose a time in the next months."))
    row.state, row.reason, row.slot_at = "accepted", "", slot_at
    row.decided_at, row.decided_by_id = at, by.person_id
    db.session.flush()
    note_write("accept_offer", f"offer:{row.number}", by, at, ("state", "slot_at"))
    return row


def decline_offer(*, by: Actor, number: str, reason: str, at: datetime) -> DonationOffer:
    """Say no, and why: each reason is counted. Raises RuleBroken without a reason, or where it was received."""
    require(by, "plan_van")
    row = own_offer(by.site_id, number)
    _refuse_settled(row)
    refuse_offer(row=row, reason=reason, by=by, at=at)
    return row


def refuse_offer(*, row: DonationOffer, reason: str, by: Actor, at: datetime) -> None:
    """Write the refusal of an offer, decided at the desk or at the donor's door. Raises RuleBroken without a reason."""
    if reason not in DECLINE_REASONS:
        raise RuleBroken("reason", N_("Say why it is not taken."), N_("Press the reason that fits best."))
    row.state, row.reason, row.slot_at = "declined", reason, None
    row.decided_at, row.decided_by_id = at, by.person_id
    db.session.flush()
    note_write("decline_offer", f"offer:{row.number}", by, at, ("state", "reason"))


def receive_offer(*, by: Actor, number: str, at: datetime, token: str) -> DonationOffer:
    """It has come: a donor and a donation are made of it, to which pieces are taken in. Again changes nothing."""
    require(by, "plan_van")
    row = own_offer(by.site_id, number)
    if row.state != "received":
        _refuse_settled(row)
        take_as_donation(row=row, by=by, at=at, token=token)
    return row


def take_as_donation(*, row: DonationOffer, by: Actor, at: datetime, token: str) -> None:
    """Make the donation of an offer. Who collects at a door acts for the desk that accepted it."""
    desk = replace(by, is_system=True)
    contact = db.session.get(OfferContact, row.id) or OfferContact(name="", email="", phone="")
    donor = add_donor(
        by=desk,
        kind="council" if row.came_by == "council" else "person",
        name=contact.name,
        email=contact.email,
        phone=contact.phone,
        at=at,
        token=f"{token}:donor",
    )
    donation = add_donation(by=desk, donor_number=donor.number, given_on=local_day(at), at=at, token=token)
    row.state, row.donation_id, row.reason = "received", donation.id, ""
    row.decided_at, row.decided_by_id = row.decided_at or at, row.decided_by_id or by.person_id
    db.session.flush()
    note_write("receive_offer", f"offer:{row.number}", by, at, ("state", "donation_id"))


def _refuse_settled(row: DonationOffer) -> None:
    if row.state == "received":
        raise RuleBroken("", N_("This offer was received already."), N_("Look at its donation."))
    if is_on_round(row):
        raise RuleBroken("", N_("This offer is on a collection round."), N_("Take it off the round first."))


def own_offer(site_id: int, number: str) -> DonationOffer:
    """The offer of that number at the site, held until the transaction ends. Raises NotFound."""
    query = select(DonationOffer).where(
        DonationOffer.number == number.upper(), DonationOffer.site_id == site_id
    )
    row = db.session.scalar(query.with_for_update())
    if row is None:
        raise NotFound()
    return row


def note_look(*, by: Actor, subject: str, page: str, at: datetime) -> None:
    """Note that a person looked at who offers and where."""
    if by.person_id is not None:
        saw(by.person_id, subject, page, at)


_DUE = "SELECT id FROM donation_offer WHERE made_at < ? OR (state IN ('declined', 'received') AND decided_at < ?)"
"""Offers whose contact and photos have had their time: one clock for both."""


def purge_offers(at: datetime) -> int:
    """Delete the contacts whose time is over; how many went. Runs in the caller's transaction."""
    return fast().run(f"DELETE FROM offer_contact WHERE offer_id IN ({_DUE})", _limits(at))


def purge_offer_photos(at: datetime) -> list[str]:
    """Take the photos away whose time is over; their pictures, to delete once the caller's transaction holds."""
    due = fast().rows(
        f"SELECT DISTINCT offer_id FROM offer_photo WHERE offer_id IN ({_DUE}) ORDER BY offer_id LIMIT 200",
        _limits(at),
    )
    return take_photos_of([row[0] for row in due])


def _limits(at: datetime) -> tuple[datetime, datetime]:
    return at - CONTACT_AT_MOST, at - CONTACT_AFTER_END
