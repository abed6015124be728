"""What a tablet in the van brings: each event opened, proven, kept once, and given its effect, in any order."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from core.access import Actor, require
from core.audit import write_audit_line
from core.clock import from_milliseconds
from core.db import db
from core.errors import N_, EcoError, RuleBroken
from core.forbidden import without_forbidden
from core.ids import proof_message, read_client_id
from core.tablets import Receipt, Tablet, actor_of, corrected_time, whole_number
from core.told import body_hash, opened, receipt_of_known, receipt_of_problem, without_id
from factory.van.models.deliveries import VanEvent
from factory.van.services.effects import Told, have_effect
from factory.van.words import VAN_EVENTS

LONGEST = 40_000
UNTOLD = ("kind", "strokes")
"""What an event says that its row does not keep: the strokes of a signature lie apart."""


def take_van_event(
    body: Mapping[str, Any],
    *,
    tablet: Tablet,
    secrets: Iterable[str],
    device_now: int,
    arrived: datetime,
    is_live: bool,
) -> Receipt:
    """Keep one event of the van and let it have its effect, inside the caller's transaction.

    It never raises for what the event says, but RefusedAtOnce where `is_live` and it cannot be done now.
    """
    event_id = read_client_id(body.get("id"))
    if event_id is None:
        return without_id(body)
    known = db.session.get(VanEvent, event_id)
    if known is not None:
        same = known.body_hash == body_hash(body) and known.device_id == tablet.device_id
        return receipt_of_known(event_id, is_same=same)
    try:
        told = _read(body, event_id, tablet, tuple(secrets), device_now, arrived, is_live)
    except EcoError as problem:
        return _not_done(_row(body, event_id, tablet, arrived), "unproven", problem, is_live)
    row = _row(body, event_id, tablet, arrived, told)
    try:
        require(told.by, "deliver")
        with db.session.begin_nested():  # what was half done when it was refused is not done
            message = have_effect(told, row)
    except EcoError as problem:
        return _not_done(row, "refused", problem, is_live)
    _keep(row, "done", message)
    return Receipt(event_id, "stored", message)


def _not_done(row: VanEvent, state: str, problem: EcoError, is_live: bool) -> Receipt:
    receipt = receipt_of_problem(row.id, problem, is_live=is_live)
    _keep(row, state, problem.message)
    return receipt


def _keep(row: VanEvent, state: str, message: str) -> None:
    row.state, row.message = state, message
    db.session.add(row)
    db.session.flush()
    write_audit_line(
        "keep_van_event",
        f"event:{row.id}",
        site_id=row.site_id,
        at=row.received_at,
        by_id=row.by_id,
        device_id=row.device_id,
        fields=[row.kind],
    )


def _row(
    body: Mapping[str, Any], event_id: str, tablet: Tablet, arrived: datetime, told: Told | None = None
) -> VanEvent:
    return VanEvent(
        id=event_id,
        site_id=tablet.site_id,
        device_id=tablet.device_id,
        kind=told.kind if told is not None else "unread",
        by_id=told.by.person_id if told is not None else None,
        body=without_forbidden({name: value for name, value in told.said.items() if name not in UNTOLD})
        if told
        else {},
        body_hash=body_hash(body),
        at=told.at if told is not None else arrived,
        received_at=arrived,
        state="done",
        message="",
    )


def _read(
    body: Mapping[str, Any],
    event_id: str,
    tablet: Tablet,
    secrets: tuple[str, ...],
    device_now: int,
    arrived: datetime,
    is_live: bool,
) -> Told:
    """What the event says and who proves it. Raises where that cannot be known."""
    device_ms = whole_number(body.get("at"), "at")
    sealed = str(body.get("sealed") or "")
    said = opened(sealed, f"van:{event_id}", secrets, LONGEST)
    at = corrected_time(device_ms, device_now, arrived)
    message = proof_message("van", event_id, device_ms, sealed)
    by: Actor = actor_of(body.get("by"), message, tablet, at, arrived)
    kind = said.get("kind")
    if kind not in VAN_EVENTS or kind == "unread":
        raise RuleBroken("kind", N_("This tablet says something that the server does not know yet."))
    return Told(
        id=event_id,
        kind=str(kind),
        said=said,
        by=by,
        at=at,
        arrived=arrived,
        device_at=from_milliseconds(device_ms),
        device=tablet.public_id,
        sequence=whole_number(body.get("seq"), "seq"),
        site_id=tablet.site_id,
        is_live=is_live,
    )
