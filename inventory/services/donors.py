"""Donors, how to reach them (apart), and what they gave on which day."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import select

from core.access import Actor, require
from core.audit import saw, write_audit_line
from core.bounds import tidy
from core.clock import local_day
from core.crossings import crossings
from core.db import db, fast
from core.errors import N_, NotFound, RuleBroken
from inventory.models.donors import Donation, Donor, DonorContact
from inventory.services.desk import desk_event
from inventory.services.record import Outcome

DONOR_KINDS = ("person", "organisation", "council")
EARLIEST = date(2000, 1, 1)


def add_donor(*, by: Actor, kind: str, name: str, email: str, phone: str, at: datetime, token: str) -> Donor:
    """Store a donor and, apart, how to reach them; the same token again gives the same donor.

    Raises RuleBroken for an unknown kind, and for a name or contact that may not be kept.
    """
    require(by, "edit_donors")
    known = db.session.scalar(select(Donor).where(Donor.token == token))
    if known is not None:
        return known
    if kind not in DONOR_KINDS:
        raise RuleBroken("kind", N_("Choose who gives: a person, an organisation or the council."))
    row = Donor(token=token, number=_next_number("donor", "D"), site_id=by.site_id, kind=kind, made_at=at)
    db.session.add(row)
    db.session.flush()
    _write_contact(row.id, name, email, phone)
    _note("add_donor", f"donor:{row.number}", by, at, ("kind", "name", "email", "phone"))
    return row


def change_donor(*, by: Actor, number: str, name: str, email: str, phone: str, at: datetime) -> Donor:
    """Change how a donor is reached; three empty fields delete the contact and keep what was given."""
    require(by, "edit_donors")
    row = own_donor(by, number)
    if not _write_contact(row.id, name, email, phone):
        crossings.donor_forgotten(row.id, by, at)
    _note("change_donor", f"donor:{row.number}", by, at, ("name", "email", "phone"))
    return row


def _write_contact(donor_id: int, name: str, email: str, phone: str) -> bool:
    """Write or delete a contact; whether there is one now."""
    fields = {"name": (name, 120), "email": (email, 200), "phone": (phone, 40)}
    kept = {field: tidy(field, value, most) for field, (value, most) in fields.items()}
    row = db.session.get(DonorContact, donor_id)
    if not any(kept.values()):
        if row is not None:
            db.session.delete(row)
    elif row is None:
        db.session.add(DonorContact(donor_id=donor_id, **kept))
    else:
        row.name, row.email, row.phone = kept["name"], kept["email"], kept["phone"]
    db.session.flush()
    return any(kept.values())


def add_donation(*, by: Actor, donor_number: str, given_on: date, at: datetime, token: str) -> Donation:
    """Store what a donor (or nobody known) gave on a day; pieces point to it when they are taken in.

    Raises NotFound for a donor of another site, RuleBroken for a day that has not come.
    """
    require(by, "edit_donors")
    known = db.session.scalar(select(Donation).where(Donation.token == token))
    if known is not None:
        return known
    if not EARLIEST <= given_on <= local_day(at):
        raise RuleBroken("given_on", N_("This day cannot be."), N_("Choose today or an earlier day."))
    donor_id = own_donor(by, donor_number).id if donor_number else None
    row = Donation(
        token=token,
        number=_next_number("donation", "N"),
        site_id=by.site_id,
        donor_id=donor_id,
        given_on=given_on,
        made_at=at,
    )
    db.session.add(row)
    db.session.flush()
    _note("add_donation", f"donation:{row.number}", by, at, ("donor_id", "given_on"))
    return row


def take_in_same_again(*, by: Actor, donation_number: str, code: str, at: datetime, token: str) -> Outcome:
    """Take in one more piece like the last of a donation, on a blank label: its category and usual weight.

    What cannot be the same (its photo, the safety questions) is asked of the new one as of any other.
    Raises RuleBroken for a donation that has no piece yet, and where the model refuses the intake.
    """
    donation = own_donation(by, donation_number)
    last = fast().row(
        "SELECT category, title FROM piece WHERE donation_id = ? ORDER BY id DESC LIMIT 1", (donation.id,)
    )
    if last is None:
        raise RuleBroken(
            "code", N_("This donation has no piece yet."), N_("Take the first one in by scanning.")
        )
    data: dict[str, Any] = {
        "category": last[0],
        "title": last[1],
        "weight": "average",
        "donation": donation.id,
        "answers": {"intent": "yes"},
    }
    return desk_event(by=by, code=code, kind="intake", data=data, at=at, token=token)


def note_look(*, by: Actor, number: str, page: str, at: datetime) -> None:
    """Note that a person looked at a donor's name and contact."""
    if by.person_id is not None:
        saw(by.person_id, f"donor:{number}", page, at)


def own_donor(by: Actor, number: str) -> Donor:
    """The donor of that number at the person's site. Raises NotFound."""
    row = db.session.scalar(select(Donor).where(Donor.number == number.upper(), Donor.site_id == by.site_id))
    if row is None:
        raise NotFound()
    return row


def own_donation(by: Actor, number: str) -> Donation:
    """The donation of that number at the person's site. Raises NotFound."""
    row = db.session.scalar(
        select(Donation).where(Donation.number == number.upper(), Donation.site_id == by.site_id)
    )
    if row is None:
        raise NotFound()
    return row


def _next_number(table: str, letter: str) -> str:
    row = fast().row(f"SELECT COALESCE(MAX(id), 0) + 1 FROM {table}")
    return f"{letter}-{row[0] if row else 1:05d}"


def _note(verb: str, subject: str, by: Actor, at: datetime, fields: tuple[str, ...]) -> None:
    write_audit_line(verb, subject, site_id=by.site_id, at=at, by_id=by.person_id, fields=fields)
