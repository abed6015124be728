"""Everything about one makeover, as its page tells it. Never its address: only whether one is kept."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from core.db import as_day, as_instant, as_json, fast
from core.held_pieces import IS_HELD


@dataclass(frozen=True)
class Whole:
    """One makeover with its way."""

    id: int
    code: str
    title: str
    kind: str
    city: str
    state: str
    state_at: datetime
    agency_id: int
    partner_id: int
    agency: str
    partner: str
    reference: str
    area: str
    needs: list[str]
    referred_on: date
    permission: str
    asbestos: str
    asbestos_plan: str
    lead_paint: str
    lead_plan: str
    begins_on: date | None
    ends_on: date | None
    signed_off_on: date | None
    cancel_reason: str
    has_address: bool


@dataclass(frozen=True)
class PieceLine:
    """A piece of a makeover: kept, delivered, back, or pointed at (state "wish")."""

    code: str
    category: str
    title: str
    stage: str
    photo_id: str
    state: str
    reason: str
    at: datetime


def whole_makeover(makeover_id: int) -> Whole | None:
    """The makeover, or None."""
    row = fast().row(
        "SELECT m.id, m.code, m.title, m.kind, m.city, c.state, c.state_at, COALESCE(c.agency_id, 0), "
        "COALESCE(c.partner_id, 0), COALESCE(a.name, ''), COALESCE(q.name, ''), c.reference, c.area, c.needs, "
        "c.referred_on, c.permission, c.asbestos, c.asbestos_plan, c.lead_paint, c.lead_plan, c.begins_on, "
        "c.ends_on, c.signed_off_on, c.cancel_reason, "
        "EXISTS (SELECT 1 FROM makeover_address d WHERE d.makeover_id = m.id) "
        "FROM makeover m JOIN makeover_case c ON c.makeover_id = m.id "
        "LEFT JOIN organisation a ON a.id = c.agency_id LEFT JOIN organisation q ON q.id = c.partner_id "
        "WHERE m.id = ?",
        (makeover_id,),
    )
    if row is None:
        return None
    values = (
        *row[:6],
        as_instant(row[6]),
        *row[7:13],
        as_json(row[13]),
        as_day(row[14]),
        *row[15:20],
        *(_day(one) for one in row[20:23]),
        row[23],
        bool(row[24]),
    )
    return Whole(*values)


def _day(value: Any) -> date | None:
    return None if value is None else as_day(value)


def _moment(value: Any) -> datetime | None:
    return None if value is None else as_instant(value)


_PIECE = "p.code, p.category, p.title, p.stage, COALESCE(p.photo_id, '')"


def pieces_of(makeover_id: int) -> list[PieceLine]:
    """Every piece that was ever kept for a makeover, what is held first; then those given to it without."""
    rows = fast().rows(
        f"SELECT {_PIECE}, k.state, k.reason, k.state_at FROM makeover_piece k JOIN piece p ON p.id = k.piece_id "
        "WHERE k.makeover_id = ? ORDER BY CASE k.state WHEN 'on_van' THEN 0 WHEN 'allocated' THEN 1 "
        "WHEN 'delivered' THEN 2 ELSE 3 END, k.id",
        (makeover_id,),
    )
    rows += fast().rows(
        f"SELECT {_PIECE}, 'delivered', '', e.at FROM release r JOIN piece p ON p.id = r.piece_id "
        "JOIN piece_event e ON e.id = r.event_id WHERE r.makeover_id = ? AND NOT EXISTS "
        "(SELECT 1 FROM event_verdict v WHERE v.event_id = r.event_id AND v.verdict <> 'already') AND NOT EXISTS "
        "(SELECT 1 FROM makeover_piece k WHERE k.release_id = r.event_id) ORDER BY e.at, p.id",
        (makeover_id,),
    )
    return [PieceLine(*(*row[:7], as_instant(row[7]))) for row in rows]


def wishes_of(makeover_id: int) -> list[PieceLine]:
    """The pieces that the household pointed at and that are not kept yet."""
    rows = fast().rows(
        f"SELECT {_PIECE}, 'wish', '', w.at FROM makeover_wish w JOIN piece p ON p.id = w.piece_id "
        "WHERE w.makeover_id = ? AND NOT EXISTS (SELECT 1 FROM makeover_piece k WHERE k.piece_id = p.id "
        f"AND k.makeover_id = w.makeover_id AND ({IS_HELD} OR k.state = 'delivered')) ORDER BY w.at, p.id",
        (makeover_id,),
    )
    return [PieceLine(*(*row[:7], as_instant(row[7]))) for row in rows]


def pieces_to_choose(makeover_id: int, site_id: int, *, kind: str = "", size: int = 60) -> list[PieceLine]:
    """Ready pieces of the site that nobody keeps, those pointed at first; state "wish" for those."""
    rows = fast().rows(
        f"SELECT {_PIECE}, CASE WHEN w.piece_id IS NULL THEN '' ELSE 'wish' END, '', p.since FROM piece p "
        "LEFT JOIN makeover_wish w ON w.piece_id = p.id AND w.makeover_id = ? WHERE p.site_id = ? "
        "AND p.stage = 'ready' AND NOT p.is_practice AND (? = '' OR p.category = ?) AND NOT EXISTS "
        f"(SELECT 1 FROM makeover_piece k WHERE k.piece_id = p.id AND {IS_HELD}) "
        "ORDER BY CASE WHEN w.piece_id IS NULL THEN 1 ELSE 0 END, p.category, p.since, p.id LIMIT ?",
        (makeover_id, site_id, kind, kind, size),
    )
    return [PieceLine(*(*row[:7], as_instant(row[7]))) for row in rows]


def ready_kinds(site_id: int) -> list[tuple[str, int]]:
    """(category, how many) of the ready pieces of a site that nobody keeps."""
    rows = fast().rows(
        "SELECT p.category, COUNT(*) FROM piece p WHERE p.site_id = ? AND p.stage = 'ready' AND NOT p.is_practice "
        "AND NOT EXISTS (SELECT 1 FROM makeover_piece k WHERE k.piece_id = p.id "
        f"AND {IS_HELD}) GROUP BY p.category ORDER BY p.category",
        (site_id,),
    )
    return [(row[0], int(row[1])) for row in rows]


def wants_of(makeover_id: int) -> list[tuple[str, int, int]]:
    """(category, how many wanted, how many kept or delivered)."""
    rows = fast().rows(
        "SELECT w.category, w.quantity, (SELECT COUNT(*) FROM makeover_piece k JOIN piece p ON p.id = k.piece_id "
        "WHERE k.makeover_id = w.makeover_id AND p.category = w.category "
        f"AND ({IS_HELD} OR k.state = 'delivered')) FROM makeover_want w WHERE w.makeover_id = ? "
        "ORDER BY w.category",
        (makeover_id,),
    )
    return [(row[0], int(row[1]), int(row[2])) for row in rows]


def rooms_of(makeover_id: int) -> list[tuple[int, str, str]]:
    """(id, kind, words) of the rooms."""
    rows = fast().rows(
        "SELECT id, kind, words FROM makeover_room WHERE makeover_id = ? ORDER BY id", (makeover_id,)
    )
    return [(row[0], row[1], row[2]) for row in rows]


def risks_of(makeover_id: int) -> dict[str, str]:
    """The answer by risk of the building."""
    rows = fast().rows("SELECT risk, answer FROM makeover_risk WHERE makeover_id = ?", (makeover_id,))
    return {row[0]: row[1] for row in rows}


@dataclass(frozen=True)
class TaskLine:
    """Something to do."""

    id: int
    kind: str
    words: str
    room: str
    done_at: datetime | None


def tasks_of(makeover_id: int) -> list[TaskLine]:
    """What is to do, as it was planned."""
    rows = fast().rows(
        "SELECT t.id, t.kind, t.words, COALESCE(r.kind, ''), t.done_at FROM makeover_task t "
        "LEFT JOIN makeover_room r ON r.id = t.room_id WHERE t.makeover_id = ? ORDER BY t.id",
        (makeover_id,),
    )
    return [TaskLine(*(*row[:4], _moment(row[4]))) for row in rows]


def materials_of(makeover_id: int) -> list[tuple[int, str, str, bool]]:
    """(id, words, amount, is there) of the materials."""
    rows = fast().rows(
        "SELECT id, words, amount, is_there FROM makeover_material WHERE makeover_id = ? ORDER BY id",
        (makeover_id,),
    )
    return [(row[0], row[1], row[2], bool(row[3])) for row in rows]


@dataclass(frozen=True)
class PhotoLine:
    """A photo of a room."""

    id: str
    part: str
    room: str
    taken_at: datetime


def photos_of(makeover_id: int) -> list[PhotoLine]:
    """The photos, by part and time."""
    rows = fast().rows(
        "SELECT f.id, f.part, COALESCE(r.kind, ''), f.taken_at FROM makeover_photo f "
        "LEFT JOIN makeover_room r ON r.id = f.room_id WHERE f.makeover_id = ? ORDER BY f.taken_at, f.id",
        (makeover_id,),
    )
    return [PhotoLine(*(*row[:3], as_instant(row[3]))) for row in rows]


def consents_of(makeover_id: int) -> list[tuple[datetime, datetime | None]]:
    """(given, taken back) of the consents to photos, the newest first."""
    rows = fast().rows(
        "SELECT given_at, withdrawn_at FROM makeover_consent WHERE makeover_id = ? ORDER BY id DESC",
        (makeover_id,),
    )
    return [(as_instant(row[0]), _moment(row[1])) for row in rows]


@dataclass(frozen=True)
class SignLine:
    """A word of the household."""

    outcome: str
    drawing: str
    mark: str
    reason: str
    at: datetime


def sign_offs_of(makeover_id: int) -> list[SignLine]:
    """What the household said, the newest first."""
    rows = fast().rows(
        "SELECT outcome, drawing, mark, reason, at FROM makeover_sign_off WHERE makeover_id = ? ORDER BY id DESC",
        (makeover_id,),
    )
    return [SignLine(*(*row[:4], as_instant(row[4]))) for row in rows]


def faces_of(makeover_id: int) -> dict[str, int]:
    """The face by question."""
    rows = fast().rows("SELECT question, face FROM makeover_feedback WHERE makeover_id = ?", (makeover_id,))
    return {row[0]: int(row[1]) for row in rows}


def sheets_of(makeover_id: int) -> list[tuple[int, str, datetime, datetime | None]]:
    """(number, state, printed, destroyed) of the run sheets, the newest first."""
    rows = fast().rows(
        "SELECT number, state, printed_at, ended_at FROM makeover_run_sheet WHERE makeover_id = ? "
        "ORDER BY number DESC",
        (makeover_id,),
    )
    return [(int(row[0]), row[1], as_instant(row[2]), _moment(row[3])) for row in rows]


def history_of(code: str, site_id: int, size: int = 60) -> list[tuple[datetime, str, str]]:
    """(when, verb, who) of the newest audit lines of a makeover."""
    rows = fast().rows(
        "SELECT a.at, a.verb, COALESCE(n.called, p.number, '') FROM audit_line a "
        "LEFT JOIN person p ON p.id = a.by_id LEFT JOIN person_name n ON n.person_id = p.id "
        "WHERE a.subject = ? AND a.site_id = ? ORDER BY a.id DESC LIMIT ?",
        (f"makeover:{code}", site_id, size),
    )
    return [(as_instant(row[0]), row[1], row[2]) for row in rows]
