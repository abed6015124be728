"""Recipients corrected and put away: archived ones are offered no more and keep what they received."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import select

from core.access import Actor, require
from core.audit import write_audit_line
from core.db import db
from core.errors import N_, NotFound, RuleBroken
from core.forbidden import refuse_forbidden
from core.recipients import (
    MAKEOVER_KINDS,
    ORGANISATION_KINDS,
    Household,
    Makeover,
    Organisation,
    cleaned_reference,
)


def change_organisation(
    *, by: Actor, organisation_id: int, name: str, kind: str, city: str, at: datetime
) -> Organisation:
    """Correct an organisation. Raises RuleBroken for a name that is empty or taken, or an unknown kind."""
    row = own_organisation(by, organisation_id)
    name = refuse_forbidden("name", " ".join(name.split()))
    if not name:
        raise RuleBroken("name", N_("An organisation needs a name."), N_("Write its name."))
    if kind not in ORGANISATION_KINDS:
        raise RuleBroken("kind", N_("Choose what kind of organisation it is."))
    taken = select(Organisation.id).where(Organisation.name == name, Organisation.id != row.id)
    if db.session.scalar(taken) is not None:
        raise RuleBroken(
            "name", N_("This organisation is on the list already."), N_("Choose it from the list.")
        )
    _write(
        row, f"organisation:{row.id}", by, at, {"name": name, "kind": kind, "city": " ".join(city.split())}
    )
    return row


def change_makeover(
    *, by: Actor, makeover_id: int, code: str, title: str, kind: str, city: str, at: datetime
) -> Makeover:
    """Correct a makeover as a destination. Raises RuleBroken for a code that is taken or words that are missing."""
    row = own_makeover(by, makeover_id)
    code, title = code.strip(), refuse_forbidden("title", " ".join(title.split()))
    if kind not in MAKEOVER_KINDS:
        raise RuleBroken("kind", N_("A makeover is of a home or of a community place."))
    if not code or not title:
        raise RuleBroken(
            "title",
            N_("A makeover needs a code and a title."),
            N_("The title names no person and no address."),
        )
    if db.session.scalar(select(Makeover.id).where(Makeover.code == code, Makeover.id != row.id)) is not None:
        raise RuleBroken("code", N_("This code is taken."), N_("Choose another code."))
    values = {"code": code, "title": title, "kind": kind, "city": " ".join(city.split())}
    _write(row, f"makeover:{row.id}", by, at, values)
    return row


def change_household(*, by: Actor, household_id: int, reference: str, at: datetime) -> Household:
    """Correct a household's reference. Raises RuleBroken for one that is none, or that another household has."""
    row = own_household(by, household_id)
    cleaned = cleaned_reference(reference)
    taken = select(Household.id).where(
        Household.site_id == by.site_id, Household.reference == cleaned, Household.id != row.id
    )
    if db.session.scalar(taken) is not None:
        raise RuleBroken(
            "reference", N_("Another household has this reference."), N_("Look at the referral again.")
        )
    _write(row, f"household:{row.id}", by, at, {"reference": cleaned})
    return row


def archive_organisation(*, by: Actor, organisation_id: int, is_archived: bool, at: datetime) -> Organisation:
    """Offer an organisation no more when pieces are given out, or again; doing it twice changes nothing."""
    row = own_organisation(by, organisation_id)
    _write(row, f"organisation:{row.id}", by, at, {"is_active": not is_archived})
    return row


def archive_makeover(*, by: Actor, makeover_id: int, is_archived: bool, at: datetime) -> Makeover:
    """Close a makeover for further pieces, or open it again; doing it twice changes nothing."""
    row = own_makeover(by, makeover_id)
    _write(row, f"makeover:{row.id}", by, at, {"is_open": not is_archived})
    return row


def own_organisation(by: Actor, organisation_id: int) -> Organisation:
    """The organisation: those are of all sites. Raises NotFound."""
    require(by, "edit_recipients")
    row = db.session.get(Organisation, organisation_id)
    if row is None:
        raise NotFound()
    return row


def own_makeover(by: Actor, makeover_id: int) -> Makeover:
    """The makeover of the person's site. Raises NotFound."""
    require(by, "edit_recipients")
    row = db.session.get(Makeover, makeover_id)
    if row is None or row.site_id != by.site_id:
        raise NotFound()
    return row


def own_household(by: Actor, household_id: int) -> Household:
    """The household of the person's site. Raises NotFound."""
    require(by, "edit_recipients")
    row = db.session.get(Household, household_id)
    if row is None or row.site_id != by.site_id:
        raise NotFound()
    return row


def _write(row: Any, subject: str, by: Actor, at: datetime, values: Mapping[str, object]) -> None:
    """Set what differs, with one audit line that names the fields; nothing where nothing differs."""
    changed = [name for name, value in values.items() if getattr(row, name) != value]
    if not changed:
        return
    for name in changed:
        setattr(row, name, values[name])
    db.session.flush()
    verb = f"change_{subject.partition(':')[0]}"
    write_audit_line(verb, subject, site_id=by.site_id, at=at, by_id=by.person_id, fields=changed)
