"""The cast: named people at two sites, with makers that are plain services, and ways to sign them in."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from core.access import Actor, actor_for, system_actor
from core.cards import make_blank_cards, make_card_for
from core.clock import local_day, now
from core.credentials import make_account, set_pin, switch_account
from core.db import db, transaction
from core.devices import add_device
from core.ids import new_client_id
from core.people import Person
from core.people_roles import give_permit, give_role
from core.people_services import add_person
from core.sites import Place, Site

PASSWORD = "oak dovetail lantern seven"
PIN = "418093"
LONG_AGO = timedelta(days=200)


@dataclass(frozen=True)
class Part:
    """Somebody of the cast: roles and permits, where, and how they sign in."""

    called: str
    site: str = "coventry"
    roles: tuple[str, ...] = ("volunteer",)
    permits: tuple[str, ...] = ()
    language: str = "en"
    has_account: bool = False
    ended: bool = False
    is_disabled: bool = False
    everywhere: bool = False


PARTS = (
    Part("Amina", language="ar"),
    Part("Tomasz"),
    Part("Grace", site="wolverhampton"),
    Part(
        "Mary",
        roles=("trainer",),
        permits=("check:fire_label", "check:pops", "check:quality"),
        has_account=True,
    ),
    Part("Dev", permits=("check:electrical",)),
    Part("Yusuf", roles=("trainee",)),
    Part("Petra", roles=("driver",), has_account=True),
    Part("Nia", roles=("assessor",), has_account=True),
    Part("Hana", roles=("internal_verifier",), has_account=True),
    Part("Marek", roles=("external_verifier",), has_account=True),
    Part("Sunil", roles=("maintainer",), has_account=True),
    Part("Ruth", roles=("coordinator",), has_account=True),
    Part("Oluwaseun", site="wolverhampton", roles=("coordinator",), has_account=True),
    Part("Farah", roles=("funder",), has_account=True),
    Part("Ann", roles=("administrator",), has_account=True, everywhere=True),
    Part("Lena", roles=("coordinator",), has_account=True, ended=True),
    Part("Bashir", roles=("coordinator",), has_account=True, is_disabled=True),
)
"""Lena's role has ended; Bashir's account is disabled. A stranger is a browser that nobody signed in on."""


@dataclass
class Cast:
    """Ids and secrets of the cast by name in small letters, and the sites, places and tablets by slug."""

    sites: dict[str, int] = field(default_factory=dict)
    places: dict[str, int] = field(default_factory=dict)
    people: dict[str, int] = field(default_factory=dict)
    numbers: dict[str, str] = field(default_factory=dict)
    cards: dict[str, str] = field(default_factory=dict)
    tablets: dict[str, str] = field(default_factory=dict)
    tablet_ids: dict[str, int] = field(default_factory=dict)
    tablet_names: dict[str, str] = field(default_factory=dict)
    blank_cards: list[str] = field(default_factory=list)

    def actor(self, name: str, *, strength: str = "pin", at: datetime | None = None) -> Actor:
        """The person acting at their own site; needs the app's context."""
        part = next(part for part in PARTS if part.called.lower() == name)
        actor = actor_for(self.people[name], site_id=self.sites[part.site], strength=strength, at=at or now())
        assert actor is not None
        return actor


def make_site(slug: str, name: str, *, is_practice: bool = False) -> Site:
    """Store a site."""
    site = Site(slug=slug, name=name, city=name, kind="factory", is_practice=is_practice)
    db.session.add(site)
    db.session.flush()
    return site


def make_person(part: Part, site: Site, at: datetime) -> Person:
    """Store somebody of the cast, with roles, permits, PIN and account."""
    by = system_actor(site.id)
    person = add_person(by=by, called=part.called, language=part.language, at=at, token=new_client_id())
    day = local_day(at) - LONG_AGO
    ends_on = local_day(at) - timedelta(days=1) if part.ended else None
    for role in part.roles:
        site_id = None if part.everywhere else site.id
        give_role(
            by=by, person_id=person.id, role=role, site_id=site_id, starts_on=day, ends_on=ends_on, at=at
        )
    for kind in part.permits:
        ends = date(day.year + 3, 1, 1)
        give_permit(
            by=by, person_id=person.id, kind=kind, source="training", starts_on=day, ends_on=ends, at=at
        )
    set_pin(by=by, person_id=person.id, pin=PIN, at=at)
    if part.has_account:
        make_account(by=by, person_id=person.id, login=part.called, password=PASSWORD, at=at, is_owners=True)
    if part.is_disabled:
        switch_account(by=by, person_id=person.id, is_on=False, at=at)
    return person


def make_cast(at: datetime | None = None) -> Cast:
    """Store two sites with a place and a tablet each, and everybody with a card; needs the app's context."""
    cast, moment = Cast(), at or now()
    with transaction():
        for slug, name in (("coventry", "Coventry"), ("wolverhampton", "Wolverhampton")):
            _add_site(cast, slug, name, moment)
        for part in PARTS:
            site = db.session.get_one(Site, cast.sites[part.site])
            _add_part(cast, part, site, moment)
        blanks = make_blank_cards(by=system_actor(cast.sites["coventry"]), count=5, at=moment)
        cast.blank_cards = [f"ECO:{card.token}" for card in blanks]
    return cast


def _add_site(cast: Cast, slug: str, name: str, at: datetime) -> None:
    site = make_site(slug, name)
    cast.sites[slug] = site.id
    place = Place(site_id=site.id, code=f"{slug[:3].upper()}-A1", name="Shelf A1", kind="shelf")
    db.session.add(place)
    db.session.flush()
    cast.places[slug] = place.id
    device, secret = add_device(
        site_id=site.id, name=f"{name} bench 1", by_id=None, at=at, public_id=new_client_id()
    )
    cast.tablets[slug], cast.tablet_ids[slug] = secret, device.id
    cast.tablet_names[slug] = device.public_id


def _add_part(cast: Cast, part: Part, site: Site, at: datetime) -> None:
    person, name = make_person(part, site, at), part.called.lower()
    cast.people[name], cast.numbers[name] = person.id, person.number
    printed = make_card_for(by=system_actor(site.id), person_id=person.id, at=at)
    cast.cards[name] = f"ECO:{printed.token}"
