"""What is kept of a learner apart from all else: needs, what a body asks, the ULN; and who looked at it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from core.db import as_instant, db, fast
from core.people import PersonContact
from training.models.registers import LearnerNeeds, LearnerNumber, LearnerRecord


@dataclass(frozen=True)
class Look:
    """Somebody looked at what is kept of a learner."""

    at: datetime
    who: str
    page: str


@dataclass(frozen=True)
class Change:
    """Somebody changed or erased it: which fields, for which reason, never the values."""

    at: datetime
    who: str
    verb: str
    fields: tuple[str, ...]
    because: str


def needs_of(person_id: int) -> LearnerNeeds | None:
    """What a learner needs to take part."""
    return db.session.get(LearnerNeeds, person_id)


def contact_of(person_id: int) -> PersonContact | None:
    """How a learner can be reached, where they gave it."""
    return db.session.get(PersonContact, person_id)


def record_of(person_id: int) -> LearnerRecord | None:
    """What an awarding body asks of a learner."""
    return db.session.get(LearnerRecord, person_id)


def uln_of(person_id: int) -> str:
    """The learner's ULN, "" for none."""
    row = db.session.get(LearnerNumber, person_id)
    return row.uln if row else ""


def looks_at_learner(number: str, limit: int = 50) -> list[Look]:
    """Who looked at what is kept of a learner, the newest first."""
    rows = fast().rows(
        "SELECT l.at, COALESCE(n.called, p.number, ''), l.page FROM look_log l "
        "LEFT JOIN person p ON p.id = l.by_id LEFT JOIN person_name n ON n.person_id = l.by_id "
        "WHERE l.subject = ? ORDER BY l.at DESC, l.id DESC LIMIT ?",
        (f"person:{number}", limit),
    )
    return [Look(as_instant(row[0]), row[1], row[2]) for row in rows]


def changes_of_learner(number: str, limit: int = 50) -> list[Change]:
    """Who changed what is kept of a learner and why, the newest first."""
    rows = fast().rows(
        "SELECT l.at, COALESCE(n.called, p.number, ''), l.verb, l.fields FROM audit_line l "
        "LEFT JOIN person p ON p.id = l.by_id LEFT JOIN person_name n ON n.person_id = l.by_id "
        "WHERE l.subject = ? ORDER BY l.at DESC, l.id DESC LIMIT ?",
        (f"learner:{number}", limit),
    )
    found = []
    for at, who, verb, fields in rows:
        names = [name for name in fields.split(",") if name]
        because = next((name[8:] for name in names if name.startswith("because:")), "")
        kept = tuple(name for name in names if not name.startswith("because:"))
        found.append(Change(as_instant(at), who, verb, kept, because))
    return found


@dataclass(frozen=True)
class ImportLine:
    """An import of a site: what it was, when, how many rows and how many were taken."""

    id: int
    kind: str
    made_at: datetime
    by: str
    row_count: int
    taken: int
    state: str


def imports_of(site_id: int, limit: int = 30) -> list[ImportLine]:
    """The imports of learners, bookings and past courses of a site, the newest first."""
    rows = fast().rows(
        "SELECT i.id, i.kind, i.made_at, COALESCE(n.called, p.number, ''), i.row_count, i.taken, i.state "
        "FROM training_import i LEFT JOIN person p ON p.id = i.made_by_id "
        "LEFT JOIN person_name n ON n.person_id = p.id WHERE i.site_id = ? AND i.kind <> 'units' "
        "ORDER BY i.id DESC LIMIT ?",
        (site_id, limit),
    )
    return [ImportLine(row[0], row[1], as_instant(row[2]), row[3], row[4], row[5], row[6]) for row in rows]
