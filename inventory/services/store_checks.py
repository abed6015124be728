"""The statements that keep answers and releases: append-only, with the very answers that allowed a piece to leave."""

from __future__ import annotations

from typing import Any

from core.clock import from_iso, local_day
from core.db import fast
from core.held_pieces import note_delivered, refuse_kept
from inventory.facts import PieceEvent
from inventory.state import PieceState


def save_answers(piece_id: int, state: PieceState, event_id: str) -> None:
    """Append the answers that an event gave, with the version they were given under."""
    given = [(slug, item) for slug, item in state.answers.items() if item.event_id == event_id]
    if not given:
        return
    connection = fast()
    for slug, item in given:
        connection.run(
            "INSERT INTO check_answer (event_id, piece_id, life, question, version, answer, counts, photo_id, by_id, "
            "at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (event_id, question, life) DO NOTHING",
            (
                event_id,
                piece_id,
                state.life,
                slug,
                item.version,
                item.answer,
                item.counts,
                item.photo or None,
                item.by,
                from_iso(item.at),
            ),
        )


RELEASE_ANSWERS = {
    "quality_answer_id": "quality_check",
    "intent_answer_id": "intent",
    "stable_answer_id": "stable",
    "infestation_answer_id": "infestation",
    "minor_repair_answer_id": "minor_repair",
    "kept_apart_answer_id": "kept_apart",
    "filling_answer_id": "new_filling",
    "electrical_answer_id": "electrical_test",
    "children_answer_id": "children_gaps",
    "wall_fixing_answer_id": "wall_fixing",
    "glass_answer_id": "glass",
}


def save_release(piece_id: int, state: PieceState, event: PieceEvent) -> None:
    """Append the release with the very answers that allowed it; the database checks them again."""
    connection = fast()
    if connection.row("SELECT 1 FROM release WHERE event_id = ?", (event.id,)) is not None:
        return
    refuse_kept(piece_id, state.life, event.data.get("makeover_id"))
    fire = "fire_label_release"
    if state.answer(fire) != "yes" or not state.counted(fire):
        fire = "fire_exempt"
    columns = {column: _answer_id(piece_id, state, slug) for column, slug in RELEASE_ANSWERS.items()}
    columns["fire_answer_id"] = _answer_id(piece_id, state, fire)
    stable = columns.pop("stable_answer_id") if state.answer("stable") == "yes" else None
    columns.pop("stable_answer_id", None)
    data = event.data
    values: dict[str, Any] = {
        **columns,
        "event_id": event.id,
        "piece_id": piece_id,
        "life": state.life,
        "released_on": local_day(event.at),
        "destination": data.get("destination", ""),
        "organisation_id": data.get("organisation_id"),
        "household_id": data.get("household_id"),
        "makeover_id": data.get("makeover_id"),
        "terms": data.get("terms") or "gift",
        "price_pence": data.get("price_pence") or 0,
        "stable_answer_id": stable,
        "stability_override_id": None if stable else state.overrides.get("stability"),
        "after_photo_id": state.after[-1] if state.after else None,
        "photo_override_id": None if state.after else state.overrides.get("after_photo"),
    }
    places = ", ".join("?" for _ in values)
    connection.run(f"INSERT INTO release ({', '.join(values)}) VALUES ({places})", tuple(values.values()))
    note_delivered(
        piece_id,
        state.life,
        release_id=event.id,
        makeover_id=event.data.get("makeover_id"),
        by_id=event.by,
        at=event.at,
    )


def _answer_id(piece_id: int, state: PieceState, slug: str) -> int | None:
    found = state.answers.get(slug)
    if found is None:
        return None
    row = fast().row(
        "SELECT id FROM check_answer WHERE event_id = ? AND question = ? AND piece_id = ? AND life = ?",
        (found.event_id, slug, piece_id, state.life),
    )
    return row[0] if row else None
