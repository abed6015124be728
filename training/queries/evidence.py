"""What stands behind a learner's decisions: own word, witnesses, prior learning, appeals; and who agreed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from core.db import as_day, as_instant, fast
from core.errors import NotFound


def _day(value: Any) -> date | None:
    return None if value is None else as_day(value)


@dataclass(frozen=True)
class Folder:
    """A learner of a run, as the folder of their evidence is headed."""

    registration_id: int
    learner_id: int
    number: str
    called: str
    avatar: str
    language: str
    state: str
    run_id: int
    run: str
    title: str
    own_work_at: datetime | None


def folder_of(registration_id: int) -> tuple[Folder, int]:
    """The folder of a registration and the site of its run. Raises NotFound."""
    row = fast().row(
        "SELECT g.id, p.id, p.number, COALESCE(n.called, p.number), p.avatar, p.language, g.state, r.id, r.number, "
        "v.title, w.at, r.site_id FROM registration g JOIN person p ON p.id = g.person_id "
        "LEFT JOIN person_name n ON n.person_id = p.id JOIN run r ON r.id = g.run_id "
        "JOIN course_version v ON v.id = r.version_id LEFT JOIN own_work w ON w.registration_id = g.id WHERE g.id = ?",
        (registration_id,),
    )
    if row is None:
        raise NotFound
    return Folder(*[*row[:10], None if row[10] is None else as_instant(row[10])]), row[11]


@dataclass(frozen=True)
class Statement:
    """What a witness saw."""

    id: int
    unit_id: int
    unit_code: str
    criterion_id: int | None
    criterion: str
    witness: str
    relation: str
    saw: str
    seen_on: date


def statements_of(registration_id: int) -> list[Statement]:
    """The witness statements about a learner in a run, the newest first."""
    rows = fast().rows(
        "SELECT s.id, s.unit_id, u.code, s.criterion_id, o.number, c.number, COALESCE(n.called, p.number), "
        "s.relation, s.saw, s.seen_on FROM witness_statement s JOIN unit u ON u.id = s.unit_id "
        "LEFT JOIN criterion c ON c.id = s.criterion_id LEFT JOIN learning_outcome o ON o.id = c.outcome_id "
        "JOIN person p ON p.id = s.witness_id LEFT JOIN person_name n ON n.person_id = p.id "
        "WHERE s.registration_id = ? ORDER BY s.seen_on DESC, s.id DESC",
        (registration_id,),
    )
    return [
        Statement(*[*row[:4], f"{row[4]}.{row[5]}" if row[4] else "", *row[6:9], as_day(row[9])])
        for row in rows
    ]


@dataclass(frozen=True)
class Claim:
    """Prior learning that was claimed."""

    id: int
    unit_id: int
    unit_code: str
    claim: str
    evidence: str
    photo: str
    made_at: datetime
    decision: str
    because: str
    decided_by: str
    decided_on: date | None


def claims_of(registration_id: int) -> list[Claim]:
    """The claims of a learner in a run: those that wait first."""
    rows = fast().rows(
        "SELECT q.id, q.unit_id, u.code, q.claim, q.evidence, q.photo, q.made_at, COALESCE(q.decision, ''), q.because, "
        "COALESCE(n.called, p.number, ''), q.decided_on FROM prior_claim q JOIN unit u ON u.id = q.unit_id "
        "LEFT JOIN person p ON p.id = q.decided_by_id LEFT JOIN person_name n ON n.person_id = p.id "
        "WHERE q.registration_id = ? ORDER BY CASE WHEN q.decision IS NULL THEN 0 ELSE 1 END, q.id DESC",
        (registration_id,),
    )
    return [Claim(*[*row[:6], as_instant(row[6]), *row[7:10], _day(row[10])]) for row in rows]


@dataclass(frozen=True)
class Adjustment:
    """What is done for a learner in assessment."""

    id: int
    unit_code: str
    kind: str
    what: str
    decision: str
    decided_by: str
    at: datetime


def adjustments_of(registration_id: int) -> list[Adjustment]:
    """The adjustments of a learner in a run, as they were asked."""
    rows = fast().rows(
        "SELECT j.id, COALESCE(u.code, ''), j.kind, j.what, j.decision, COALESCE(n.called, p.number, ''), j.at "
        "FROM learner_adjustment j LEFT JOIN unit u ON u.id = j.unit_id LEFT JOIN person p ON p.id = j.agreed_by_id "
        "LEFT JOIN person_name n ON n.person_id = p.id WHERE j.registration_id = ? ORDER BY j.id",
        (registration_id,),
    )
    return [Adjustment(*[*row[:6], as_instant(row[6])]) for row in rows]


@dataclass(frozen=True)
class AppealLine:
    """An appeal against a decision."""

    id: int
    registration_id: int
    called: str
    avatar: str
    run: str
    unit_code: str
    criterion: str
    decision: str
    assessor: str
    reason: str
    made_at: datetime
    outcome: str
    note: str
    heard_by: str
    heard_at: datetime | None
    criterion_id: int
    decided_again: str = ""
    decided_again_by: str = ""

    @property
    def waits_for_decision(self) -> bool:
        """It was heard and the decision set aside, and nobody has decided again yet."""
        return self.outcome == "changed" and not self.decided_again


_APPEALS = (
    "SELECT a.id, a.registration_id, COALESCE(ln.called, l.number), l.avatar, r.number, u.code, o.number, c.number, "
    "d.decision, COALESCE(sn.called, s.number), a.reason, a.made_at, COALESCE(a.outcome, ''), a.note, "
    "COALESCE(hn.called, h.number, ''), a.heard_at, c.id, COALESCE(w.decision, ''), COALESCE(wn.called, wp.number, '') "
    "FROM appeal a "
    "JOIN criterion_decision d ON d.id = a.decision_id JOIN criterion c ON c.id = d.criterion_id "
    "JOIN learning_outcome o ON o.id = c.outcome_id JOIN unit u ON u.id = d.unit_id "
    "JOIN registration g ON g.id = a.registration_id JOIN run r ON r.id = g.run_id "
    "JOIN person l ON l.id = a.learner_id LEFT JOIN person_name ln ON ln.person_id = l.id "
    "JOIN person s ON s.id = a.assessor_id LEFT JOIN person_name sn ON sn.person_id = s.id "
    "LEFT JOIN person h ON h.id = a.heard_by_id LEFT JOIN person_name hn ON hn.person_id = h.id "
    "LEFT JOIN criterion_decision w ON a.outcome = 'changed' AND w.registration_id = d.registration_id "
    "AND w.criterion_id = d.criterion_id AND w.superseded_by IS NULL AND w.id <> d.id "
    "LEFT JOIN person wp ON wp.id = w.assessor_id LEFT JOIN person_name wn ON wn.person_id = wp.id "
)
_OPEN_FIRST = "ORDER BY CASE WHEN a.outcome IS NULL THEN 0 ELSE 1 END, a.id DESC"


def _appeals(condition: str, values: Sequence[object]) -> list[AppealLine]:
    rows = fast().rows(f"{_APPEALS} WHERE {condition} {_OPEN_FIRST} LIMIT 200", values)
    return [
        AppealLine(
            *[
                *row[:6],
                f"{row[6]}.{row[7]}",
                *row[8:11],
                as_instant(row[11]),
                *row[12:15],
                None if row[15] is None else as_instant(row[15]),
                *row[16:19],
            ]
        )
        for row in rows
    ]


def appeals_of(registration_id: int) -> list[AppealLine]:
    """The appeals of a learner in a run: those that wait first."""
    return _appeals("a.registration_id = ?", (registration_id,))


def appeals_at(site_id: int) -> list[AppealLine]:
    """The appeals of a site: those that wait first."""
    return _appeals("r.site_id = ?", (site_id,))


@dataclass(frozen=True)
class Agreed:
    """What assessors agreed on."""

    id: int
    unit_code: str
    unit_title: str
    run: str
    held_on: date
    question: str
    agreed: str
    by: str
    people: tuple[str, ...]


def standardisations(site_id: int) -> list[Agreed]:
    """The standardisation notes of a site, the newest first."""
    connection = fast()
    rows = connection.rows(
        "SELECT s.id, u.code, u.title, COALESCE(r.number, ''), s.held_on, s.question, s.agreed, "
        "COALESCE(n.called, p.number) FROM standardisation_note s JOIN unit u ON u.id = s.unit_id "
        "LEFT JOIN run r ON r.id = s.run_id JOIN person p ON p.id = s.by_id "
        "LEFT JOIN person_name n ON n.person_id = p.id WHERE s.site_id = ? "
        "ORDER BY s.held_on DESC, s.id DESC LIMIT 200",
        (site_id,),
    )
    people: dict[int, list[str]] = {}
    for note_id, called in connection.rows(
        "SELECT x.note_id, COALESCE(n.called, p.number) FROM standardisation_person x "
        "JOIN standardisation_note s ON s.id = x.note_id JOIN person p ON p.id = x.person_id "
        "LEFT JOIN person_name n ON n.person_id = p.id WHERE s.site_id = ? ORDER BY 1, 2",
        (site_id,),
    ):
        people.setdefault(note_id, []).append(called)
    return [Agreed(*[*row[:4], as_day(row[4]), *row[5:8], tuple(people.get(row[0], ()))]) for row in rows]


def may_see_photo(sha256: str, person_id: int, site_id: int, *, sees_accreditation: bool) -> bool:
    """True where a photo is evidence of one's own, or of a learner of a site whose assessment one may see."""
    for table, name in (("criterion_decision", "photo"), ("prior_claim", "photo")):
        rows = fast().rows(
            f"SELECT t.learner_id, r.site_id FROM {table} t JOIN registration g ON g.id = t.registration_id "
            f"JOIN run r ON r.id = g.run_id WHERE t.{name} = ?",
            (sha256,),
        )
        if any(row[0] == person_id or (sees_accreditation and row[1] == site_id) for row in rows):
            return True
    return False
