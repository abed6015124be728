"""Letting tablets' register events have their effect, in whatever order they came: what cannot be done yet waits."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy import select

from core.access import RIGHTS, Actor, actor_for
from core.db import db, fast
from core.errors import N_, EcoError, NotAllowed, NotFound, RuleBroken
from core.people import Person
from training.models.delivery import CourseClass
from training.models.off_grid import RegisterEvent
from training.services.register_seating import seat_by_events
from training.services.register_signing import sign_event
from training.services.registers import NewMark, record_mark, take_back_mark
from training.services.seats import lock_seats

NOT_YET_ANYBODY = N_("This card's new person has not reached us yet.")
UNKNOWN_CLASS = N_("This class is not known here.")
LATER = ("sign", "decide", "induct")
"""These follow when marks and seats stand."""


def settle_events(row: RegisterEvent, *, at: datetime) -> None:
    """Let a new event have its effect, and whatever waited for it."""
    if row.state != "waiting":
        return
    if row.run_id is None and row.kind not in ("induct", "unmark"):
        row.message = UNKNOWN_CLASS
        db.session.flush()
        return
    if row.kind == "unmark" and row.run_id is None:
        marked = db.session.get(RegisterEvent, str(row.body.get("mark") or "")[:40])
        row.run_id = marked.run_id if marked is not None and marked.kind == "mark" else None
        row.message = "" if row.run_id else N_("The mark that was taken back has not come.")
        db.session.flush()
    settle_run(row.run_id, row.site_id, at=at)


def settle_run(run_id: int | None, site_id: int, *, at: datetime) -> None:
    """Take into account all that waits of a run (of no run: the inductions of a site). Safe to repeat."""
    if run_id is not None:
        lock_seats(run_id)
        _adopt(run_id, site_id)
    waiting = _waiting(run_id, site_id)
    _find_people(waiting)
    if run_id is not None:
        seat_by_events(run_id, at=at)
        for row in waiting:
            if row.kind in ("mark", "unmark"):
                _attempt(row, _mark if row.kind == "mark" else _unmark, at)
        seat_by_events(run_id, at=at)
    for row in waiting:
        if row.kind in LATER:
            _attempt(row, sign_event, at)
    db.session.flush()


def settle_all(at: datetime, *, site_id: int | None = None) -> int:
    """Try again whatever waits, everywhere (the clockwork) or at one site. Returns how many no longer do."""
    waiting = _waiting_at(site_id)
    for run_id, run_site_id in dict.fromkeys(waiting):
        settle_run(run_id, run_site_id, at=at)
    return len(waiting) - len(_waiting_at(site_id)) if waiting else 0


def _waiting_at(site_id: int | None) -> list[tuple[int, int]]:
    """Run and site of each event that waits."""
    rows = fast().rows(
        "SELECT run_id, site_id FROM register_event WHERE state = 'waiting' AND (site_id = ? OR ?) "
        "ORDER BY site_id, run_id, id",
        (site_id or 0, site_id is None),
    )
    return [(row[0], row[1]) for row in rows]


def _adopt(run_id: int, site_id: int) -> None:
    """An undo that came before its mark belongs to the mark's run."""
    lone = db.session.scalars(
        select(RegisterEvent).where(
            RegisterEvent.site_id == site_id,
            RegisterEvent.state == "waiting",
            RegisterEvent.kind == "unmark",
            RegisterEvent.run_id.is_(None),
        )
    )
    for row in lone:
        marked = db.session.get(RegisterEvent, str(row.body.get("mark") or "")[:40])
        if marked is not None and marked.run_id == run_id:
            row.run_id = run_id
    db.session.flush()


def _waiting(run_id: int | None, site_id: int) -> Sequence[RegisterEvent]:
    mine = RegisterEvent.run_id.is_(None) if run_id is None else RegisterEvent.run_id == run_id
    query = select(RegisterEvent).where(
        mine, RegisterEvent.site_id == site_id, RegisterEvent.state == "waiting"
    )
    return db.session.scalars(
        query.order_by(RegisterEvent.at, RegisterEvent.device, RegisterEvent.sequence, RegisterEvent.id)
    ).all()


def _find_people(rows: Sequence[RegisterEvent]) -> None:
    """Cards that were blank when their events came may have found their people."""
    for row in rows:
        for card, field in ((row.by_card, "by_id"), (row.card, "person_id")):
            if card and getattr(row, field) is None:
                found = fast().row("SELECT person_id FROM card WHERE lookup_key = ?", (card,))
                setattr(row, field, found[0] if found else None)
            if card and getattr(row, field) is None:
                row.message = NOT_YET_ANYBODY
    db.session.flush()


def _attempt(row: RegisterEvent, act: Callable[[RegisterEvent, Actor, datetime], str], at: datetime) -> None:
    """Try one event: done, waiting with the reason, or waiting for a PIN."""
    try:
        if (row.by_card and row.by_id is None) or (row.card and row.person_id is None):
            raise RuleBroken("card", NOT_YET_ANYBODY)
        by = acting(row)
        with db.session.begin_nested():
            row.state = act(row, by, at)
        row.message, row.params = "", {}
    except NotFound as problem:
        row.message, row.params = problem.message or UNKNOWN_CLASS, dict(problem.params)
    except EcoError as problem:
        row.message, row.params = problem.message, dict(problem.params)
    db.session.flush()


def acting(row: RegisterEvent) -> Actor:
    """Who did it, as they were then. A card is enough for the register of whoever may take it. Raises NotAllowed."""
    strength = "pin" if row.is_confirmed else "card"
    actor = (
        None
        if row.by_id is None
        else actor_for(row.by_id, site_id=row.site_id, strength=strength, at=row.at, device_id=row.device_id)
    )
    if actor is None:
        raise NotAllowed(N_("We cannot tell who did this."), N_("Show the card again."))
    if strength == "card" and actor.roles & (RIGHTS["take_register"] | {"administrator"}):
        return replace(actor, strength="pin", has_confirmed=False)
    return replace(actor, has_confirmed=row.is_confirmed)


def _mark(row: RegisterEvent, by: Actor, at: datetime) -> str:
    meeting = db.session.get_one(CourseClass, row.class_id)
    person = db.session.get(Person, row.person_id or row.by_id)
    if person is None:
        raise RuleBroken("person", N_("Nobody here has this number."))
    minutes = row.body.get("minutes")
    new = NewMark(
        id=row.id,
        class_token=meeting.token,
        person_number=person.number,
        mark=str(row.body.get("mark")),
        method="card" if row.person_id in (None, row.by_id) else "tap",
        at=row.at,
        device_at=row.at,
        minutes=minutes if isinstance(minutes, int) and not isinstance(minutes, bool) else None,
        device=row.device,
        sequence=row.sequence,
    )
    record_mark(by=by, new=new, received_at=at, may_reseat=False)
    return "done"


def _unmark(row: RegisterEvent, by: Actor, at: datetime) -> str:
    take_back_mark(by=by, mark_id=str(row.body.get("mark"))[:40], undo_id=row.id, at=at)
    return "done"
