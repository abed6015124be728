"""What the administration does to sites, devices and people who are new at the desk."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import datetime, time

from sqlalchemy import select

from core.access import Actor
from core.audit import write_audit_line
from core.clock import local_day
from core.db import db
from core.devices import Device
from core.errors import N_, NotFound, RuleBroken
from core.people_roles import give_role
from core.people_services import add_person
from core.sites import DAYS_WANTED, SITE_KINDS, Site, site_by_id, site_by_slug
from inventory.stages import STEPS


def add_person_with_role(
    *, by: Actor, called: str, full_name: str, language: str, role: str, at: datetime, token: str
) -> str:
    """Store a person and, if one is named, give them a role here from today; returns their number.

    The same token again gives the same person. Raises RuleBroken for a name or role that cannot be, NotAllowed for a
    role that `by` does not give.
    """
    person = add_person(by=by, called=called, full_name=full_name, language=language, at=at, token=token)
    if role:
        give_role(
            by=by,
            person_id=person.id,
            role=role,
            site_id=by.site_id,
            starts_on=local_day(at),
            ends_on=None,
            at=at,
        )
    return person.number


def rename_device(*, by: Actor, public_id: str, name: str, at: datetime) -> Device:
    """Give a tablet of the site another name.

    Raises NotFound for a tablet of another site, RuleBroken for a name that cannot be.
    """
    device = db.session.scalar(
        select(Device).where(Device.public_id == public_id, Device.site_id == by.site_id)
    )
    if device is None:
        raise NotFound
    device.name = clean_place_name("name", name)
    db.session.flush()
    write_audit_line(
        "rename_device", f"device:{public_id}", site_id=by.site_id, by_id=by.person_id, at=at, fields=["name"]
    )
    return device


def clean_place_name(field: str, name: str, longest: int = 60) -> str:
    """The name of a thing or place, blanks tidied. Raises RuleBroken for none or one that is too long."""
    tidy = " ".join("".join(letter for letter in name if letter.isprintable()).split())
    if not tidy:
        raise RuleBroken(field, N_("Give it a name."))
    if len(tidy) > longest:
        raise RuleBroken(field, N_("This is longer than %(count)s letters."), count=longest)
    return tidy


def add_site(*, by: Actor, slug: str, name: str, city: str, kind: str, at: datetime) -> Site:
    """Store a site; a slug that exists already is refused."""
    slug = slug.strip().lower()
    if not re.fullmatch(r"[a-z][a-z0-9-]{1,30}", slug):
        raise RuleBroken("slug_word", N_("A short name has small letters, digits and dashes only."))
    if site_by_slug(slug) is not None:
        raise RuleBroken("slug_word", N_("This short name is taken."))
    if kind not in SITE_KINDS:
        raise RuleBroken("kind", N_("Choose what kind of site it is."))
    site = Site(slug=slug, name=clean_place_name("name", name, 80), city=city.strip()[:80], kind=kind)
    db.session.add(site)
    db.session.flush()
    write_audit_line("add_site", f"site:{slug}", site_id=site.id, by_id=by.person_id, at=at, fields=["name"])
    return site


def change_site(
    *,
    by: Actor,
    site_id: int,
    name: str,
    city: str,
    phone: str,
    days: Mapping[str, int],
    hidden_steps: Sequence[str],
    is_active: bool,
    closes_at: time,
    wants_codes: bool,
    at: datetime,
) -> None:
    """Change a site's name, phone, when it closes, whether it wants sign-in codes of who sees many people, days wanted
    in each stage and the work steps that it does not use.

    Raises RuleBroken on the field that cannot be, NotFound for an unknown site.
    """
    site = site_by_id(site_id)
    if not is_active and site_id == by.site_id:
        raise RuleBroken("is_active", N_("You are working at this site: change to another one first."))
    wrong = [stage for stage, count in days.items() if not 1 <= count <= 999]
    if wrong:
        raise RuleBroken(f"days_{wrong[0]}", N_("Between 1 and 999 days."))
    site.name, site.city = clean_place_name("name", name, 80), city.strip()[:80]
    site.phone = phone.strip()[:40]
    site.days_wanted = {stage: count for stage, count in days.items() if count != DAYS_WANTED.get(stage)}
    site.hidden_steps = [step for step in STEPS if step in hidden_steps]
    site.is_active = is_active
    site.settings = {
        **site.settings,
        "closes_at": closes_at.strftime("%H:%M"),
        "wants_codes": wants_codes,
    }
    db.session.flush()
    write_audit_line(
        "change_site",
        f"site:{site.slug}",
        site_id=site.id,
        by_id=by.person_id,
        at=at,
        fields=[
            "name",
            "city",
            "phone",
            "days_wanted",
            "hidden_steps",
            "is_active",
            "closes_at",
            "wants_codes",
        ],
    )
