"""Reads of the audit trail: its lines, who and which verbs stand in it, and what its subjects are called."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from core.clock import start_of_day
from core.db import as_instant, fast
from factory.admin.audit_words import SUBJECT_NAMES

PAGE = 100
SORTS = ("-at", "at")


@dataclass(frozen=True)
class AuditRow:
    """A line of the trail as it is shown."""

    number: int
    at: datetime
    verb: str
    subject: str
    who: str
    who_number: str
    device: str
    fields: str


@dataclass(frozen=True)
class AuditFilter:
    """What the trail is narrowed to; empty values narrow nothing. `beyond` is the line number to go on from.

    A subject without its kind ("7K3M9QX") is looked for as every kind of thing.
    """

    verb: str = ""
    subject: str = ""
    who: str = ""
    day: date | None = None
    beyond: int = 0
    sort: str = "-at"


@dataclass
class SubjectsKnown:
    """What the subjects of some lines are called, and by which id their page goes where that is not their key."""

    called: dict[str, str] = field(default_factory=dict)
    row_ids: dict[str, str] = field(default_factory=dict)


def audit_rows(site_id: int, asked: AuditFilter, *, most: int = PAGE) -> list[AuditRow]:
    """Lines of a site's trail, the newest first unless asked otherwise, `most` at once."""
    clauses, bound = _narrowed(asked)
    rows = fast().rows(
        "SELECT a.number, a.at, a.verb, a.subject, coalesce(n.called, p.number, ''), coalesce(p.number, ''), "
        "coalesce(d.name, ''), a.fields "
        "FROM audit_line a LEFT JOIN person p ON p.id = a.by_id LEFT JOIN person_name n ON n.person_id = a.by_id "
        "LEFT JOIN device d ON d.id = a.device_id WHERE a.site_id = ?"
        + "".join(f" AND {clause}" for clause in clauses)
        + f" ORDER BY a.number {'ASC' if asked.sort == 'at' else 'DESC'} LIMIT ?",
        (site_id, *bound, most),
    )
    return [AuditRow(row[0], as_instant(row[1]), *row[2:]) for row in rows]


def _narrowed(asked: AuditFilter) -> tuple[list[str], list[object]]:
    clauses: list[str] = []
    bound: list[object] = []
    if asked.verb:
        clauses.append("a.verb = ?")
        bound.append(asked.verb)
    if asked.subject:
        meant = (
            [asked.subject] if ":" in asked.subject else [f"{kind}:{asked.subject}" for kind in SUBJECT_NAMES]
        )
        clauses.append(f"a.subject IN ({_marks(meant)})")
        bound += meant
    if asked.who:
        clauses.append("p.number = ?")
        bound.append(asked.who)
    if asked.day:
        clauses.append("a.at >= ? AND a.at < ?")
        bound += [start_of_day(asked.day), start_of_day(asked.day + timedelta(days=1))]
    if asked.beyond:
        clauses.append("a.number > ?" if asked.sort == "at" else "a.number < ?")
        bound.append(asked.beyond)
    return clauses, bound


def audit_verbs(site_id: int) -> list[str]:
    """The verbs that occur in a site's trail."""
    rows = fast().rows("SELECT DISTINCT verb FROM audit_line WHERE site_id = ? ORDER BY verb", (site_id,))
    return [row[0] for row in rows]


def audit_people(site_id: int) -> list[tuple[str, str]]:
    """(number, name) of everybody who wrote a line of a site's trail, by name."""
    rows = fast().rows(
        "SELECT p.number, coalesce(n.called, '') FROM person p LEFT JOIN person_name n ON n.person_id = p.id "
        "WHERE p.id IN (SELECT by_id FROM audit_line WHERE site_id = ?)",
        (site_id,),
    )
    return sorted(((row[0], row[1]) for row in rows), key=lambda row: (row[1].casefold(), row[0]))


def subjects_known(site_id: int, subjects: Iterable[str]) -> SubjectsKnown:
    """The names of people and tablets, the pieces of photos, the rows of batches and makeovers, in one query each."""
    keys: dict[str, list[str]] = {}
    for subject in sorted(set(subjects)):
        kind, _, key = subject.partition(":")
        keys.setdefault(kind, []).append(key)
    known = SubjectsKnown()
    for kind, query in _NAMES.items():
        for key, name in _of(query, site_id, keys.get(kind, [])):
            known.called[f"{kind}:{key}"] = str(name)
    for kind, query in _ROW_IDS.items():
        for key, row_id in _of(query, site_id, keys.get(kind, [])):
            known.row_ids[f"{kind}:{key}"] = str(row_id)
    known.called |= {subject: code for subject, code in known.row_ids.items() if subject.startswith("photo:")}
    return known


_NAMES = {
    "person": "SELECT p.number, n.called FROM person p JOIN person_name n ON n.person_id = p.id "
    "WHERE p.number IN ({marks})",
    "device": "SELECT public_id, name FROM device WHERE site_id = ? AND public_id IN ({marks})",
}
_ROW_IDS = {
    "batch": "SELECT CAST(number AS TEXT), id FROM label_batch WHERE site_id = ? AND CAST(number AS TEXT) IN ({marks})",
    "makeover": "SELECT code, id FROM makeover WHERE site_id = ? AND code IN ({marks})",
    "photo": "SELECT h.id, p.code FROM photo h JOIN piece p ON p.id = h.piece_id WHERE h.id IN ({marks})",
}


def _of(query: str, site_id: int, keys: list[str]) -> list[tuple[str, object]]:
    if not keys:
        return []
    rows = fast().rows(query.format(marks=_marks(keys)), (*[site_id] * query.count("?"), *keys))
    return [(row[0], row[1]) for row in rows]


def _marks(values: list[str]) -> str:
    return ", ".join("?" * len(values))
