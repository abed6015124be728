"""Which work of a run no verifier saw as it stands now: assessed after the draw, or decided again after a look."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime
from typing import Literal

from core.db import as_instant, as_json, fast

Key = tuple[int, int, int]
"""A learner's registration, a unit, and an assessor who decided something of it that counts."""
Why = Literal["new", "again"]


def due_for_sampling(run_id: int) -> dict[Key, Why]:
    """Each such work: "new" where no draw was made since, "again" where a verifier looked before it was changed.

    A look ends when the item is closed, or, where something was to be put right, when that action is closed. Times are
    those at which the server received a decision, so that what a tablet brings late counts as late.
    """
    looks, waiting = _looks(run_id)
    drawn = _drawn(run_id)
    due: dict[Key, Why] = {}
    for key, decided_at in _decided(run_id).items():
        if key in waiting:
            continue
        if key in looks:
            if looks[key] < decided_at:
                due[key] = "again"
        elif not any(made_at >= decided_at and (held is None or key in held) for made_at, held in drawn):
            due[key] = "new"
    return due


def _decided(run_id: int) -> dict[Key, datetime]:
    rows = fast().rows(
        "SELECT d.registration_id, d.unit_id, d.assessor_id, MAX(d.received_at) FROM criterion_decision d "
        "JOIN registration g ON g.id = d.registration_id WHERE g.run_id = ? AND d.superseded_by IS NULL "
        "GROUP BY d.registration_id, d.unit_id, d.assessor_id",
        (run_id,),
    )
    return {(row[0], row[1], row[2]): as_instant(row[3]) for row in rows}


def _looks(run_id: int) -> tuple[dict[Key, datetime], set[Key]]:
    """When each work was last looked at; and the work that still waits, itself or an action about it."""
    rows = fast().rows(
        "SELECT i.registration_id, i.unit_id, i.assessor_id, i.closed_at, a.id, a.closed_at FROM sample_item i "
        "JOIN sample_plan p ON p.id = i.plan_id LEFT JOIN verifier_action a ON a.item_id = i.id WHERE p.run_id = ?",
        (run_id,),
    )
    looks: defaultdict[Key, list[datetime]] = defaultdict(list)
    waiting: set[Key] = set()
    for row in rows:
        key = (row[0], row[1], row[2])
        if row[3] is None or (row[4] is not None and row[5] is None):
            waiting.add(key)
        else:
            looks[key] += [as_instant(at) for at in (row[3], row[5]) if at is not None]
    return {key: max(times) for key, times in looks.items()}, waiting


def _drawn(run_id: int) -> list[tuple[datetime, set[Key] | None]]:
    """Each draw: when, and from what (None where that was not kept)."""
    rows = fast().rows(
        "SELECT p.made_at, b.assessed FROM sample_plan p LEFT JOIN sample_basis b ON b.plan_id = p.id "
        "WHERE p.run_id = ?",
        (run_id,),
    )
    return [
        (as_instant(row[0]), None if row[1] is None else {_key(one) for one in as_json(row[1])})
        for row in rows
    ]


def _key(one: dict[str, int]) -> Key:
    return one["registration_id"], one["unit_id"], one["assessor_id"]
