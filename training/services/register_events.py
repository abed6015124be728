"""What a tablet's register brings: each event opened, proven, kept whole and once, then taken into account."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import select

from core.audit import write_audit_line
from core.clock import from_milliseconds
from core.db import db, fast
from core.errors import N_, EcoError, NotAllowed, RuleBroken
from core.forbidden import forbidden, without_forbidden
from core.ids import proof_message, read_client_id
from core.people import Person
from core.tablets import (
    Receipt,
    RefusedAtOnce,
    Tablet,
    actor_of,
    blank_card,
    corrected_time,
    person_by_card,
    whole_number,
)
from core.told import body_hash, opened, receipt_of_known, without_id
from training.models.delivery import CourseClass, Run
from training.models.off_grid import RegisterEvent
from training.services.register_settling import NOT_YET_ANYBODY, settle_events
from training.words import REGISTER_EVENTS

LONGEST = 20_000
BY_OWN_CARD = ("join", "induct")
"""These are about somebody who shows their card for it."""


RESULTS = {
    "done": "stored",
    "waiting": "stray",
    "unproven": "stray",
    "to_sign": "to_sign",
    "settled": "repeated",
}


def take_register_event(
    body: Mapping[str, Any],
    *,
    tablet: Tablet,
    secrets: Iterable[str],
    device_now: int,
    arrived: datetime,
    is_live: bool,
) -> Receipt:
    """Keep one event of a tablet's register and let it have its effect, inside the caller's transaction.

    It never raises for what the event says, but RefusedAtOnce where `is_live` and it cannot be done now.
    """
    event_id = read_client_id(body.get("id"))
    if event_id is None:
        return without_id(body)
    known = db.session.get(RegisterEvent, event_id)
    if known is not None:
        same = known.body_hash == body_hash(body) and known.device_id == tablet.device_id
        return receipt_of_known(event_id, is_same=same)
    row = _kept(body, event_id, tablet, tuple(secrets), device_now, arrived)
    settle_events(row, at=arrived)
    receipt = Receipt(row.id, RESULTS[row.state], row.message, params=row.params)
    if is_live and row.state in ("waiting", "unproven") and row.message != NOT_YET_ANYBODY:
        raise RefusedAtOnce(replace(receipt, result="refused"))
    return receipt


def _kept(
    body: Mapping[str, Any],
    event_id: str,
    tablet: Tablet,
    secrets: tuple[str, ...],
    device_now: int,
    arrived: datetime,
) -> RegisterEvent:
    row = RegisterEvent(
        id=event_id,
        site_id=tablet.site_id,
        device_id=tablet.device_id,
        device=tablet.public_id,
        sequence=0,
        kind="unread",
        by_card="",
        is_confirmed=False,
        card="",
        body={},
        body_hash=body_hash(body),
        at=arrived,
        device_at=arrived,
        received_at=arrived,
        state="waiting",
        message="",
        params={},
    )
    try:
        _read(row, body, tablet, secrets, device_now, arrived)
    except EcoError as problem:
        row.state, row.message, row.params = "unproven", problem.message, dict(problem.params)
    db.session.add(row)
    db.session.flush()
    write_audit_line(
        "keep_register_event",
        f"event:{event_id}",
        site_id=tablet.site_id,
        at=arrived,
        by_id=row.by_id,
        device_id=tablet.device_id,
        fields=[row.kind],
    )
    return row


def _read(
    row: RegisterEvent,
    body: Mapping[str, Any],
    tablet: Tablet,
    secrets: tuple[str, ...],
    device_now: int,
    arrived: datetime,
) -> None:
    """Fill the row with what the event says and who proves it. Raises where that cannot be."""
    device_ms = whole_number(body.get("at"), "at")
    row.sequence = whole_number(body.get("seq"), "seq")
    row.at = corrected_time(device_ms, device_now, arrived)
    row.device_at = from_milliseconds(device_ms)
    sealed = str(body.get("sealed") or "")
    said = opened(sealed, f"register:{row.id}", secrets, LONGEST)
    kind = said.get("kind")
    row.kind = str(kind) if kind in REGISTER_EVENTS else "unread"
    learner = said.pop("learner", None)
    row.body = without_forbidden(said)
    _find_class(row, said)
    message = proof_message("register", row.id, device_ms, sealed)
    row.by_card = blank_card(body.get("by"), message)
    if not row.by_card:
        actor = actor_of(body.get("by"), message, tablet, row.at, arrived)
        row.by_id, row.is_confirmed = actor.person_id, actor.signs
    if row.kind == "unread":
        raise RuleBroken("kind", N_("This tablet says something that the server does not know yet."))
    _find_learner(row, learner, device_ms)
    if row.body != said:
        raise forbidden("words")


def _find_class(row: RegisterEvent, said: Mapping[str, Any]) -> None:
    if said.get("class"):
        found = db.session.execute(
            select(CourseClass.id, CourseClass.run_id)
            .join(Run, Run.id == CourseClass.run_id)
            .where(CourseClass.token == str(said["class"])[:60], Run.site_id == row.site_id)
        ).one_or_none()
        if found is not None:
            row.class_id, row.run_id = found
    elif said.get("run"):
        row.run_id = db.session.scalar(
            select(Run.id).where(Run.number == str(said["run"])[:40], Run.site_id == row.site_id)
        )


def _find_learner(row: RegisterEvent, named: object, device_ms: int) -> None:
    """Whom it is about: by a card that proves itself, or as the trainer names them, by number or by card."""
    if not isinstance(named, Mapping):
        return
    message = proof_message("register learner", row.id, device_ms, row.kind)
    if row.kind in BY_OWN_CARD:
        row.person_id = person_by_card(named, message, row.at)
        row.card = "" if row.person_id else blank_card(named, message)
        if row.person_id is None and not row.card:
            raise NotAllowed(N_("The learner's card was not shown."), N_("Show the card again."))
        return
    if isinstance(named.get("card"), str):
        found = fast().row(
            "SELECT person_id FROM card WHERE lookup_key = ? AND state IN ('live', 'blank', 'lost')",
            (named["card"][:64],),
        )
        row.person_id = found[0] if found is not None else None
        row.card = named["card"][:64] if found is not None and found[0] is None else ""
    else:
        number = str(named.get("number") or "")[:20]
        row.person_id = db.session.scalar(select(Person.id).where(Person.number == number))
