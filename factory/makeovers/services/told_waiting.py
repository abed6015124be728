"""What a tablet told before the arrival that it follows: done when that has come, from a tablet or from the desk."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from sqlalchemy import select

from core.access import ALWAYS, RIGHTS, Actor, actor_for, require
from core.audit import write_audit_line
from core.db import db, fast
from core.errors import N_, EcoError, NotAllowed, NotFound, RuleBroken
from factory.makeovers.models.told import WorkDayEvent, WorkDayEventSettled
from factory.makeovers.services.told_effects import NotYet, Told, have_effect
from factory.makeovers.words import SETTLED


def settle_waiting(day_id: int, person_id: int) -> int:
    """Try again what waits of somebody on a day; how many are done. What a coordinator settled stays as it is."""
    query = (
        select(WorkDayEvent)
        .where(
            WorkDayEvent.day_id == day_id,
            WorkDayEvent.person_id == person_id,
            WorkDayEvent.state == "waiting",
            WorkDayEvent.id.not_in(select(WorkDayEventSettled.event_id)),
        )
        .order_by(WorkDayEvent.at, WorkDayEvent.id)
    )
    return sum(_try_again(row) for row in db.session.scalars(query).all())


def _try_again(row: WorkDayEvent) -> bool:
    try:
        with db.session.begin_nested():
            said = {**row.body, "words": row.words, "person": _number(row)}
            told = Told(id=row.id, kind=row.kind, said=said, by=_who(row), at=row.at, site_id=row.site_id)
            message = have_effect(told, row)
    except NotYet:
        return False
    except EcoError as problem:
        row.state, row.message = "refused", problem.message
        db.session.flush()
        return False
    row.state, row.message, row.words = "done", message, ""
    db.session.flush()
    return True


def _number(row: WorkDayEvent) -> str:
    found = fast().row("SELECT number FROM person WHERE id = ?", (row.person_id or 0,))
    return str(found[0]) if found is not None else ""


def _who(row: WorkDayEvent) -> Actor:
    """Who told it, as they were then."""
    strength = "pin" if row.is_confirmed else "card"
    by = actor_for(row.by_id or 0, site_id=row.site_id, strength=strength, at=row.at, device_id=row.device_id)
    if by is None:
        raise NotAllowed(N_("We cannot tell who did this."), N_("Show the card again."))
    return lifted(by) if strength == "card" else by


def lifted(by: Actor) -> Actor:
    """On a work day the card of a trainer or coordinator says what their PIN would; it signs nothing."""
    if by.strength == "card" and by.roles & (RIGHTS["edit_makeovers"] | ALWAYS):
        return replace(by, strength="pin", has_confirmed=False)
    return by


def settle_told(*, at: datetime) -> int:
    """Try again whatever waits for somebody who has arrived by now, everywhere; how many are done. For the clock."""
    rows = fast().rows(
        "SELECT DISTINCT e.day_id, e.person_id FROM work_day_event e JOIN makeover_day_person x "
        "ON x.day_id = e.day_id AND x.person_id = e.person_id AND x.arrived_at <= ? WHERE e.state = 'waiting' "
        "AND NOT EXISTS (SELECT 1 FROM work_day_event_settled s WHERE s.event_id = e.id) "
        "ORDER BY e.day_id, e.person_id",
        (at,),
    )
    return sum(settle_waiting(row[0], row[1]) for row in rows)


def settle_day_event(*, by: Actor, event_id: str, how: str, at: datetime) -> None:
    """A coordinator says what became of it: put right by hand, or not so. It leaves the list. Again changes nothing.

    Raises NotFound for an event of another site or one that was done.
    """
    require(by, "see_refused")
    if how not in SETTLED:
        raise RuleBroken("how", N_("Say what became of it."), N_("Press one of the two."))
    row = db.session.get(WorkDayEvent, event_id)
    if row is None or row.site_id != by.site_id or row.state == "done":
        raise NotFound()
    if db.session.get(WorkDayEventSettled, event_id) is not None:
        return
    db.session.add(WorkDayEventSettled(event_id=event_id, how=how, at=at, by_id=by.person_id))
    db.session.flush()
    write_audit_line(
        "settle_work_day_event",
        f"event:{event_id}",
        site_id=row.site_id,
        at=at,
        by_id=by.person_id,
        device_id=by.device_id,
        fields=["how"],
    )
