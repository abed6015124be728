"""What a tablet on a work day brings: each event opened, proven, kept once, and given its effect, in any order."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from core.access import Actor
from core.audit import write_audit_line
from core.db import db
from core.errors import N_, EcoError, RuleBroken
from core.forbidden import forbidden, without_forbidden
from core.ids import proof_message, read_client_id
from core.tablets import Receipt, Tablet, actor_of, corrected_time, whole_number
from core.told import body_hash, opened, receipt_of_known, receipt_of_problem, without_id
from factory.makeovers.models.told import WorkDayEvent
from factory.makeovers.services.told_effects import EFFECTS, NotYet, Told, have_effect
from factory.makeovers.services.told_waiting import lifted, settle_waiting

LONGEST = 20_000
APART = ("person", "words")
"""What an event says that stands in columns of its own."""


def take_day_event(
    body: Mapping[str, Any],
    *,
    tablet: Tablet,
    secrets: Iterable[str],
    device_now: int,
    arrived: datetime,
    is_live: bool,
) -> Receipt:
    """Keep one event of a work day and let it have its effect, inside the caller's transaction.

    It never raises for what the event says, but RefusedAtOnce where `is_live` and it cannot be done now.
    """
    event_id = read_client_id(body.get("id"))
    if event_id is None:
        return without_id(body)
    known = db.session.get(WorkDayEvent, event_id)
    if known is not None:
        same = known.body_hash == body_hash(body) and known.device_id == tablet.device_id
        return receipt_of_known(event_id, is_same=same)
    row = new_row(event_id, tablet, arrived, body_hash(body))
    try:
        told = _read(body, row, tablet, tuple(secrets), device_now)
    except EcoError as problem:
        return _not_done(row, "unproven", problem, is_live)
    try:
        with db.session.begin_nested():  # what was half done when it was refused is not done
            message = have_effect(told, row)
    except NotYet as problem:
        return _not_done(row, "waiting", problem, is_live)
    except EcoError as problem:
        return _not_done(row, "refused", problem, is_live)
    keep_row(row, "done", message)
    if told.kind == "arrived":
        settle_waiting(row.day_id or 0, row.person_id or 0)
    return Receipt(event_id, "stored", message)


def _not_done(row: WorkDayEvent, state: str, problem: EcoError, is_live: bool) -> Receipt:
    receipt = receipt_of_problem(row.id, problem, is_live=is_live)
    keep_row(row, state, problem.message)
    return receipt


def keep_row(row: WorkDayEvent, state: str, message: str) -> None:
    """Keep an event with what became of it, and its line of the trail."""
    row.state, row.message = state, message
    if state == "done":
        row.words = ""
    db.session.add(row)
    db.session.flush()
    write_audit_line(
        "keep_work_day_event",
        f"event:{row.id}",
        site_id=row.site_id,
        at=row.received_at,
        by_id=row.by_id,
        device_id=row.device_id,
        fields=[row.kind],
    )


def new_row(event_id: str, tablet: Tablet, arrived: datetime, told_hash: str) -> WorkDayEvent:
    """An event of which nothing is read yet."""
    return WorkDayEvent(
        id=event_id,
        site_id=tablet.site_id,
        device_id=tablet.device_id,
        kind="unread",
        about="",
        is_confirmed=False,
        body={},
        words="",
        body_hash=told_hash,
        at=arrived,
        received_at=arrived,
        state="done",
        message="",
    )


def proven(named: object, message: str, row: WorkDayEvent, tablet: Tablet, arrived: datetime) -> Actor:
    """Who did it, as they were then; `row` keeps it. A card is enough for whoever may write in makeovers.

    Raises NotAllowed where the proof does not hold.
    """
    by = actor_of(named, message, tablet, row.at, arrived)
    row.by_id, row.is_confirmed = by.person_id, by.signs
    return lifted(by)


def _read(
    body: Mapping[str, Any], row: WorkDayEvent, tablet: Tablet, secrets: tuple[str, ...], device_now: int
) -> Told:
    """What the event says and who proves it. Raises where that cannot be known."""
    device_ms = whole_number(body.get("at"), "at")
    sealed = str(body.get("sealed") or "")
    said = opened(sealed, f"work day:{row.id}", secrets, LONGEST)
    row.at = corrected_time(device_ms, device_now, row.received_at)
    kind, clean = said.get("kind"), without_forbidden(said)
    row.body = {name: value for name, value in clean.items() if name not in APART}
    row.words = str(clean.get("words") or "")[:120]
    by = proven(
        body.get("by"), proof_message("work day", row.id, device_ms, sealed), row, tablet, row.received_at
    )
    if not isinstance(kind, str) or kind not in EFFECTS:
        raise RuleBroken("kind", N_("This tablet says something that the server does not know yet."))
    row.kind = kind
    if clean != said:
        raise forbidden("words")
    return Told(id=row.id, kind=row.kind, said=said, by=by, at=row.at, site_id=row.site_id)
