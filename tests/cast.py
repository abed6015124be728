"""The cast: the people, sites and tablets that tests play with, made through the services like anybody else.

`cast.actor("mary")` is who a service is called `by`; `cast.sign_in(client, "mary")` puts somebody at a browser.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from uuid import NAMESPACE_URL, uuid5

from flask.testing import FlaskClient

from core.access import Actor, actor_for, system_actor
from core.clock import local_day, now
from core.credentials import make_account, set_pin, switch_account
from core.db import db, transaction
from core.devices import add_device
from core.people import CHECK_PERMITS, Person
from core.people_roles import give_permit, give_role
from core.people_services import add_person
from core.sign_ins import start_sign_in
from core.sites import Place, Site
from factory.cookies import DEVICE

COVENTRY, WOLVERHAMPTON, FABLAB, PRACTICE = "coventry", "wolverhampton", "fablab", "practice"
PASSWORD = "A-long-and-plain-sentence-1"
PIN = "294713"


@dataclass(frozen=True)
class Part:
    """Somebody of the cast: name, role and where (None: everywhere), language, and what is unusual about them."""

    name: str
    role: str
    site: str | None = COVENTRY
    language: str = "en"
    permits: tuple[str, ...] = ()
    starts: int = -400
    ends: int | None = None
    is_disabled: bool = False


PARTS = (
    Part("amina", "volunteer", language="ar"),
    Part("bisrat", "volunteer", language="ti"),
    Part("tomasz", "volunteer", WOLVERHAMPTON, "pl"),
    Part("dawit", "trainee", language="am"),
    Part("mary", "trainer", permits=CHECK_PERMITS),
    Part("ruth", "assessor"),
    Part("ivan", "internal_verifier"),
    Part("edna", "external_verifier"),
    Part("dev", "driver"),
    Part("mo", "maintainer"),
    Part("clare", "coordinator", permits=CHECK_PERMITS),
    Part("wendy", "coordinator", WOLVERHAMPTON),
    Part("fay", "funder"),
    Part("ada", "administrator", None),
    Part("olga", "coordinator", ends=-1),
    Part("noor", "coordinator", is_disabled=True),
    Part("stella", ""),
)
"""Olga's role ended yesterday, Noor's account is switched off, Stella has no role at all."""


@dataclass
class Cast:
    """Everybody and everything made: ids by name, and the tokens of the tablets."""

    at: datetime
    sites: dict[str, int] = field(default_factory=dict)
    people: dict[str, int] = field(default_factory=dict)
    numbers: dict[str, str] = field(default_factory=dict)
    places: dict[str, int] = field(default_factory=dict)
    tablets: dict[str, str] = field(default_factory=dict)
    devices: dict[str, int] = field(default_factory=dict)

    def site_of(self, name: str) -> int:
        """The site where somebody stands: that of the role, Coventry for those without one."""
        return self.sites[part_of(name).site or COVENTRY]

    def actor(
        self, name: str, *, strength: str = "password", at: datetime | None = None, tablet: str = ""
    ) -> Actor:
        """Who a service is called `by`. Needs the app's context."""
        found = actor_for(
            self.people[name],
            site_id=self.site_of(name),
            strength=strength,
            at=at or now(),
            device_id=self.devices[tablet] if tablet else None,
        )
        assert found is not None, f"{name} is switched off"
        return found

    def system(self, site: str = COVENTRY) -> Actor:
        """The shell at a site."""
        return system_actor(self.sites[site])

    def sign_in(
        self, client: FlaskClient, name: str, *, strength: str = "password", tablet: str = ""
    ) -> None:
        """Put somebody at a browser: at a desk, or at the paired tablet of a site (`tablet="coventry"`)."""
        if tablet:
            self.pair(client, tablet)
        with client.application.app_context(), transaction():
            secret_id = start_sign_in(
                person_id=self.people[name],
                site_id=self.sites[tablet] if tablet else self.site_of(name),
                device_id=self.devices[tablet] if tablet else None,
                method=strength,
                at=now(),
            )
        with client.session_transaction() as state:
            state["_user_id"] = secret_id
            state["_fresh"] = True

    def pair(self, client: FlaskClient, tablet: str) -> None:
        """Make the browser the paired tablet of a site."""
        client.set_cookie(DEVICE, self.tablets[tablet], samesite="Strict", httponly=True)


def part_of(name: str) -> Part:
    """The part of somebody."""
    return next(part for part in PARTS if part.name == name)


def token_of(name: str) -> str:
    """A client id that is the same for the same name in every run."""
    return str(uuid5(NAMESPACE_URL, f"ecoworks-test:{name}"))


def make_cast() -> Cast:
    """Make everybody. Needs the app's context and a clean database."""
    cast = Cast(at=now())
    with transaction():
        _make_sites(cast)
        for part in PARTS:
            _make_person(cast, part)
        for site in (COVENTRY, WOLVERHAMPTON):
            device, token = add_device(
                site_id=cast.sites[site],
                name=f"{site} tablet",
                by_id=None,
                at=cast.at,
                public_id=token_of(site),
            )
            cast.tablets[site], cast.devices[site] = token, device.id
    return cast


def _make_sites(cast: Cast) -> None:
    plans = ((COVENTRY, "factory"), (WOLVERHAMPTON, "factory"), (FABLAB, "fablab"), (PRACTICE, "factory"))
    for slug, kind in plans:
        site = Site(slug=slug, name=slug.title(), city="Coventry", kind=kind, is_practice=slug == PRACTICE)
        db.session.add(site)
        db.session.flush()
        cast.sites[slug] = site.id
        for name, place_kind, step in (("Shelf A", "shelf", None), ("Repair bench", "bench", "repair")):
            code = f"{slug[:3]}-{place_kind}".upper()
            place = Place(site_id=site.id, code=code, name=name, kind=place_kind, step=step)
            db.session.add(place)
            db.session.flush()
            cast.places[f"{slug} {place_kind}"] = place.id


def _make_person(cast: Cast, part: Part) -> None:
    site_id = cast.sites[part.site or COVENTRY]
    by = system_actor(site_id)
    today = local_day(cast.at)
    person = add_person(
        by=by, called=part.name.title(), language=part.language, at=cast.at, token=token_of(part.name)
    )
    cast.people[part.name], cast.numbers[part.name] = person.id, person.number
    if part.role:
        give_role(
            by=by,
            person=person,
            role=part.role,
            at=cast.at,
            site_id=site_id if part.site else None,
            starts_on=today + timedelta(days=part.starts),
            ends_on=None if part.ends is None else today + timedelta(days=part.ends),
        )
    for permit in part.permits:
        until = today + timedelta(days=300)
        _permit(by, person, permit, cast.at, today, until)
    make_account(by=by, person=person, login=f"{part.name}@eco.example", password=PASSWORD, at=cast.at)
    set_pin(by=by, person=person, pin=PIN, at=cast.at)
    if part.is_disabled:
        switch_account(by=by, person=person, is_on=False, at=cast.at)


def _permit(by: Actor, person: Person, kind: str, at: datetime, starts_on: date, ends_on: date) -> None:
    give_permit(
        by=by, person=person, kind=kind, source="training", at=at, starts_on=starts_on, ends_on=ends_on
    )
