"""Reads of one person's work: pieces with their steps and approved photos, hours, pairs, papers, machines."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from core.clock import local_day
from core.db import as_instant, as_json, fast
from factory.skills.queries.pairs import PairLine, pairs_of
from factory.visits.queries import months_of
from inventory.stages import STEPS
from training.queries.certificates import certificates_of
from training.queries.skills import AttendedRun, HeldPermit, attended_by, live_permits_of, name_parts

MOST_PIECES = 60
MINUTE_MS = 60_000


@dataclass
class PieceWorked:
    """A piece that the person worked on: which steps, when last, and its approved photos."""

    id: int
    code: str
    category: str
    title: str
    steps: list[str] = field(default_factory=list)
    last_on: date = date.min
    before: str = ""
    after: str = ""
    before_sha: str = ""
    after_sha: str = ""


@dataclass(frozen=True)
class Paper:
    """A certificate of the house."""

    title: str
    serial: str
    issued_on: date


@dataclass(frozen=True)
class WorkRecord:
    """Everything of a person's work. Hours are minutes: by what the work was, and at machines by their kind."""

    name: str
    number: str
    pieces: list[PieceWorked]
    more_pieces: int
    minutes: dict[str, int]
    days: int
    at_machines: list[tuple[str, int]]
    pairs: list[PairLine]
    person_id: int
    papers: list[Paper]
    courses: list[AttendedRun]
    permits: list[HeldPermit]

    @property
    def is_empty(self) -> bool:
        """True for somebody who has just come."""
        return not (
            self.pieces
            or self.minutes
            or self.at_machines
            or self.pairs
            or self.papers
            or self.courses
            or self.permits
        )


def work_of(person_id: int, *, at: datetime, language: str = "en") -> WorkRecord:
    """The record of a person as of now."""
    pieces = _pieces_of(person_id)
    shown = sorted(pieces.values(), key=lambda piece: (piece.last_on, piece.id), reverse=True)[:MOST_PIECES]
    _add_photos(shown)
    months, minutes = months_of(person_id), defaultdict[str, int](int)
    for month in months:
        for work, ms in month.by_work.items():
            minutes[work] += ms // MINUTE_MS
    number = fast().row("SELECT number FROM person WHERE id = ?", (person_id,))
    _, full_name, called = name_parts(person_id)
    return WorkRecord(
        name=full_name or called,
        number=number[0] if number else "",
        pieces=shown,
        more_pieces=len(pieces) - len(shown),
        minutes={work: amount for work, amount in minutes.items() if amount},
        days=sum(month.visits for month in months),
        at_machines=_at_machines(person_id),
        pairs=pairs_of(person_id),
        person_id=person_id,
        papers=[Paper(one.title, one.serial, one.issued_on) for one in certificates_of(person_id)],
        courses=attended_by(person_id, language),
        permits=live_permits_of(person_id, local_day(at)),
    )


_WORK = (
    "SELECT e.piece_id, p.code, p.category, p.title, e.at, e.data, e.by_id, e.with_ids FROM piece_event e "
    "JOIN piece p ON p.id = e.piece_id LEFT JOIN event_verdict v ON v.event_id = e.id "
    "AND v.verdict IN ('refused', 'undone') WHERE v.event_id IS NULL AND e.kind = 'moved' AND NOT p.is_practice AND "
)


def _pieces_of(person_id: int) -> dict[int, PieceWorked]:
    """The pieces at which a person did a step of work, alone or beside somebody who scanned it."""
    own = fast().rows(f"{_WORK}e.by_id = ? ORDER BY e.at", (person_id,))
    beside = fast().rows(f"{_WORK}e.with_ids <> '[]' AND e.by_id <> ? ORDER BY e.at", (person_id,))
    found: dict[int, PieceWorked] = {}
    for row in [*own, *(row for row in beside if person_id in as_json(row[7]))]:
        _note_step(found, row)
    return found


def _note_step(found: dict[int, PieceWorked], row: Any) -> None:
    data = as_json(row[5])
    if data.get("to") != "in_work":
        return
    piece = found.setdefault(row[0], PieceWorked(row[0], row[1], row[2], row[3]))
    step = str(data.get("step") or "")
    if step in STEPS and step not in piece.steps:
        piece.steps.append(step)
    piece.last_on = max(piece.last_on, local_day(as_instant(row[4])))


def _add_photos(pieces: list[PieceWorked]) -> None:
    """The newest photo before and after that somebody approved for display; no other photo is shown here."""
    by_id = {piece.id: piece for piece in pieces}
    if not by_id:
        return
    marks = ", ".join("?" for _ in by_id)
    rows = fast().rows(
        "SELECT piece_id, kind, id, sha256 FROM photo WHERE approved_at IS NOT NULL AND sha256 <> '' "
        f"AND kind IN ('before', 'after') AND piece_id IN ({marks}) ORDER BY at, id",
        tuple(by_id),
    )
    for piece_id, kind, photo_id, sha in rows:
        setattr(by_id[piece_id], kind, photo_id)
        setattr(by_id[piece_id], f"{kind}_sha", sha)


def _at_machines(person_id: int) -> list[tuple[str, int]]:
    """Kind of machine → minutes of sittings that are over."""
    rows = fast().rows(
        "SELECT t.name, s.began_at, s.ended_at FROM machine_session s JOIN machine m ON m.id = s.machine_id "
        "JOIN machine_type t ON t.id = m.type_id WHERE s.person_id = ? AND s.ended_at IS NOT NULL AND NOT s.is_void",
        (person_id,),
    )
    minutes: dict[str, int] = defaultdict(int)
    for name, began_at, ended_at in rows:
        minutes[name] += int((as_instant(ended_at) - as_instant(began_at)).total_seconds() // 60)
    return sorted(minutes.items(), key=lambda one: (-one[1], one[0]))
