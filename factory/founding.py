"""The first things of an empty house: its sites, and the administrator who lets the others in."""

from __future__ import annotations

import re
from datetime import datetime

from sqlalchemy import select

from core.access import Actor, require, system_actor
from core.audit import write_audit_line
from core.clock import local_day
from core.code_services import take_code_off
from core.credentials import make_account, set_password
from core.db import db
from core.errors import N_, RuleBroken
from core.people import Account, Person
from core.people_roles import give_role
from core.people_services import add_person
from core.sites import SITE_KINDS, Site

SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


def add_site(
    *,
    by: Actor | None,
    slug: str,
    name: str,
    at: datetime,
    city: str = "",
    kind: str = "factory",
    phone: str = "",
    is_practice: bool = False,
) -> Site:
    """Store a site; the first one needs nobody (`by` None: the shell). The same short name again is the same site.

    Raises RuleBroken for a short name, name or kind that cannot be.
    """
    if by is not None:
        require(by, "edit_sites")
    known = db.session.scalar(select(Site).where(Site.slug == slug))
    if known is not None:
        return known
    if not SLUG.fullmatch(slug) or len(slug) > 40:
        raise RuleBroken("slug", N_("The short name of a site has small letters, digits and dashes only."))
    if not name.strip() or len(name) > 80:
        raise RuleBroken("name", N_("A site needs a name of at most 80 letters."))
    if kind not in SITE_KINDS:
        raise RuleBroken("kind", N_("A site is a factory, a FabLab or a van."))
    row = Site(slug=slug, name=name.strip(), city=city, kind=kind, phone=phone, is_practice=is_practice)
    db.session.add(row)
    db.session.flush()
    write_audit_line(
        "add_site",
        f"site:{slug}",
        site_id=row.id,
        at=at,
        by_id=by.person_id if by else None,
        fields=("slug", "name", "city", "kind", "phone", "is_practice"),
    )
    return row


def add_staff(
    *,
    site_id: int,
    called: str,
    login: str,
    password: str,
    role: str,
    everywhere: bool,
    at: datetime,
    token: str,
) -> Person:
    """A person with an account and a role, made by the shell: the first administrator, or whoever is locked out."""
    by = system_actor(site_id)
    person = add_person(by=by, called=called, at=at, token=token, site_id=site_id)
    make_account(by=by, person_id=person.id, login=login, password=password, at=at)
    give_role(
        by=by,
        person_id=person.id,
        role=role,
        at=at,
        site_id=None if everywhere else site_id,
        starts_on=local_day(at),
        ends_on=None,
    )
    return person


def reset_password(*, login: str, password: str, at: datetime) -> Person:
    """A new password by the shell, and no code of a lost phone is asked any more; every sign-in of the person ends.

    A disabled account stays disabled.

    Raises RuleBroken for an unknown login and for a weak password.
    """
    account = db.session.scalar(select(Account).where(Account.login == " ".join(login.lower().split())))
    person = db.session.get(Person, account.person_id) if account else None
    if person is None:
        raise RuleBroken(
            "login", N_("Nobody signs in with this name."), N_("Check it, or make one: eco account add")
        )
    by = system_actor(person.home_site_id)
    set_password(by=by, person_id=person.id, password=password, at=at)
    take_code_off(by=by, person_id=person.id, at=at)
    return person
