"""All that is known of one piece, for its desk page: a fixed number of statements however long its history."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from core.db import as_day, as_instant, as_json, fast
from core.ids import read_code
from inventory.queries.pieces import PieceRow, rows_by_ids
from inventory.state import PieceState, state_from

MOST_EVENTS = 200


@dataclass(frozen=True)
class EventLine:
    """One event as the history shows it: who by the name they want, when, where, how known, what became of it."""

    id: str
    kind: str
    at: datetime
    site: str
    device: str
    by: str
    with_names: list[str]
    how: str
    data: dict[str, Any]
    place: str
    verdict: str
    message: str
    remedy: str
    interpreter: str = ""
    undone_by: bool = False


@dataclass(frozen=True)
class PhotoLine:
    """A photo of the piece; without bytes yet where a tablet still holds it."""

    id: str
    life: int
    kind: str
    at: datetime
    by: str
    has_bytes: bool
    is_approved: bool


@dataclass(frozen=True)
class AnswerLine:
    """An answer to a check, with the version of the question and whether it counts."""

    life: int
    question: str
    version: str
    answer: str
    counts: bool
    photo_id: str
    by: str
    at: datetime


@dataclass(frozen=True)
class LabelLine:
    """A label that the piece wears or wore."""

    code: str
    state: str
    claimed_at: datetime | None
    ended_at: datetime | None


@dataclass(frozen=True)
class ReleaseLine:
    """Where the piece went in a life."""

    event_id: str
    life: int
    day: date
    destination: str
    recipient: str
    terms: str
    price_pence: int


@dataclass(frozen=True)
class AuditEntry:
    """One line of the audit trail about the piece."""

    number: int
    at: datetime
    verb: str
    by: str
    fields: str


@dataclass
class Dossier:
    """A piece with everything around it."""

    row: PieceRow
    state: PieceState
    events: list[EventLine] = field(default_factory=list)
    photos: list[PhotoLine] = field(default_factory=list)
    answers: list[AnswerLine] = field(default_factory=list)
    labels: list[LabelLine] = field(default_factory=list)
    releases: list[ReleaseLine] = field(default_factory=list)
    audit: list[AuditEntry] = field(default_factory=list)
    donor_number: str = ""
    names: dict[int, str] = field(default_factory=dict)

    def photos_of(self, life: int, kind: str) -> list[PhotoLine]:
        """The photos of a kind in a life that can be shown, the newest last."""
        return [item for item in self.photos if item.life == life and item.kind == kind and item.has_bytes]


def piece_id_of(code: str) -> int | None:
    """The piece behind any of its labels, or None."""
    row = fast().row(
        "SELECT piece_id FROM label WHERE code = ? AND state <> 'void'", (read_code(code) or "",)
    )
    return row[0] if row else None


def label_is_blank(code: str) -> bool:
    """True for a printed label that no piece wears yet."""
    row = fast().row("SELECT state FROM label WHERE code = ?", (read_code(code) or "",))
    return row is not None and row[0] == "printed"


def dossier_of(piece_id: int, *, seen_from: int, with_audit: bool = False) -> Dossier | None:
    """Everything about a piece, or None.

    Any site may look at any piece. Whoever looks at site `seen_from` reads the names of that site's people, the numbers
    of others, and of another site's makeover its code.
    """
    rows = rows_by_ids([piece_id])
    found = fast().row(
        "SELECT p.folded, d.number FROM piece p LEFT JOIN donation n ON n.id = p.donation_id "
        "LEFT JOIN donor d ON d.id = n.donor_id WHERE p.id = ?",
        (piece_id,),
    )
    if not rows or found is None:
        return None
    dossier = Dossier(rows[0], state_from(as_json(found[0])), donor_number=found[1] or "")
    _read_events(dossier, piece_id, seen_from)
    _read_papers(dossier, piece_id, seen_from)
    if with_audit:
        dossier.audit = _audit(dossier.row.code, seen_from)
    return dossier


_EVENTS = (
    "SELECT e.id, e.kind, e.at, s.name, d.name, e.by_id, e.with_ids, e.how, e.data, "
    "v.verdict, v.message, v.remedy FROM piece_event e LEFT JOIN site s ON s.id = e.site_id "
    "LEFT JOIN device d ON d.id = e.device_id LEFT JOIN event_verdict v ON v.event_id = e.id "
    "WHERE e.piece_id = ? ORDER BY e.at DESC, e.device DESC, e.sequence DESC, e.id DESC LIMIT ?"
)


def _read_events(dossier: Dossier, piece_id: int, seen_from: int) -> None:
    found = fast().rows(_EVENTS, (piece_id, MOST_EVENTS))
    people = {row[5] for row in found if row[5]} | {one for row in found for one in as_json(row[6])}
    people |= {_interpreter(as_json(row[8])) for row in found} - {0}
    dossier.names = _names_of(people, seen_from)
    places = _place_names({_whole(as_json(row[8]).get("place")) for row in found})
    for row in found:
        data = as_json(row[8])
        dossier.events.append(
            EventLine(
                id=row[0],
                kind=row[1],
                at=as_instant(row[2]),
                site=row[3] or "",
                device=row[4] or "",
                by=dossier.names.get(row[5], ""),
                with_names=[dossier.names.get(one, "") for one in as_json(row[6])],
                how=row[7],
                data=data,
                place=places.get(_whole(data.get("place")), ""),
                verdict=row[9] or "",
                message=row[10] or "",
                remedy=row[11] or "",
                interpreter=dossier.names.get(_interpreter(data), ""),
            )
        )


def _interpreter(data: dict[str, Any]) -> int:
    """Who interpreted the words of a gate, 0 for nobody."""
    return _whole(data.get("shown", {}).get("interpreter"))


def _whole(value: Any) -> int:
    return value if isinstance(value, int) else 0


_NAME = (
    "CASE WHEN p.home_site_id = ? OR EXISTS (SELECT 1 FROM role o WHERE o.person_id = p.id "
    "AND (o.site_id IS NULL OR o.site_id = ?)) THEN n.called ELSE p.number END"
)
"""What a person `p` with the name `n` is called at a site, given twice: by their number if they have no part there."""


def _names_of(people: set[int], seen_from: int) -> dict[int, str]:
    """What people are called at a site, by their id; their number where no name is kept. One statement."""
    wanted = sorted(people) or [0]
    rows = fast().rows(
        f"SELECT p.id, COALESCE({_NAME}, p.number) FROM person p LEFT JOIN person_name n ON n.person_id = p.id "
        f"WHERE p.id IN ({', '.join('?' for _ in wanted)})",
        (seen_from, seen_from, *wanted),
    )
    return {row[0]: row[1] for row in rows}


def _place_names(places: set[int]) -> dict[int, str]:
    wanted = sorted(places) or [0]
    rows = fast().rows(f"SELECT id, name FROM place WHERE id IN ({', '.join('?' for _ in wanted)})", wanted)
    return {row[0]: row[1] for row in rows}


_PHOTOS = (
    f"SELECT f.id, f.life, f.kind, f.at, COALESCE({_NAME}, ''), f.sha256, f.approved_at FROM photo f "
    "LEFT JOIN person p ON p.id = f.by_id LEFT JOIN person_name n ON n.person_id = f.by_id "
    "WHERE f.piece_id = ? ORDER BY f.at, f.id"
)
_ANSWERS = (
    f"SELECT a.life, a.question, a.version, a.answer, a.counts, f.id, COALESCE({_NAME}, ''), a.at FROM check_answer a "
    "LEFT JOIN photo f ON f.id = a.photo_id AND f.sha256 <> '' "
    "LEFT JOIN person p ON p.id = a.by_id LEFT JOIN person_name n ON n.person_id = a.by_id "
    "WHERE a.piece_id = ? ORDER BY a.life DESC, a.at DESC, a.id DESC"
)
_RELEASES = (
    "SELECT r.event_id, r.life, r.released_on, r.destination, COALESCE(o.name, h.reference, "
    "CASE WHEN m.site_id = ? THEN m.title ELSE m.code END, ''), r.terms, "
    "r.price_pence FROM release r LEFT JOIN organisation o ON o.id = r.organisation_id "
    "LEFT JOIN household h ON h.id = r.household_id LEFT JOIN makeover m ON m.id = r.makeover_id "
    "WHERE r.piece_id = ? ORDER BY r.life DESC, r.released_on DESC"
)


def _read_papers(dossier: Dossier, piece_id: int, seen_from: int) -> None:
    connection, at_site = fast(), (seen_from, seen_from, piece_id)
    for row in connection.rows(_PHOTOS, at_site):
        dossier.photos.append(
            PhotoLine(row[0], row[1], row[2], as_instant(row[3]), row[4], bool(row[5]), row[6] is not None)
        )
    for row in connection.rows(_ANSWERS, at_site):
        dossier.answers.append(
            AnswerLine(row[0], row[1], row[2], row[3], bool(row[4]), row[5] or "", row[6], as_instant(row[7]))
        )
    for row in connection.rows(
        "SELECT code, state, claimed_at, ended_at FROM label WHERE piece_id = ? ORDER BY claimed_at",
        (piece_id,),
    ):
        dossier.labels.append(LabelLine(row[0], row[1], _instant(row[2]), _instant(row[3])))
    for row in connection.rows(_RELEASES, (seen_from, piece_id)):
        dossier.releases.append(ReleaseLine(row[0], row[1], as_day(row[2]), *row[3:]))


def _instant(value: Any) -> datetime | None:
    return None if value is None else as_instant(value)


def _audit(code: str, seen_from: int) -> list[AuditEntry]:
    rows = fast().rows(
        f"SELECT a.number, a.at, a.verb, COALESCE({_NAME}, ''), a.fields FROM audit_line a "
        "LEFT JOIN person p ON p.id = a.by_id LEFT JOIN person_name n ON n.person_id = a.by_id "
        "WHERE a.subject = ? ORDER BY a.id DESC LIMIT 100",
        (seen_from, seen_from, f"piece:{code}"),
    )
    return [AuditEntry(row[0], as_instant(row[1]), row[2], row[3], row[4]) for row in rows]
