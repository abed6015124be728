"""Whom we tell of machines, and what: out of order, running again, a time moved or given back. Each once."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select

from core.access import Actor
from core.crossings import crossings
from core.db import db, fast
from core.outbox import OutboxMessage, drop_messages, put_in_outbox
from hardware.models.bookings import MachineBooking

AHEAD = timedelta(days=7)
"""Whose time is later is told when it comes so near and the machine is still out."""
_TOLD = uuid.UUID("5c0a6f0f-3f1a-4e43-9a86-6e8b3d0f9a52")
"""Namespace of messages: they follow from what happened, so nothing is told twice."""


def tell_machines_out(*, at: datetime) -> int:
    """Tell everybody whose time at a machine that is out comes near; how many messages. Run again it tells nothing."""
    rows = fast().rows(
        "SELECT machine_id FROM machine_state WHERE state = 'out_of_order' AND ends_at IS NULL ORDER BY machine_id"
    )
    return sum(tell_machine_out(machine_id=row[0], at=at) for row in rows)


def tell_machine_out(*, machine_id: int, at: datetime) -> int:
    """Tell everybody whose time at this machine comes near that it is out; how many messages were new."""
    span, code, name, site_id = _out(machine_id)
    if not span:
        return 0
    told = 0
    for person_id, facts in _concerned(machine_id, name, site_id, at):
        token = _token(span, person_id, facts)
        if db.session.scalar(select(OutboxMessage.id).where(OutboxMessage.token == token)) is None:
            put_in_outbox(
                kind="machine_out",
                person_id=person_id,
                site_id=site_id,
                facts={"machine": code, "out": span, **facts},
                at=at,
                token=token,
            )
            told += 1
    return told


def _out(machine_id: int) -> tuple[str, str, str, int]:
    """The stretch in which a machine is out, its code, name and site; "" where it is not out, or is for practice."""
    row = fast().row(
        "SELECT s.token, m.code, m.name, m.site_id FROM machine_state s JOIN machine m ON m.id = s.machine_id "
        "JOIN site i ON i.id = m.site_id WHERE s.machine_id = ? AND s.state = 'out_of_order' AND s.ends_at IS NULL "
        "AND NOT i.is_practice",
        (machine_id,),
    )
    return tuple(row) if row else ("", "", "", 0)


def _concerned(machine_id: int, name: str, site_id: int, at: datetime) -> list[tuple[int, dict[str, Any]]]:
    """Each person with what of theirs it is: a booking, also of whoever stands beside; a class, given or taken."""
    found: list[tuple[int, dict[str, Any]]] = []
    for token, person_id, beside in fast().rows(
        "SELECT token, person_id, supervisor_id FROM machine_booking WHERE machine_id = ? AND state = 'booked' "
        "AND ends_at > ? AND starts_at < ? ORDER BY starts_at, id",
        (machine_id, at, at + AHEAD),
    ):
        found += [(one, {"booking": token}) for one in (person_id, beside) if one is not None]
    for one in crossings.classes_at_machine(name, site_id, at, at + AHEAD):
        facts: dict[str, Any] = {"run": one.run, "class": one.number}
        found += [(giver, facts) for giver in one.giver_ids]
        learners = [learner for learner in one.learner_ids if learner not in one.giver_ids]
        found += [(learner, {**facts, "learns": True}) for learner in learners]
    return found


def _token(span: str, person_id: int, facts: dict[str, Any]) -> str:
    return str(uuid.uuid5(_TOLD, f"{span} {person_id} {sorted(facts.items())}"))


def tell_machine_back(*, machine_id: int, span: str, at: datetime) -> int:
    """A machine runs again: what waits to be told of its being out is dropped; whoever knows already is told so."""
    told = 0
    for message in db.session.scalars(
        select(OutboxMessage).where(OutboxMessage.kind == "machine_out").order_by(OutboxMessage.id)
    ):
        if message.facts.get("out") != span:
            continue
        if message.state == "waiting":
            message.state, message.ended_at = "dropped", at
        elif message.state == "sent" and _still_there(message, machine_id, at):
            facts = {name: value for name, value in message.facts.items() if name != "out"}
            put_in_outbox(
                kind="machine_back",
                person_id=message.person_id,
                site_id=message.site_id,
                facts=facts,
                at=at,
                token=str(uuid.uuid5(_TOLD, f"back {message.token}")),
            )
            told += 1
    db.session.flush()
    return told


def _still_there(message: OutboxMessage, machine_id: int, at: datetime) -> bool:
    """Whether what was told of still stands at the machine. A class that a message named always does."""
    if "booking" not in message.facts:
        return True
    row = fast().row(
        "SELECT 1 FROM machine_booking WHERE token = ? AND machine_id = ? AND state = 'booked' AND ends_at > ?",
        (message.facts["booking"], machine_id, at),
    )
    return row is not None


def tell_change(*, row: MachineBooking, kind: str, by: Actor, at: datetime, press: str) -> None:
    """Somebody else moved or gave back a person's time: they are told, and nothing older of it any more."""
    for whom in (row.person_id, row.supervisor_id):
        if whom is None:
            continue
        for old in ("machine_out", "machine_moved"):
            drop_messages(person_id=whom, kind=old, fact="booking", value=row.token, at=at)
        if whom == by.person_id or _is_practice(row.machine_id):
            continue
        put_in_outbox(
            kind=kind,
            person_id=whom,
            site_id=by.site_id,
            facts={"booking": row.token},
            at=at,
            token=str(uuid.uuid5(_TOLD, f"{kind} {press} {whom}")),
        )


def _is_practice(machine_id: int) -> bool:
    row = fast().row(
        "SELECT 1 FROM machine m JOIN site s ON s.id = m.site_id WHERE m.id = ? AND s.is_practice",
        (machine_id,),
    )
    return row is not None
