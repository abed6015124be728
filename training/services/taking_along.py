"""Taking a run along off the grid: a tablet's lease of it, given with a PIN, and bringing it back."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import select

from core.access import Actor, require
from core.clock import local_day, start_of_day
from core.db import db
from core.errors import N_, NotAllowed, RuleBroken
from training.models.delivery import SeatHold
from training.models.off_grid import TakenRun
from training.services.booking_rules import derived, own_run
from training.services.noting import note
from training.services.offers import promote
from training.services.queue import hold_seats
from training.services.seats import lock_seats, tablet_hold

MOST_DAYS = 7


def take_along(
    *, by: Actor, run_number: str, device_id: int | None, days: int, at: datetime, token: str
) -> TakenRun:
    """Lease a run and its free seats to a tablet until the end of a day; the same tablet may prolong it.

    Raises NotAllowed without a PIN of this moment, RuleBroken where another tablet has it.
    """
    known = db.session.scalar(select(TakenRun).where(TakenRun.token == token))
    if known is not None:
        return known
    require(by, "take_register")
    if not by.signs or by.person_id is None:
        raise NotAllowed(N_("Taking a run along needs your PIN."), N_("Press your picture and give the PIN."))
    if device_id is None:
        raise RuleBroken("", N_("This browser is not a paired tablet."), N_("Do it on the tablet that goes."))
    if not 1 <= days <= MOST_DAYS:
        raise RuleBroken("days", N_("A run goes along for at most seven days."))
    run = own_run(by, run_number)
    free = lock_seats(run.id).free
    _end_or_refuse(run.id, device_id, at)
    until = start_of_day(local_day(at) + timedelta(days=days + 1))
    row = TakenRun(token=token, run_id=run.id, device_id=device_id, by_id=by.person_id, at=at, until=until)
    db.session.add(row)
    held = tablet_hold(run.id, device_id, at)
    if held is not None:
        held.until = max(held.until, until)
        held.seats += free
    elif free > 0:
        hold_seats(
            by=by,
            run_number=run.number,
            kind="tablet",
            seats=free,
            until=until,
            device_id=device_id,
            at=at,
            token=derived(token, "seats"),
        )
    db.session.flush()
    note("take_along", f"run:{run.number}", by, at, (f"days:{days}",))
    return row


def _end_or_refuse(run_id: int, device_id: int, at: datetime) -> None:
    live = select(TakenRun).where(TakenRun.run_id == run_id, TakenRun.ended_at.is_(None), TakenRun.until > at)
    for row in db.session.scalars(live):
        if row.device_id != device_id:
            raise RuleBroken(
                "",
                N_("Another tablet has this run along."),
                N_("Bring it back on that tablet, or at the desk."),
            )
        row.ended_at = at


def bring_back(*, by: Actor, run_number: str, at: datetime, token: str) -> None:
    """End the lease of a run: its unused seats are anybody's, the waiting list first."""
    require(by, "take_register")
    run = own_run(by, run_number)
    lock_seats(run.id)
    live = db.session.scalars(
        select(TakenRun).where(TakenRun.run_id == run.id, TakenRun.ended_at.is_(None))
    ).all()
    holds = db.session.scalars(
        select(SeatHold).where(
            SeatHold.run_id == run.id, SeatHold.kind == "tablet", SeatHold.ended_at.is_(None)
        )
    ).all()
    for lease in live:
        lease.ended_at = at
    for hold in holds:
        hold.ended_at = at
    db.session.flush()
    if live or holds:
        note("bring_back", f"run:{run.number}", by, at, ("taken_run",))
        promote(run.id, at=at, token=token)
