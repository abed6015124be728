"""The statements behind recording: labels, events, photos and the piece's own row. Hot path."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from core.access import Actor
from core.clock import from_iso, local_day
from core.db import Fast, as_instant, as_json, as_json_text, fast
from inventory.facts import PieceEvent
from inventory.gates import missing_for_work
from inventory.state import PieceState


@dataclass(frozen=True, slots=True)
class LabelRow:
    """A label and the piece that wears it, as the hot path reads them."""

    label: str
    label_state: str
    label_site: int
    is_practice: bool
    piece_id: int | None
    code: str
    claimed_site: int
    folded: dict[str, Any] | None


_FIND = (
    "SELECT l.code, l.state, l.site_id, s.is_practice, l.piece_id, p.code, p.claimed_site_id, p.folded "
    "FROM label l JOIN site s ON s.id = l.site_id LEFT JOIN piece p ON p.id = l.piece_id WHERE l.code = ?"
)


def find_label(code: str, *, lock: bool = True) -> LabelRow | None:
    """The label with that code and its piece. With `lock`, PostgreSQL holds both until the transaction ends."""
    connection = fast()
    if lock and not connection.is_sqlite:
        _lock(connection, code)
    row = connection.row(_FIND, (code,))
    if row is None:
        return None
    return LabelRow(
        label=row[0],
        label_state=row[1],
        label_site=row[2],
        is_practice=bool(row[3]),
        piece_id=row[4],
        code=row[5] or row[0],
        claimed_site=row[6] or row[2],
        folded=as_json(row[7]) if row[7] is not None else None,
    )


def _lock(connection: Fast, code: str) -> None:
    locked = connection.row("SELECT piece_id FROM label WHERE code = ? FOR UPDATE", (code,))
    if locked is not None and locked[0] is not None:
        connection.row("SELECT id FROM piece WHERE id = ? FOR UPDATE", (locked[0],))


def is_known_event(token: str) -> str | None:
    """The body hash under which an event is stored already, or None."""
    connection = fast()
    row = connection.row("SELECT body_hash FROM piece_event WHERE id = ?", (token,))
    return row[0] if row else None


def claim(row: LabelRow, site_id: int, at: datetime) -> LabelRow:
    """A blank label becomes a piece with the label's code: for ever."""
    connection = fast()
    empty = PieceState(site=site_id)
    made = connection.row(
        "INSERT INTO piece (code, claimed_site_id, site_id, is_practice, stage, step, since, life, category, title, "
        "grams, weight_source, waits_for, is_sealed, is_barred, is_uncleared, folded, made_at) "
        "VALUES (?, ?, ?, ?, 'draft', '', ?, 1, '', '', 0, '', '', ?, ?, ?, ?, ?) RETURNING id",
        (
            row.label,
            site_id,
            site_id,
            row.is_practice,
            at,
            False,
            False,
            False,
            as_json_text(empty.as_data()),
            at,
        ),
    )
    assert made is not None
    connection.run(
        "UPDATE label SET state = 'claimed', piece_id = ?, claimed_at = ? WHERE code = ?",
        (made[0], at, row.label),
    )
    return LabelRow(row.label, "claimed", row.label_site, row.is_practice, made[0], row.label, site_id, None)


def save_event(
    row: LabelRow,
    event: PieceEvent,
    *,
    by: Actor,
    received_at: datetime,
    device_at: datetime,
    how: str,
    body: str,
) -> None:
    """Append the event."""
    fast().run(
        "INSERT INTO piece_event (id, piece_id, label, kind, at, device_at, received_at, site_id, device_id, device, "
        "sequence, by_id, with_ids, powers, how, data, body_hash) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            event.id,
            row.piece_id,
            row.label,
            event.kind,
            event.at,
            device_at,
            received_at,
            event.site,
            by.device_id,
            event.device,
            event.sequence,
            event.by,
            as_json_text(list(event.with_ids)),
            as_json_text(sorted(event.powers)),
            how,
            as_json_text(event.data),
            body,
        ),
    )


def events_of(piece_id: int | None) -> list[PieceEvent]:
    """All events of a piece, as the fold reads them."""
    rows = fast().rows(
        "SELECT id, kind, at, site_id, device, sequence, by_id, with_ids, powers, data FROM piece_event "
        "WHERE piece_id = ?",
        (piece_id,),
    )
    return [
        PieceEvent(
            id=row[0],
            kind=row[1],
            at=as_instant(row[2]),
            site=row[3],
            device=row[4],
            sequence=row[5],
            by=row[6],
            with_ids=tuple(as_json(row[7])),
            powers=frozenset(as_json(row[8])),
            data=as_json(row[9]),
        )
        for row in rows
    ]


def named_photos(data: dict[str, Any]) -> list[tuple[str, str]]:
    """(id, kind) of each photo that the data of an event names."""
    named = [(str(photo), "before") for photo in data.get("photos", ())]
    if "photo" in data:
        named.append((str(data["photo"]), str(data.get("as", "other"))))
    answers = data.get("answers")
    if isinstance(answers, dict):
        named.extend((str(said["photo"]), "evidence") for said in answers.values() if said.get("photo"))
    return named


def is_photo_elsewhere(named: list[tuple[str, str]], piece_id: int | None) -> bool:
    """True if one of these photos is another piece's: it is no evidence for this one."""
    marks = ", ".join("?" * len(named))
    row = fast().row(
        f"SELECT 1 FROM photo WHERE id IN ({marks}) AND piece_id <> ?",
        (*[photo for photo, _ in named], piece_id or 0),
    )
    return row is not None


def note_photos(piece_id: int, life: int, event: PieceEvent) -> None:
    """Give each photo that an event names a row of its own, waiting for its bytes if they are not here yet."""
    for photo, kind in named_photos(event.data):
        fast().run(
            "INSERT INTO photo (id, piece_id, life, kind, sha256, width, height, by_id, at) "
            "VALUES (?, ?, ?, ?, '', 0, 0, ?, ?) ON CONFLICT (id) DO NOTHING",
            (photo, piece_id, life, kind, event.by, event.at),
        )


def save_piece(
    row: LabelRow, state: PieceState, before: PieceState | None, *, at: datetime, refolded: bool
) -> None:
    """Write the folded state to the piece's row, the board's counts and the search index."""
    connection = fast()
    since = from_iso(state.since) if state.since else at
    uncleared = _is_uncleared(connection, row, state) if refolded else None
    connection.run(
        "UPDATE piece SET site_id = ?, stage = ?, step = ?, place_id = ?, since = ?, life = ?, category = ?, "
        "title = ?, grams = ?, weight_source = ?, donation_id = ?, photo_id = ?, waits_for = ?, is_sealed = ?, "
        "is_barred = ?, is_uncleared = COALESCE(?, is_uncleared), folded = ? WHERE id = ?",
        (
            state.site,
            state.stage,
            state.step,
            state.place or None,
            since,
            state.life,
            state.category,
            state.title,
            state.grams,
            state.weight_source,
            state.donation or None,
            state.photo or None,
            waits_for(state),
            state.is_sealed,
            state.is_barred,
            uncleared,
            as_json_text(state.as_data()),
            row.piece_id,
        ),
    )
    _count_on_board(connection, state, before)
    if before is None or _words(before) != _words(state):
        from inventory.services.search_index import index_piece

        index_piece(row.piece_id)


def _words(state: PieceState) -> tuple[object, ...]:
    return state.title, state.category, state.donation


def waits_for(state: PieceState) -> str:
    """The permit that a piece waits for, where it waits for a checker."""
    if state.stage == "quality_check":
        return "check:quality"
    if state.stage != "quarantine":
        return ""
    return next((item.permit for item in missing_for_work(state) if item.permit), "")


def _is_uncleared(connection: Fast, row: LabelRow, state: PieceState) -> bool:
    """True if the piece left in this life by a release that the fold now refuses: gone, not cleared."""
    if state.stage == "released":
        return False
    found = connection.row(
        "SELECT 1 FROM release r JOIN event_verdict v ON v.event_id = r.event_id "
        "WHERE r.piece_id = ? AND v.verdict = 'refused' AND v.settled_at IS NULL",
        (row.piece_id,),
    )
    return found is not None


def _count_on_board(connection: Fast, state: PieceState, before: PieceState | None) -> None:
    was = _board_key(before) if before else None
    is_now = _board_key(state)
    if was == is_now:
        return
    if was is not None:
        connection.run(
            "UPDATE board_count SET amount = amount - 1 "
            "WHERE site_id = ? AND stage = ? AND since_day = ? AND category = ?",
            was,
        )
    if is_now is not None:
        connection.run(
            "INSERT INTO board_count (site_id, stage, since_day, category, amount) VALUES (?, ?, ?, ?, 1) "
            "ON CONFLICT (site_id, stage, since_day, category) DO UPDATE SET amount = board_count.amount + 1",
            is_now,
        )


def _board_key(state: PieceState) -> tuple[Any, ...] | None:
    if not state.since:
        return None
    return state.site, state.stage, local_day(from_iso(state.since)), state.category
