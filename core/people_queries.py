"""Reads of a person: by number or id, everything of their page, who is in today."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, exists, func, or_, select
from sqlalchemy.orm import joinedload

from core.clock import local_day
from core.db import db, fast, is_sqlite
from core.errors import N_, NotFound
from core.people import Account, Card, Consent, Permit, Person, PersonContact, Pin, Role
from core.sites import Site
from core.triggers import ERASED


@dataclass(frozen=True)
class InToday:
    """A person in today, as a tablet's grid shows them: name as wanted and drawn picture, nothing else."""

    number: str
    called: str
    avatar: str
    has_pin: bool


@dataclass(frozen=True)
class PersonFile:
    """Everything of a person's page."""

    person: Person
    home_site: Site
    contact: PersonContact | None
    account: Account | None
    pin_set_at: datetime | None
    roles: Sequence[tuple[Role, str]]
    permits: Sequence[Permit]
    cards: Sequence[Card]
    consents: Sequence[Consent]


def belongs_to(site_id: int) -> ColumnElement[bool]:
    """The condition that a person is of a site: it is their home, or they hold or held a role there."""
    at_site = exists().where(Role.person_id == Person.id, Role.site_id == site_id)
    return or_(Person.home_site_id == site_id, at_site)


def person_here(number: str, *, site_id: int) -> Person:
    """The person with that number, if they are of the site; else NotFound, whether there is one elsewhere or not."""
    query = (
        select(Person).options(joinedload(Person.name)).where(Person.number == number, belongs_to(site_id))
    )
    person = db.session.scalar(query)
    if person is None:
        raise NotFound(N_("There is no such person here."), N_("Search by name or number."))
    return person


def person_by_number(number: str) -> Person:
    """The person with that number, of whatever site: for the shell. Raises NotFound."""
    person = db.session.scalar(
        select(Person).options(joinedload(Person.name)).where(Person.number == number.strip())
    )
    if person is None:
        raise NotFound(N_("There is no such person here."), N_("Search by name or number."))
    return person


def person_by_id(person_id: int) -> Person:
    """The person of a sign-in. Raises NotFound where there is none."""
    person = db.session.get(Person, person_id)
    if person is None:
        raise NotFound
    return person


def hold_living(person_id: int) -> None:
    """Before words about a person are written: nobody erases them until the transaction ends.

    Raises NotFound for one who was erased, however short a moment ago: only the number is left, and it stays bare.
    """
    held = "" if is_sqlite() else " FOR SHARE"
    row = fast().row(f"SELECT token FROM person WHERE id = ?{held}", (person_id,))
    if row is None or str(row[0]).startswith(ERASED):
        raise NotFound(N_("This person was erased. Only the number is left."))


def hold_alone(*person_ids: int) -> None:
    """Nobody else writes about these people until the transaction ends: the lower id first, against deadlocks."""
    if not is_sqlite():
        for person_id in sorted(person_ids):
            fast().row("SELECT 1 FROM person WHERE id = ? FOR UPDATE", (person_id,))


def person_file(number: str, *, site_id: int) -> PersonFile:
    """Everything of a person's page, if they are of the site."""
    return _file_of(person_here(number, site_id=site_id))


def person_file_of(person_id: int) -> PersonFile:
    """Everything of a person, for their own page."""
    return _file_of(person_by_id(person_id))


def _file_of(person: Person) -> PersonFile:
    site = db.session.get_one(Site, person.home_site_id)
    pin = db.session.get(Pin, person.id)
    roles = db.session.execute(
        select(Role, func.coalesce(Site.name, ""))
        .outerjoin(Site, Site.id == Role.site_id)
        .where(Role.person_id == person.id)
        .order_by(Role.ends_on.isnot(None), Role.starts_on.desc(), Role.id)
    )
    return PersonFile(
        person,
        site,
        db.session.get(PersonContact, person.id),
        db.session.get(Account, person.id),
        pin.set_at if pin else None,
        [(role, name) for role, name in roles],
        db.session.scalars(
            select(Permit).where(Permit.person_id == person.id).order_by(Permit.ends_on.desc(), Permit.id)
        ).all(),
        db.session.scalars(select(Card).where(Card.person_id == person.id).order_by(Card.id.desc())).all(),
        db.session.scalars(
            select(Consent)
            .where(Consent.person_id == person.id)
            .order_by(Consent.given_at.desc(), Consent.id)
        ).all(),
    )


def in_today(*, site_id: int, at: datetime) -> list[InToday]:
    """Who showed a card or a PIN at the site today: all that a tablet's grid may show."""
    rows = fast().rows(
        "SELECT p.number, n.called, p.avatar, i.person_id FROM day_in d JOIN person p ON p.id = d.person_id "
        "LEFT JOIN person_name n ON n.person_id = p.id LEFT JOIN pin i ON i.person_id = p.id "
        "WHERE d.site_id = ? AND d.day = ? AND p.is_active = ? ORDER BY lower(coalesce(n.called, p.number)), p.number",
        (site_id, local_day(at), True),
    )
    return [InToday(row[0], row[1] or row[0], row[2], row[3] is not None) for row in rows]


def aliases_of(person_ids: Sequence[int]) -> list[InToday]:
    """Names as wanted and drawn pictures of people, in the order in which their ids are given."""
    ids = tuple(person_ids)
    if not ids:
        return []
    rows = fast().rows(
        "SELECT p.id, p.number, n.called, p.avatar FROM person p LEFT JOIN person_name n ON n.person_id = p.id "
        f"WHERE p.id IN ({', '.join('?' for _ in ids)})",
        ids,
    )
    known = {row[0]: InToday(row[1], row[2] or row[1], row[3], False) for row in rows}
    return [known[person_id] for person_id in ids if person_id in known]
