"""Writes of who somebody was that only a supervisor knew: said once the sitting is over, undone where it was wrong."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select

from core.access import Actor, require
from core.crossings import crossings
from core.db import db, fast
from core.errors import N_, Conflict, NotAllowed, NotFound, RuleBroken
from core.people import Person
from core.people_queries import person_here
from hardware.models.machines import Machine
from hardware.models.matches import SessionMatch
from hardware.models.sittings import MachineSession
from hardware.queries.matches import chain_of, holder_of
from hardware.services.derive import derive_machine
from hardware.services.intake import mark_stale
from hardware.services.noting import note
from hardware.services.uses import minutes_token


def match_sitting(*, by: Actor, session_id: int, person_number: str, at: datetime, token: str) -> None:
    """Say who it was: of this sitting and of those that went on from it without a break. The same token again is one.

    Raises NotFound, NotAllowed, RuleBroken, and Conflict where somebody has said it.
    """
    require(by, "correct_sittings")
    sitting = _unknown_sitting(by, session_id)
    known = db.session.scalar(select(SessionMatch).where(SessionMatch.token == token))
    if known is not None and known.session_key == sitting.key:
        return
    if sitting.person_id is not None:
        raise Conflict(N_("Somebody has said who it was."), N_("Load the list again."))
    person = _whoever(by, sitting, person_number)
    chain = chain_of(sitting.id)
    _check(by, sitting, person.id, is_over=all(one.is_over for one in chain))
    for place, one in enumerate(chain):
        own = token if place == 0 else f"{token}/{place}"
        row = SessionMatch(
            token=own,
            session_key=one.key,
            machine_id=sitting.machine_id,
            person_id=person.id,
            by_id=by.person_id,
            at=at,
        )
        db.session.add(row)
    db.session.flush()
    _count_again(sitting, chain[0].first_place, at)
    note("match_sitting", f"person:{person.number}", by, at, [_code(sitting)])


def _whoever(by: Actor, sitting: MachineSession, number: str) -> Person:
    """Somebody of this site; of another one only whoever's own card it was that the kiosk did not know."""
    if number and number == holder_of(sitting.id):
        return db.session.scalars(select(Person).where(Person.number == number)).one()
    return person_here(number, site_id=by.site_id)


def _check(by: Actor, sitting: MachineSession, person_id: int, *, is_over: bool) -> None:
    if not is_over:
        raise NotAllowed(N_("They are still at the machine."), N_("Wait until they are done."))
    if person_id == sitting.supervisor_id:
        raise RuleBroken("person", N_("This is who stood beside them."), N_("Who was the other one?"))
    if by.person_id is None or person_id == by.person_id:
        raise NotAllowed(N_("Nobody decides on their own hours."), N_("Ask another member of staff."))


def undo_match(*, by: Actor, session_id: int, at: datetime) -> None:
    """It was somebody else: nobody has these hours until it is said anew, and told minutes count no more.

    Raises NotFound.
    """
    require(by, "correct_sittings")
    sitting = _unknown_sitting(by, session_id)
    chain = chain_of(sitting.id)
    rows = db.session.scalars(
        select(SessionMatch).where(
            SessionMatch.session_key.in_([one.key for one in chain]), SessionMatch.undone_at.is_(None)
        )
    ).all()
    if not rows or by.person_id is None:
        raise NotFound
    for row in rows:
        row.undone_at, row.undone_by_id = at, by.person_id
        crossings.take_back_supervised(minutes_token(row.session_key, row.token), at)
        fast().run("UPDATE machine_session SET noted_minutes = 0 WHERE key = ?", (row.session_key,))
    db.session.flush()
    _count_again(sitting, chain[0].first_place, at)
    note("undo_match", f"machine:{_code(sitting)}", by, at, ["person"])


def _unknown_sitting(by: Actor, session_id: int) -> MachineSession:
    row = db.session.get(MachineSession, session_id)
    if row is None or row.site_id != by.site_id or row.is_void or row.unknown_card is None:
        raise NotFound
    return row


def _code(sitting: MachineSession) -> str:
    return db.session.get_one(Machine, sitting.machine_id).code


def _count_again(sitting: MachineSession, place: str, at: datetime) -> None:
    if sitting.kiosk_id is not None:
        mark_stale(sitting.kiosk_id, sitting.machine_id, place)
        derive_machine(kiosk_id=sitting.kiosk_id, machine_id=sitting.machine_id, at=at)
    db.session.expire_all()
