"""The world of the demo, written through the services: sites, places, people, organisations, makeovers, tablets."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random

from core.access import Actor, system_actor
from core.cards import make_card_for
from core.clock import local_day
from core.credentials import make_account, set_pin
from core.devices import add_device
from core.ids import CODE_LENGTH, CROCKFORD, check_character
from core.people import Person
from core.people_roles import give_permit, give_role
from core.people_services import add_person, note_consent
from core.recipients import add_makeover, add_organisation
from core.sites import Site
from factory.demo.calendar import PRACTISERS, YEAR
from factory.demo.cast import PASSWORDS, PEOPLE, PINS, SITES, PersonPlan
from factory.demo.partners import MAKEOVERS, ORGANISATIONS
from factory.founding import add_site
from inventory.services.places import add_place

PERMIT_HOLDS = timedelta(days=900)
TABLETS = {
    "coventry": ("Door tablet", "Paint bench tablet"),
    "wolverhampton": ("Hall tablet",),
    "fablab": ("Laser bench tablet",),
    "van": ("Van tablet",),
    "practice": ("Practice tablet",),
}


@dataclass
class World:
    """What was made, by the names that the plan uses."""

    sites: dict[str, int] = field(default_factory=dict)
    places: dict[tuple[str, str], int] = field(default_factory=dict)
    people: dict[str, Person] = field(default_factory=dict)
    cards: dict[str, str] = field(default_factory=dict)
    organisations: list[int] = field(default_factory=list)
    donations: dict[int, int] = field(default_factory=dict)
    tablets: dict[str, list[tuple[int, str]]] = field(default_factory=dict)

    def system(self, site: str) -> Actor:
        """The shell, acting at a site."""
        return system_actor(self.sites[site])


class Tokens:
    """Client ids in a fixed order."""

    def __init__(self, seed: int) -> None:
        self._rng = Random(seed)

    def __call__(self) -> str:
        """The next one."""
        return str(uuid.UUID(int=self._rng.getrandbits(128), version=4))


class Codes:
    """Public codes in a fixed order, so that the demo of a day is the same everywhere; a real house draws them."""

    def __init__(self, seed: int) -> None:
        self._rng = Random(f"codes {seed}")

    def __call__(self) -> str:
        """The next one."""
        body = "".join(self._rng.choice(CROCKFORD) for _ in range(CODE_LENGTH - 1))
        return body + check_character(body)


def make_world(now: datetime, token: Callable[[], str]) -> World:
    """Make everything but pieces and donations, with the dates at which it came. In the caller's transaction."""
    world = World()
    _make_sites(world, now - YEAR - timedelta(days=45))
    for person in PEOPLE:
        _make_person(world, person, now, token)
    _make_recipients(world, now - timedelta(days=372), token)
    _make_tablets(world, now - timedelta(days=371), now, token)
    return world


def _make_sites(world: World, at: datetime) -> None:
    for plan in SITES:
        row: Site = add_site(
            by=None,
            slug=plan.slug,
            name=plan.name,
            city=plan.city,
            kind=plan.kind,
            phone=plan.phone,
            is_practice=plan.is_practice,
            at=at,
        )
        world.sites[plan.slug] = row.id
        for name, kind, step in plan.places:
            place = add_place(by=world.system(plan.slug), name=name, kind=kind, step=step, at=at)
            world.places[plan.slug, name] = place.id


def _make_person(world: World, plan: PersonPlan, now: datetime, token: Callable[[], str]) -> None:
    came = now - timedelta(days=plan.days)
    home = plan.site or "coventry"
    by = world.system(home)
    person = add_person(
        by=by,
        called=plan.called,
        full_name=plan.full_name,
        language=plan.language,
        avatar=plan.avatar,
        at=came,
        token=token(),
    )
    world.people[plan.key] = person
    _give(world, by, person, plan, came)
    note_consent(
        by=by,
        person_id=person.id,
        kind="privacy_notice",
        at=came,
        how="heard" if plan.language != "en" else "seen",
    )
    if len(plan.key) % 2 == 0:
        note_consent(by=by, person_id=person.id, kind="first_name_public", at=came)
    if plan.login:
        make_account(
            by=by,
            person_id=person.id,
            login=plan.login,
            password=PASSWORDS[plan.key],
            at=came,
            is_owners=True,
        )
    if plan.key in PINS:
        set_pin(by=by, person_id=person.id, pin=PINS[plan.key], at=came)
    world.cards[plan.key] = "ECO:" + make_card_for(by=by, person_id=person.id, at=max(came, now - YEAR)).token


def _give(world: World, by: Actor, person: Person, plan: PersonPlan, came: datetime) -> None:
    """Roles from the first day, permits likewise."""
    day = local_day(came)
    places = [(role, plan.site) for role in plan.roles]
    if plan.key in PRACTISERS:
        places += [("trainer" if "trainer" in plan.roles else "volunteer", "practice")]
    for role, site in places:
        site_id = world.sites[site] if site else None
        give_role(
            by=by, person_id=person.id, role=role, at=came, site_id=site_id, starts_on=day, ends_on=None
        )
    for permit in plan.permits:
        ends = local_day(came + PERMIT_HOLDS)
        give_permit(
            by=by, person_id=person.id, kind=permit, source="document", at=came, starts_on=day, ends_on=ends
        )


def _make_recipients(world: World, at: datetime, token: Callable[[], str]) -> None:
    site = world.sites["coventry"]
    for name, kind, city in ORGANISATIONS:
        row = add_organisation(
            name=name, kind=kind, city=city, site_id=site, by_id=None, at=at, token=token()
        )
        world.organisations.append(row.id)
    for code, title, kind, slug, city, _ward in MAKEOVERS:
        add_makeover(
            site_id=world.sites[slug],
            code=code,
            title=title,
            kind=kind,
            city=city,
            by_id=None,
            at=at,
            token=token(),
        )


def _make_tablets(world: World, at: datetime, now: datetime, token: Callable[[], str]) -> None:
    for slug, names in TABLETS.items():
        for name in names:
            public_id = token()
            device, _ = add_device(
                site_id=world.sites[slug], name=name, by_id=None, at=at, public_id=public_id
            )
            device.last_seen_at = now
            world.tablets.setdefault(slug, []).append((device.id, public_id))
