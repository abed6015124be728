"""Reads about people, scoped by site: who is here, who was in today, a person's roles, permits, cards and consents."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, case, exists, func, or_, select, true
from sqlalchemy.orm import joinedload

from core.access import CARD_ROLES, RIGHTS, Actor
from core.clock import local_day
from core.db import db, fast
from core.errors import N_, NotFound
from core.people import Account, Card, Consent, Permit, Person, PersonContact, PersonName, Pin, Role
from core.searching import small
from core.sites import Site

PAGE = 50
RANKS = {"administrator": 3, "coordinator": 2}
"""Who may set another's PIN, password or card: nobody those of somebody above them."""
PEOPLE_SORTS: dict[str, Any] = {
    "called": func.lower(func.coalesce(PersonName.called, "")),
    "number": Person.number,
    "site": Site.name,
    "account": case((exists().where(Account.person_id == Person.id), 0), else_=1),
}
"""What the list of people may be sorted by; people with an account come first."""


@dataclass(frozen=True)
class PersonRow:
    """A person as lists show them."""

    number: str
    called: str
    full_name: str
    avatar: str
    is_active: bool
    home_site: str
    roles: tuple[str, ...]
    has_account: bool


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


def person_by_id(person_id: int) -> Person:
    """The person of a sign-in."""
    person = db.session.get(Person, person_id)
    if person is None:
        raise NotFound
    return person


def search_people(
    *,
    site_id: int,
    words: str = "",
    role: str = "",
    state: str = "on",
    after: str = "",
    sort: str = "called",
    day: date,
    limit: int = PAGE,
) -> list[PersonRow]:
    """People of a site in the order of `sort` (of `PEOPLE_SORTS`), from after the person with the number `after` on."""
    query: Any = (
        select(Person, PersonName, Site.name, exists().where(Account.person_id == Person.id))
        .outerjoin(PersonName, PersonName.person_id == Person.id)
        .join(Site, Site.id == Person.home_site_id)
        .where(belongs_to(site_id))
    )
    query = _filtered(query, words, role, state, site_id, day)
    key, is_down = PEOPLE_SORTS[sort.removeprefix("-")], sort.startswith("-")
    if after:
        query = query.where(_beyond(key, after, is_down))
    order = (key.desc(), Person.number.desc()) if is_down else (key, Person.number)
    found = db.session.execute(query.order_by(*order).limit(limit)).all()
    held = _roles_of([row[0].id for row in found], site_id, day)
    return [
        PersonRow(
            person.number,
            name.called if name else person.number,
            name.full_name if name else "",
            person.avatar,
            person.is_active,
            site,
            held.get(person.id, ()),
            bool(has_account),
        )
        for person, name, site, has_account in found
    ]


def _beyond(key: Any, number: str, is_down: bool) -> ColumnElement[bool]:
    """Whoever comes after the person of that number; the database itself says by which key, in its own letters."""
    last = (
        select(key)
        .select_from(Person)
        .outerjoin(PersonName, PersonName.person_id == Person.id)
        .join(Site, Site.id == Person.home_site_id)
        .where(Person.number == number)
    )
    standing = db.session.scalar(last)
    if standing is None:
        return true()
    if is_down:
        return or_(key < standing, and_(key == standing, Person.number < number))
    return or_(key > standing, and_(key == standing, Person.number > number))


def _filtered(
    query: Any,
    words: str,
    role: str,
    state: str,
    site_id: int,
    day: date,
) -> Any:
    for word in words.split()[:6]:
        plain = small(word).replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
        columns = [func.lower(PersonName.called), func.lower(PersonName.full_name)]
        fits = [column.like(f"%{plain}%", escape="\\") for column in columns]
        query = query.where(or_(*fits, Person.number == word))
    if role:
        query = query.where(
            exists().where(Role.person_id == Person.id, Role.role == role, *_in_force(site_id, day))
        )
    if state in ("on", "off"):
        query = query.where(Person.is_active == (state == "on"))
    return query


def _in_force(site_id: int, day: date) -> tuple[ColumnElement[bool], ...]:
    return (
        or_(Role.site_id.is_(None), Role.site_id == site_id),
        Role.starts_on <= day,
        or_(Role.ends_on.is_(None), Role.ends_on >= day),
    )


def _roles_of(person_ids: Sequence[int], site_id: int, day: date) -> dict[int, tuple[str, ...]]:
    query = (
        select(Role.person_id, Role.role)
        .where(Role.person_id.in_(person_ids), *_in_force(site_id, day))
        .order_by(Role.role)
    )
    held: dict[int, list[str]] = {}
    for person_id, role in db.session.execute(query):
        if role not in held.setdefault(person_id, []):
            held[person_id].append(role)
    return {person_id: tuple(roles) for person_id, roles in held.items()}


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


def note_day_in(person_id: int, *, site_id: int, at: datetime) -> None:
    """The person is in today; the first time of the day is kept."""
    fast().run(
        "INSERT INTO day_in (person_id, site_id, day, first_at) VALUES (?, ?, ?, ?) "
        "ON CONFLICT (person_id, site_id, day) DO NOTHING",
        (person_id, site_id, local_day(at), at),
    )


# Who stands above whom


def rank_of(roles: frozenset[str]) -> int:
    """3 administrator, 2 coordinator, 1 other staff, 0 volunteers and trainees."""
    above = max((RANKS.get(role, 0) for role in roles), default=0)
    return above or int(bool(roles - CARD_ROLES))


def all_roles(person_id: int, *, day: date) -> frozenset[str]:
    """The roles that a person holds today, at whatever site."""
    rows = fast().rows(
        "SELECT DISTINCT role FROM role WHERE person_id = ? AND starts_on <= ? AND (ends_on IS NULL OR ends_on >= ?)",
        (person_id, day, day),
    )
    return frozenset(row[0] for row in rows)


def may_help(by: Actor, person_id: int, *, at: datetime) -> bool:
    """True if `by` may give the person a new card, PIN or password.

    A coordinator may for all but administrators; another member of staff for volunteers and trainees only, else a
    trainer could make themselves a coordinator's PIN. Staff show their card alone for it, so their roles count as held.
    """
    if by.is_system:
        return True
    theirs = rank_of(all_roles(person_id, day=local_day(at)))
    mine = rank_of(by.live_roles)
    if mine >= 2:
        return mine >= theirs and (
            mine > theirs or mine == 3 or not _coordinates_elsewhere(by, person_id, at)
        )
    return is_staff(by) and theirs == 0


def _coordinates_elsewhere(by: Actor, person_id: int, at: datetime) -> bool:
    """True if the person coordinates another site: whoever could set their PIN here would act there in their name."""
    day = local_day(at)
    row = fast().row(
        "SELECT 1 FROM role WHERE person_id = ? AND role = 'coordinator' AND (site_id IS NULL OR site_id <> ?) "
        "AND starts_on <= ? AND (ends_on IS NULL OR ends_on >= ?)",
        (person_id, by.site_id, day, day),
    )
    return row is not None


def has_live_permit(person_id: int, *, day: date) -> bool:
    """True if the person may sign some check on that day."""
    row = fast().row(
        "SELECT 1 FROM permit WHERE person_id = ? AND ended_at IS NULL AND ends_on >= ?", (person_id, day)
    )
    return row is not None


def find_for_help(*, site_id: int, words: str, at: datetime) -> list[InToday]:
    """People of the site that a member of staff may look up on a tablet: by exact number or the start of the name."""
    plain = words.strip().lower()
    if not plain:
        return in_today(site_id=site_id, at=at)
    day = local_day(at)
    found = search_people(site_id=site_id, words=plain, day=day, limit=12)
    return [InToday(row.number, row.called, row.avatar, True) for row in found]


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


def is_staff(actor: Actor) -> bool:
    """True for those whose card, shown at a tablet, lets them help with a lost card or PIN."""
    return bool(actor.roles & RIGHTS["help_people"]) or "administrator" in actor.roles
