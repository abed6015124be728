"""Reads of the people of a site: the list, searched, narrowed, sorted, a page at a time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, case, exists, func, or_, select, true

from core.clock import local_day
from core.db import db
from core.people import Account, Person, PersonName, Role
from core.people_queries import InToday, belongs_to, in_today
from core.searching import small
from core.sites import Site

PAGE = 50


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


def find_for_help(*, site_id: int, words: str, at: datetime) -> list[InToday]:
    """People of the site that a member of staff may look up on a tablet: by exact number or the start of the name."""
    plain = words.strip().lower()
    if not plain:
        return in_today(site_id=site_id, at=at)
    day = local_day(at)
    found = search_people(site_id=site_id, words=plain, day=day, limit=12)
    return [InToday(row.number, row.called, row.avatar, True) for row in found]
