"""What proves a row: a piece's history and approved photos; a learner's registers, decisions and certificates.

Nobody's name is read here but by `names_of`, which a pack asks only where somebody has confirmed it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from core.clock import local_day
from core.db import as_day, as_instant, as_json, fast
from core.merges import all_of

TOLD = ("to", "step", "stage", "destination", "terms", "grams", "weight_source", "answers")
"""What of an event's data is told: words and numbers of the workshop, never what somebody wrote."""
Line = tuple[Any, ...]


def piece_history(code: str) -> list[Line]:
    """Everything that happened to a piece: when, where, what, how it was known, and whether it counts."""
    rows = fast().rows(
        "SELECT e.at, s.name, e.kind, e.how, e.label, e.data, COALESCE(v.verdict, '') FROM piece_event e "
        "JOIN piece p ON p.id = e.piece_id JOIN site s ON s.id = e.site_id "
        "LEFT JOIN event_verdict v ON v.event_id = e.id WHERE p.code = ? ORDER BY e.at, e.id",
        (code,),
    )
    return [
        (as_instant(row[0]), row[1], row[2], row[3], row[4], _told(as_json(row[5])), row[6]) for row in rows
    ]


def _told(data: dict[str, Any]) -> str:
    found = []
    for name in TOLD:
        value = data.get(name)
        if isinstance(value, dict):
            found += [f"{key}={_answer(said)}" for key, said in sorted(value.items())]
        elif isinstance(value, str | int) and value != "":
            found.append(f"{name}={value}")
    return "; ".join(found)


def approved_photos(code: str) -> list[tuple[str, str, int]]:
    """(kind, hash, life) of a piece's photos that may be shown, in order of time."""
    rows = fast().rows(
        "SELECT f.kind, f.sha256, f.life FROM photo f JOIN piece p ON p.id = f.piece_id "
        "WHERE p.code = ? AND f.approved_at IS NOT NULL AND f.sha256 <> '' ORDER BY f.at, f.id",
        (code,),
    )
    return [(row[0], row[1], row[2]) for row in rows]


def _answer(said: Any) -> str:
    """The word of an answer, however much was told with it."""
    word = said.get("answer", "") if isinstance(said, dict) else said
    return word if isinstance(word, str) and len(word) <= 20 else ""


@dataclass(frozen=True)
class ClassRegister:
    """The register of one class: when, by whose signature (a number), and each learner's mark."""

    run: str
    title: str
    number: int
    starts_at: datetime
    signed_at: datetime | None
    signed_by: str
    marks: tuple[tuple[int, str, int], ...]


def registers_of(run: str, person_ids: Sequence[int]) -> list[ClassRegister]:
    """The registers of a run's classes, with the marks of these people only, each as the person they are counted as."""
    known = {one: person_id for person_id in person_ids for one in all_of(person_id)}
    known |= {person_id: person_id for person_id in person_ids}
    places = _places(known)
    heads = fast().rows(
        "SELECT k.id, v.title, k.number, k.starts_at, k.signed_at, COALESCE(p.number, '') FROM course_class k "
        "JOIN run r ON r.id = k.run_id JOIN course_version v ON v.id = r.version_id "
        "LEFT JOIN person p ON p.id = k.signed_by_id "
        "WHERE r.number = ? AND k.cancelled_at IS NULL ORDER BY k.starts_at, k.id",
        (run,),
    )
    marks = fast().rows(
        "SELECT m.class_id, m.person_id, m.mark, m.minutes FROM attendance_mark m "
        "JOIN course_class k ON k.id = m.class_id JOIN run r ON r.id = k.run_id "
        f"WHERE r.number = ? AND m.superseded_by IS NULL AND m.person_id IN ({places}) ORDER BY m.person_id",
        (run, *known),
    )
    return [
        ClassRegister(
            run,
            head[1],
            head[2],
            as_instant(head[3]),
            None if head[4] is None else as_instant(head[4]),
            head[5],
            tuple((known[mark[1]], mark[2], mark[3]) for mark in marks if mark[0] == head[0]),
        )
        for head in heads
    ]


def decisions_of(run: str, person_id: int) -> list[Line]:
    """The decisions in force about a learner in a run: unit, criterion, decision, day, by which assessor's number."""
    people = all_of(person_id)
    rows = fast().rows(
        "SELECT u.code, o.number, c.number, d.decision, d.decided_on, d.evidence, a.number FROM criterion_decision d "
        "JOIN registration g ON g.id = d.registration_id JOIN run r ON r.id = g.run_id "
        "JOIN unit u ON u.id = d.unit_id JOIN criterion c ON c.id = d.criterion_id "
        "JOIN learning_outcome o ON o.id = c.outcome_id "
        "JOIN person a ON a.id = d.assessor_id WHERE r.number = ? "
        f"AND d.learner_id IN ({_places(people)}) AND d.superseded_by IS NULL ORDER BY u.code, o.number, c.number",
        (run, *people),
    )
    return [(row[0], f"{row[1]}.{row[2]}", row[3], as_day(row[4]), row[5], row[6]) for row in rows]


def endings_of(run: str, person_id: int) -> list[Line]:
    """How a learner's booking of a run ended, and the certificates of it: what, state, day."""
    people = all_of(person_id)
    ended = fast().rows(
        "SELECT c.confirmed, c.completed_on FROM completion c JOIN booking b ON b.id = c.booking_id "
        "JOIN run r ON r.id = b.run_id WHERE r.number = ? "
        f"AND b.person_id IN ({_places(people)}) ORDER BY b.id",
        (run, *people),
    )
    papers = fast().rows(
        "SELECT c.kind, c.serial, c.state, c.issued_on, c.sha256 FROM certificate c JOIN run r ON r.id = c.run_id "
        f"WHERE r.number = ? AND c.person_id IN ({_places(people)}) ORDER BY c.id",
        (run, *people),
    )
    return [
        *(("ending", row[0], as_day(row[1]), "", "") for row in ended),
        *((f"certificate {row[0]}", row[2], as_day(row[3]), row[1], row[4]) for row in papers),
    ]


def sign_offs_of(codes: Iterable[str]) -> list[Line]:
    """The word of the household of each makeover: code, outcome, day; never a name, an address or the drawing."""
    wanted = tuple(codes)
    places = _places(wanted)
    rows = fast().rows(
        "SELECT m.code, o.outcome, o.signed_on, o.reason FROM makeover_sign_off o "
        f"JOIN makeover m ON m.id = o.makeover_id WHERE m.code IN ({places}) UNION ALL "
        "SELECT m.code, 'on paper', p.signed_on, '' FROM makeover_past p "
        f"JOIN makeover m ON m.id = p.makeover_id WHERE m.code IN ({places}) ORDER BY 1, 3",
        (*wanted, *wanted),
    )
    return [(row[0], row[1], as_day(row[2]), row[3]) for row in rows]


def makeover_photos(code: str) -> list[tuple[str, str]]:
    """(part, hash) of a makeover's photos before and after, where the household's consent stands."""
    rows = fast().rows(
        "SELECT f.part, f.sha256 FROM makeover_photo f JOIN makeover m ON m.id = f.makeover_id "
        "WHERE m.code = ? AND f.part IN ('before', 'after') AND EXISTS (SELECT 1 FROM makeover_consent c "
        "WHERE c.makeover_id = m.id AND c.withdrawn_at IS NULL) ORDER BY f.taken_at, f.id",
        (code,),
    )
    return [(row[0], row[1]) for row in rows]


def _places(values: Collection[Any]) -> str:
    """As many marks as values, for IN; NULL for none."""
    return ", ".join("?" * len(values)) or "NULL"


def names_of(person_ids: Iterable[int]) -> dict[int, str]:
    """What these people are called."""
    wanted = tuple(set(person_ids))
    places = _places(wanted)
    return dict(
        fast().rows(f"SELECT person_id, called FROM person_name WHERE person_id IN ({places})", wanted)
    )


def day_of(at: datetime | None) -> str:
    """The day of an instant at the site, or the empty string."""
    return "" if at is None else local_day(at).isoformat()
