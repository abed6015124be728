"""Replay: events that tablets queued, each naming its person by card proof or sign-in, checked again on arrival."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from core.audit import write_audit_line
from core.clock import from_milliseconds
from core.db import as_json_text, fast
from core.errors import N_, EcoError, RuleBroken
from core.forbidden import without_forbidden
from core.ids import proof_message, read_client_id
from core.tablets import Tablet, actor_of, corrected_time, whole_number
from inventory.facts import HOW
from inventory.services.record import Outcome, record_event
from inventory.state import PieceState
from inventory.views import PieceView


@dataclass(frozen=True)
class ReplayAnswer:
    """What a tablet is told of one event: an Outcome's result, or "stray" (kept for a coordinator) or "invalid"."""

    id: str
    result: str
    message: str = ""
    remedy: str = ""
    params: Mapping[str, Any] = field(default_factory=dict)
    permit: str = ""
    wants: str = ""
    reason: str = ""
    piece: PieceView | None = None
    state: PieceState | None = None


def replay_event(
    body: Mapping[str, Any], *, tablet: Tablet, device_now: int, arrived: datetime, is_live: bool
) -> ReplayAnswer:
    """Record one event of a tablet, inside the caller's transaction; never raises for what the event says.

    `is_live`: a person stands before the screen and sees the answer, so a refusal stores nothing. Otherwise the
    tablet has said "saved": whatever cannot be applied is kept and listed for a coordinator.
    """
    event_id = read_client_id(body.get("id"))
    if event_id is None:
        return ReplayAnswer(str(body.get("id"))[:40], "invalid", N_("This event has no proper id."))
    try:
        return _replay(body, event_id, tablet, device_now, arrived, is_live)
    except EcoError as problem:
        if is_live:
            return _refusal(event_id, problem)
        return _keep_stray(body, event_id, tablet, arrived, problem)


def _replay(
    body: Mapping[str, Any], event_id: str, tablet: Tablet, device_now: int, arrived: datetime, is_live: bool
) -> ReplayAnswer:
    stray = fast().row("SELECT body_hash FROM stray_scan WHERE event_id = ?", (event_id,))
    if stray is not None:
        return ReplayAnswer(event_id, "stray", N_("A coordinator looks at this one."))
    device_ms = whole_number(body.get("at"), "at")
    at = corrected_time(device_ms, device_now, arrived)
    data, message = _said(body, event_id, device_ms)
    by = actor_of(body.get("by"), message, tablet, at, arrived)
    with_ids = tuple(
        partner.person_id
        for partner in (actor_of(item, message, tablet, at) for item in _list(body.get("with")))
        if partner.person_id is not None and partner.person_id != by.person_id
    )
    how = str(body.get("how") or "scan")
    try:
        outcome = record_event(
            by=by,
            code=str(body.get("code") or "")[:40],
            kind=str(body.get("kind") or "")[:20],
            data=data,
            at=at,
            token=event_id,
            received_at=arrived,
            device_at=from_milliseconds(device_ms),
            device=tablet.public_id,
            sequence=whole_number(body.get("seq"), "seq"),
            how=how if how in HOW else "scan",
            with_ids=with_ids,
            keep_refused=not is_live,
        )
    except EcoError as problem:
        if is_live:
            raise
        return _keep_stray(body, event_id, tablet, arrived, problem, by.person_id)
    return _answer(outcome)


def _answer(outcome: Outcome) -> ReplayAnswer:
    return ReplayAnswer(
        outcome.event_id,
        outcome.result,
        outcome.message,
        outcome.remedy,
        outcome.params,
        outcome.permit,
        outcome.wants,
        outcome.reason,
        outcome.piece,
        outcome.state,
    )


def _refusal(event_id: str, problem: EcoError) -> ReplayAnswer:
    wants = problem.field if isinstance(problem, RuleBroken) else ""
    return ReplayAnswer(
        event_id, "refused", problem.message, problem.remedy, problem.params, wants=wants, reason="rule"
    )


def _said(body: Mapping[str, Any], event_id: str, device_ms: int) -> tuple[dict[str, Any], str]:
    """What the event says, and the message that its proofs are made over: "" where it is not told as text.

    A queued event tells its data as the very text that was proven, so that nobody who reads the queue can put other
    words under somebody's proof. An event of this moment under a live sign-in needs no proof, and may be an object.
    """
    told = body.get("data")
    if not isinstance(told, str):
        return (told if isinstance(told, dict) else {}), ""
    try:
        data = json.loads(told)
    except (ValueError, RecursionError) as problem:
        raise RuleBroken("data", N_("This event could not be read."), N_("Load the page again.")) from problem
    parts = (event_id, body.get("kind"), body.get("code"), device_ms, body.get("how"), told)
    return (data if isinstance(data, dict) else {}), proof_message("event", *parts)


def _keep_stray(
    body: Mapping[str, Any],
    event_id: str,
    tablet: Tablet,
    arrived: datetime,
    problem: EcoError,
    by_id: int | None = None,
) -> ReplayAnswer:
    """Keep an event that fits nowhere for a coordinator: whole, with who it was and why, without its proof."""
    kept = {name: body[name] for name in ("kind", "code", "at", "seq", "how", "data") if name in body}
    if "data" in kept:
        kept["data"] = _blanked(kept["data"])
    kept |= {"person": by_id, "remedy": problem.remedy, "params": dict(problem.params)}
    text = as_json_text(kept).replace("\\u0000", "").encode("utf-8", "replace").decode()
    if len(text) > 20_000:
        return ReplayAnswer(event_id, "invalid", N_("This event is too large."))
    fast().run(
        "INSERT INTO stray_scan (event_id, site_id, device_id, reason, received_at, body, body_hash) "
        "VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (event_id) DO NOTHING",
        (
            event_id,
            tablet.site_id,
            tablet.device_id,
            problem.message,
            arrived,
            text,
            hashlib.sha256(text.encode("utf-8", "replace")).hexdigest(),
        ),
    )
    write_audit_line(
        "keep_stray", f"event:{event_id}", site_id=tablet.site_id, at=arrived, device_id=tablet.device_id
    )
    return ReplayAnswer(event_id, "stray", problem.message, problem.remedy, problem.params, reason="stray")


def _blanked(told: object) -> object:
    """What an event told, without numbers that are never kept; a text of JSON stays one."""
    if not isinstance(told, str):
        return without_forbidden(told)
    try:
        read = json.loads(told)
    except (ValueError, RecursionError):
        return without_forbidden(told)
    clean = without_forbidden(read)
    return told if clean == read else json.dumps(clean, ensure_ascii=False)


def _list(value: object) -> list[object]:
    return list(value[:3]) if isinstance(value, list) else []
