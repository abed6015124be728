"""One search over everything that the person may see: a list of kinds, each one statement, read across the rooms."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from core.access import Actor
from core.db import fast
from core.errors import N_
from core.people_list_queries import search_people
from core.searching import held_by, holds, read_words, small

FEW = 8
__all__ = ["FEW", "Found", "Group", "exactly", "find_all", "read_words"]


@dataclass(frozen=True)
class Found:
    """One thing found: its name, what else tells it apart, and the page that shows it."""

    title: str
    more: str
    endpoint: str
    address: dict[str, Any]


@dataclass(frozen=True)
class Group:
    """What was found of one kind; `is_cut` where there is more than is shown, and `rest` leads to all of it."""

    icon: str
    name: str
    found: list[Found]
    is_cut: bool
    rest: tuple[str, dict[str, str]] | None = None


@dataclass(frozen=True)
class Kind:
    """How one kind is looked for. `sql` yields key, title and more, for the words and the site of the person.

    `argument` is the name by which the page's address takes the key; `rest` is the list that takes `?q=`.
    """

    icon: str
    name: str
    right: str
    sql: str
    columns: tuple[str, ...]
    endpoint: str
    argument: str
    fixed: tuple[tuple[str, str], ...] = ()
    rest: str = ""


_RUNS = (
    "SELECT r.number, v.title, r.number FROM run r JOIN course_version v ON v.id = r.version_id "
    "WHERE r.site_id = ? AND {fits} ORDER BY r.id DESC LIMIT ?"
)
_COURSES = (
    "SELECT c.slug, v.title, '' FROM course c JOIN course_version v ON v.course_id = c.id "
    "WHERE v.number = (SELECT MAX(w.number) FROM course_version w WHERE w.course_id = c.id) "
    "AND ? > 0 AND {fits} ORDER BY v.title LIMIT ?"
)
_MACHINES = "SELECT code, name, code FROM machine WHERE site_id = ? AND {fits} ORDER BY name, code LIMIT ?"
_ORGANISATIONS = (
    "SELECT id, name, city FROM organisation WHERE ? > 0 AND {fits} ORDER BY is_active DESC, name LIMIT ?"
)
_MAKEOVERS = (
    "SELECT code, title, code FROM makeover WHERE site_id = ? AND {fits} ORDER BY is_open DESC, code LIMIT ?"
)
_HOUSEHOLDS = "SELECT id, reference, '' FROM household WHERE site_id = ? AND {fits} ORDER BY id DESC LIMIT ?"
_DONORS = (
    "SELECT d.number, COALESCE(c.name, d.number), d.number FROM donor d "
    "LEFT JOIN donor_contact c ON c.donor_id = d.id WHERE d.site_id = ? AND {fits} ORDER BY c.name, d.number LIMIT ?"
)
_PLACES = (
    "SELECT code, name, code FROM place WHERE site_id = ? AND is_active AND {fits} ORDER BY name LIMIT ?"
)
_OCCASIONS = "SELECT id, title, day FROM occasion WHERE site_id = ? AND {fits} ORDER BY day DESC LIMIT ?"
_REPAIRS = (
    "SELECT i.occasion_id, i.what, o.title || ' · ' || CAST(i.number AS TEXT) FROM repair_item i "
    "JOIN occasion o ON o.id = i.occasion_id WHERE o.site_id = ? AND i.withdrawn_at IS NULL AND {fits} "
    "ORDER BY i.id DESC LIMIT ?"
)
_ARTEFACTS = (
    "SELECT id, title, CAST(made_on AS TEXT) FROM artefact WHERE site_id = ? AND withdrawn_at IS NULL AND {fits} "
    "ORDER BY made_on DESC, id LIMIT ?"
)
_OFFERS = (
    "SELECT number, number, outcode FROM donation_offer WHERE site_id = ? AND {fits} ORDER BY id DESC LIMIT ?"
)
_DELIVERIES = "SELECT number, number, day FROM delivery WHERE site_id = ? AND {fits} ORDER BY id DESC LIMIT ?"
_ROUNDS = (
    "SELECT number, number, CAST(day AS TEXT) FROM collection_round WHERE site_id = ? AND {fits} "
    "ORDER BY id DESC LIMIT ?"
)
_CERTIFICATES = (
    "SELECT serial, serial, CAST(issued_on AS TEXT) FROM certificate WHERE site_id = ? AND {fits} "
    "ORDER BY id DESC LIMIT ?"
)
_MISHAPS = (
    "SELECT m.id, m.piece_code || m.machine_code || ' ' || m.book_page, CAST(m.happened_at AS TEXT) FROM mishap m "
    "WHERE m.site_id = ? AND {fits} ORDER BY m.id DESC LIMIT ?"
)

KINDS: tuple[Kind, ...] = (
    Kind("school", N_("Runs"), "see_learners", _RUNS, ("v.title", "r.number"), "training.show_run", "number",
         rest="training.list_runs"),
    Kind("clipboard-list", N_("Courses"), "edit_runs", _COURSES, ("v.title", "c.slug"), "training.show_course", "slug",
         rest="training.list_courses"),
    Kind("cpu", N_("Machines"), "see_machines", _MACHINES, ("name", "code"), "hardware.show_machine", "code"),
    Kind("home-heart", N_("Makeovers"), "see_makeovers", _MAKEOVERS, ("title", "code"),
         "makeovers.show_makeover", "makeover"),
    Kind("building", N_("Organisations"), "edit_recipients", _ORGANISATIONS, ("name", "city"),
         "inventory.show_recipient", "recipient_id", (("group", "organisations"),)),
    Kind("home", N_("Households"), "edit_recipients", _HOUSEHOLDS, ("reference",),
         "inventory.show_recipient", "recipient_id", (("group", "households"),)),
    Kind("gift", N_("Donors"), "see_donors", _DONORS, ("COALESCE(c.name, '')", "d.number"), "inventory.show_donor",
         "number", rest="inventory.list_donors"),
    Kind("calendar-event", N_("Occasions"), "see_occasions", _OCCASIONS, ("title",), "occasions.show_occasion",
         "occasion_id", rest="occasions.list_occasions"),
    Kind("tool", N_("Repairs"), "run_cafes", _REPAIRS, ("i.what", "i.brand"), "repair_cafes.show_desk", "occasion_id"),
    Kind("bulb", N_("Artefacts"), "edit_occasions", _ARTEFACTS, ("title",), "occasions.edit_artefact", "artefact_id",
         rest="occasions.list_artefacts"),
    Kind("gift", N_("Offers of furniture"), "see_van", _OFFERS, ("number", "outcode"), "van.show_offer", "number"),
    Kind("truck", N_("Deliveries"), "see_van", _DELIVERIES, ("number",), "van.show_delivery", "number"),
    Kind("route", N_("Collection rounds"), "see_van", _ROUNDS, ("number",), "van.show_round", "number"),
    Kind("certificate", N_("Certificates"), "issue_certificates", _CERTIFICATES, ("serial",),
         "training.show_certificate", "serial"),
    Kind("alert-triangle", N_("Accidents and near misses"), "see_mishaps", _MISHAPS,
         ("m.piece_code", "m.machine_code", "m.book_page"), "mishaps.show_mishap", "mishap_id"),
    Kind("map-pin", N_("Places"), "see_pieces", _PLACES, ("name", "code"), "inventory.list_pieces", "place"),
)  # fmt: skip
"""Every kind but pieces and people, which have a search of their own, in the order of the page."""


def find_all(words: str, by: Actor, day: date, skills: Iterable[str] = ()) -> list[Group]:
    """What fits the words, kind by kind, of what the person may see at their site; kinds without any are left out."""
    if not words:
        return []
    seen = (kind for kind in KINDS if by.may(kind.right))
    groups = [
        _people(words, by, day),
        _skills(words, by, skills),
        *(_of_kind(kind, words, by) for kind in seen),
    ]
    return [group for group in groups if group is not None and group.found]


def _people(words: str, by: Actor, day: date) -> Group | None:
    if not by.may("see_people"):
        return None
    rows = search_people(site_id=by.site_id, words=words, state="all", day=day, limit=FEW + 1)
    found = [Found(row.called, row.number, "admin.show_person", {"number": row.number}) for row in rows[:FEW]]
    rest = ("admin.list_people", {"q": words})
    return Group("users", N_("People"), found, len(rows) > FEW, rest)


def _skills(words: str, by: Actor, skills: Iterable[str]) -> Group | None:
    """The pictured skills by their names as the person reads them: their page says who shows them."""
    if not by.may("pair_people"):
        return None
    names = [name for name in skills if holds(words, (name,))]
    found = [Found(name, "", "skills.list_skills", {}) for name in names[:FEW]]
    return Group("heart-handshake", N_("Show and learn"), found, len(names) > FEW)


def _of_kind(kind: Kind, words: str, by: Actor) -> Group:
    fits, values = held_by(words, kind.columns)
    rows = fast().rows(kind.sql.format(fits=fits), (by.site_id, *values, FEW + 1))
    found = [
        Found(
            str(title),
            "" if more == title else str(more),
            kind.endpoint,
            {**dict(kind.fixed), kind.argument: key},
        )
        for key, title, more in rows[:FEW]
    ]
    return Group(
        kind.icon, kind.name, found, len(rows) > FEW, (kind.rest, {"q": words}) if kind.rest else None
    )


_DONOR = "inventory.show_donor"
_OFFER = "SELECT number FROM donation_offer WHERE LOWER(number) = ? AND site_id = ?"
_EXACT: tuple[tuple[str, str, str, str], ...] = (
    ("see_people", "SELECT number FROM person WHERE number = ? AND home_site_id = ?", "admin.show_person", "number"),
    ("see_learners", "SELECT number FROM run WHERE LOWER(number) = ? AND site_id = ?", "training.show_run", "number"),
    ("see_machines", "SELECT code FROM machine WHERE LOWER(code) = ? AND site_id = ?", "hardware.show_machine", "code"),
    ("see_donors", "SELECT number FROM donor WHERE LOWER(number) = ? AND site_id = ?", _DONOR, "number"),
    ("see_van", _OFFER, "van.show_offer", "number"),
    ("see_van", "SELECT number FROM delivery WHERE LOWER(number) = ? AND site_id = ?", "van.show_delivery", "number"),
    ("issue_certificates", "SELECT serial FROM certificate WHERE LOWER(serial) = ? AND site_id = ?",
     "training.show_certificate", "serial"),
)  # fmt: skip


def exactly(words: str, by: Actor) -> Found | None:
    """The one thing of the site whose number or code is what was typed, whole."""
    for right, sql, endpoint, argument in _EXACT:
        row = fast().row(sql, (small(words), by.site_id)) if by.may(right) else None
        if row is not None:
            return Found(str(row[0]), "", endpoint, {argument: row[0]})
    return None
