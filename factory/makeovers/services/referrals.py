"""A makeover is referred: by whom, under which reference, in which ward, what is needed. Never where exactly."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select

from core.access import Actor, require
from core.clock import local_day
from core.db import db
from core.errors import N_, RuleBroken
from core.forbidden import refuse_forbidden
from core.recipients import (
    MAKEOVER_KINDS,
    Makeover,
    Organisation,
    add_makeover,
    cleaned_reference,
    next_makeover_code,
)
from factory.makeovers.models.referral import MakeoverCase
from factory.makeovers.services.cases import live_case, note
from factory.makeovers.words import CITIES, NEEDS

_POSTCODE = re.compile(r"\b[A-Z]{1,2}\d[A-Z\d]?\s*\d[A-Z]{2}\b", re.I)
"""A whole postcode (British Standard 7666): outcode and incode."""
_OUTCODE = re.compile(r"[A-Z]{1,2}\d[A-Z\d]?")
LONGEST_TITLE = 80
"""Letters of a title, as its column says."""


@dataclass(frozen=True)
class Referral:
    """What a referral says. `agency_id` sent it; through `partner_id` the people came."""

    kind: str
    city: str
    area: str
    reference: str
    needs: Sequence[str]
    title: str = ""
    agency_id: int = 0
    partner_id: int = 0
    referred_on: date | None = None


def refer_makeover(*, by: Actor, referral: Referral, at: datetime, token: str) -> Makeover:
    """Store a referral; the same token again returns the same makeover.

    Raises RuleBroken for a postcode or house number, an unknown city or need, and an organisation that is not there.
    """
    require(by, "edit_makeovers")
    known = db.session.scalar(select(Makeover).where(Makeover.token == token))
    if known is not None:
        return known
    values = _checked(referral, at)
    row = add_makeover(
        site_id=by.site_id,
        code=next_makeover_code(),
        title=checked_title(referral.title) or checked_area(referral.area),
        kind=referral.kind,
        city=referral.city,
        by_id=by.person_id,
        at=at,
        token=token,
    )
    _set(db.session.get_one(MakeoverCase, row.id), values)
    note("refer_makeover", row, by, at, sorted(values))
    return row


def change_referral(*, by: Actor, makeover_id: int, referral: Referral, at: datetime) -> Makeover:
    """Correct a referral. Raises RuleBroken as `refer_makeover` does."""
    row, case = live_case(by, makeover_id)
    values = _checked(referral, at)
    row.title = checked_title(referral.title) or row.title
    row.kind, row.city = referral.kind, referral.city
    _set(case, values)
    note("change_referral", row, by, at, sorted(values))
    return row


def _set(case: MakeoverCase, values: dict[str, object]) -> None:
    for name, value in values.items():
        setattr(case, name, value)


def _checked(referral: Referral, at: datetime) -> dict[str, object]:
    if referral.kind not in MAKEOVER_KINDS:
        raise RuleBroken("kind", N_("A makeover is of a home or of a community place."))
    if referral.city not in CITIES:
        raise RuleBroken("city", N_("Choose the city."))
    needs = [need for need in NEEDS if need in referral.needs]
    if not needs:
        raise RuleBroken("needs", N_("Nobody has said what is needed."), N_("Choose at least one picture."))
    day = referral.referred_on or local_day(at)
    if day > local_day(at):
        raise RuleBroken("referred_on", N_("This day has not come yet."))
    return {
        "area": checked_area(referral.area),
        "reference": cleaned_reference(referral.reference),
        "needs": needs,
        "referred_on": day,
        "agency_id": _organisation("agency", referral.agency_id),
        "partner_id": _organisation("partner", referral.partner_id),
    }


def checked_area(area: str) -> str:
    """A ward or an outcode. Raises RuleBroken for a postcode and for what could be an address."""
    text = " ".join(area.split())
    if _POSTCODE.search(text):
        raise RuleBroken(
            "area",
            N_("A whole postcode leads to a few doors, so we do not keep it here."),
            N_("Write the ward, or only the first half, such as CV1. The address goes on the run sheet."),
        )
    if _OUTCODE.fullmatch(text.upper()):
        return text.upper()
    if not text or any(letter.isdigit() for letter in text) or len(text) > 40:
        raise RuleBroken(
            "area",
            N_("This is no ward and no first half of a postcode."),
            N_("Write the ward, or the first half of the postcode, such as CV1."),
        )
    return text


def checked_title(title: str) -> str:
    """A short title. Raises RuleBroken for a long one, a postcode, a house number or an identity number."""
    text = refuse_forbidden("title", " ".join(title.split()))
    if len(text) > LONGEST_TITLE:
        raise RuleBroken("title", N_("This is longer than %(count)s letters."), count=LONGEST_TITLE)
    if _POSTCODE.search(text) or re.match(r"\d+\w?\s", text):
        raise RuleBroken(
            "title", N_("The title names no person and no address."), N_("Say what is made over.")
        )
    return text


def _organisation(field: str, organisation_id: int) -> int | None:
    if not organisation_id:
        return None
    row = db.session.get(Organisation, organisation_id)
    if row is None or not row.is_active:
        raise RuleBroken(field, N_("This organisation is not on the list."), N_("Choose it from the list."))
    return row.id
