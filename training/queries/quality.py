"""What stands behind the assessment of a run: papers seen of assessors, standardisation, witnesses, claims, appeals."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from core.clock import local_day
from core.db import as_day, as_instant, fast


@dataclass(frozen=True)
class ProofLine:
    """A paper of an assessor or verifier that somebody saw: qualification, competence or continuing development."""

    called: str
    kind: str
    what: str
    seen_on: date
    seen_by: str


def proofs_of_run(run_id: int) -> list[ProofLine]:
    """The papers seen of who assessed or verified in a run."""
    rows = fast().rows(
        "SELECT COALESCE(n.called, p.number), f.kind, f.what, f.seen_on, COALESCE(sn.called, s.number, '') "
        "FROM assessor_proof f JOIN person p ON p.id = f.person_id LEFT JOIN person_name n ON n.person_id = p.id "
        "LEFT JOIN person s ON s.id = f.seen_by_id LEFT JOIN person_name sn ON sn.person_id = s.id "
        "WHERE EXISTS (SELECT 1 FROM criterion_decision d JOIN registration g ON g.id = d.registration_id "
        "WHERE g.run_id = ? AND d.assessor_id = p.id) OR EXISTS (SELECT 1 FROM sample_item i "
        "JOIN sample_plan l ON l.id = i.plan_id WHERE l.run_id = ? AND i.verifier_id = p.id) "
        "ORDER BY 1, f.kind, f.seen_on, f.id",
        (run_id, run_id),
    )
    return [ProofLine(row[0], row[1], row[2], as_day(row[3]), row[4]) for row in rows]


@dataclass(frozen=True)
class StandardLine:
    """What assessors agreed on when they looked at the same work together."""

    unit_code: str
    held_on: date
    question: str
    agreed: str
    people: tuple[str, ...]


def standardisation_of_run(run_id: int) -> list[StandardLine]:
    """The standardisation notes about the units of a run, at its site, by day."""
    rows = fast().rows(
        "SELECT s.id, u.code, s.held_on, s.question, s.agreed FROM standardisation_note s "
        "JOIN unit u ON u.id = s.unit_id JOIN run r ON r.id = ? AND r.site_id = s.site_id "
        "WHERE (s.run_id IS NULL OR s.run_id = r.id) AND EXISTS (SELECT 1 FROM course_unit cu JOIN unit t "
        "ON t.id = cu.unit_id WHERE cu.version_id = r.version_id AND t.code = u.code AND t.body_id = u.body_id) "
        "ORDER BY s.held_on, s.id",
        (run_id,),
    )
    there = _there([row[0] for row in rows])
    return [
        StandardLine(row[1], as_day(row[2]), row[3], row[4], tuple(there.get(row[0], ()))) for row in rows
    ]


def _there(note_ids: Sequence[int]) -> dict[int, list[str]]:
    """Note → names as wanted of who was there."""
    found: dict[int, list[str]] = {}
    if note_ids:
        for note_id, name in fast().rows(
            "SELECT s.note_id, COALESCE(n.called, p.number) FROM standardisation_person s "
            "JOIN person p ON p.id = s.person_id LEFT JOIN person_name n ON n.person_id = p.id "
            f"WHERE s.note_id IN ({', '.join('?' for _ in note_ids)}) ORDER BY 1, 2",
            tuple(note_ids),
        ):
            found.setdefault(note_id, []).append(name)
    return found


@dataclass(frozen=True)
class StatementLine:
    """A witness statement, a claim of prior learning or an appeal about a learner's unit, in one shape."""

    kind: str
    who: str
    what: str
    on: date
    outcome: str
    by: str


def statements_of(registration_id: int, unit_id: int) -> list[StatementLine]:
    """Witness statements, claims of prior learning and appeals about one learner's unit, by day."""
    named = "COALESCE({0}n.called, {0}.number, '')"
    joined = "LEFT JOIN person {0} ON {0}.id = {1} LEFT JOIN person_name {0}n ON {0}n.person_id = {0}.id"
    witnesses = fast().rows(
        f"SELECT {named.format('w')}, s.saw, s.seen_on, s.relation FROM witness_statement s "
        f"{joined.format('w', 's.witness_id')} WHERE s.registration_id = ? AND s.unit_id = ? ORDER BY s.seen_on, s.id",
        (registration_id, unit_id),
    )
    claims = fast().rows(
        f"SELECT {named.format('m')}, c.claim, c.made_at, COALESCE(c.decision, ''), c.because, {named.format('d')} "
        f"FROM prior_claim c {joined.format('m', 'c.made_by_id')} {joined.format('d', 'c.decided_by_id')} "
        "WHERE c.registration_id = ? AND c.unit_id = ? ORDER BY c.id",
        (registration_id, unit_id),
    )
    appeals = fast().rows(
        f"SELECT {named.format('m')}, a.reason, a.made_at, COALESCE(a.outcome, ''), a.note, {named.format('h')} "
        f"FROM appeal a JOIN criterion_decision x ON x.id = a.decision_id {joined.format('m', 'a.made_by_id')} "
        f"{joined.format('h', 'a.heard_by_id')} WHERE a.registration_id = ? AND x.unit_id = ? ORDER BY a.id",
        (registration_id, unit_id),
    )
    return [
        *(StatementLine("witness", row[0], row[1], as_day(row[2]), row[3], "") for row in witnesses),
        *(_told("claim", *row) for row in claims),
        *(_told("appeal", *row) for row in appeals),
    ]


def _told(
    kind: str, who: str, what: str, at: datetime | str, outcome: str, note: str, by: str
) -> StatementLine:
    told = f"{what} – {note}" if note else what
    return StatementLine(kind, who, told, local_day(as_instant(at)), outcome, by)
