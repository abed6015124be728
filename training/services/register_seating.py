"""Seats of a run that tablets' registers gave free or filled: their events are folded, then the bookings follow."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import select

from core.access import Actor, system_actor
from core.db import as_instant, db, fast
from core.errors import N_, RuleBroken
from core.ids import new_client_id
from core.young import lacks_permission
from training.models.bookings import Booking
from training.models.delivery import CourseClass, Run, SeatHold
from training.models.off_grid import RegisterEvent, TakenRun
from training.off_grid import Act, SeatEvent, Seating, fold_seats
from training.services.booking_rules import live_booking
from training.services.registers import follow_attendance
from training.services.seats import change_booking, claim_seat, new_booking
from training.words import MARKS_THERE

ACTS: dict[str, Act] = {"join": "joins", "gone": "goes", "mark": "comes"}
SITTING = ("booked", "attending")
OVER = ("completed", "not_completed", "withdrawn")
NO_SEAT = N_("Every place was taken: they are on the waiting list.")
LEASE_OVER = N_("The places were no longer kept for this tablet: they are on the waiting list.")
NOT_PERMITTED = N_("They are under 18, and nobody has seen a guardian's permission.")
NOT_LATE = N_("Nobody joins this run late, or its first class was over.")


@dataclass
class Table:
    """A run with its tablets' seat events, its live lease, and who acted last on whom."""

    run: Run
    rows: Sequence[RegisterEvent]
    lease: SeatHold | None
    at: datetime
    acted: dict[int, RegisterEvent] = field(default_factory=dict)

    def by(self, person_id: int) -> Actor:
        """Whose event it was that moved somebody."""
        row = self.acted[person_id]
        return Actor(row.by_id, self.run.site_id, device_id=row.device_id) if row.by_id else system_actor(
            self.run.site_id
        )  # fmt: skip


def seat_by_events(run_id: int, *, at: datetime) -> None:
    """Bring the bookings of a run to what the fold of its tablets' events says. The caller holds the run's row."""
    run = db.session.get_one(Run, run_id)
    rows = _rows(run_id)
    if not any(row.kind in ("join", "gone") for row in rows) and not _has_no_show(run_id):
        return
    table = Table(run, rows, _lease(run_id, at), at)
    allowed = []
    for row in rows:
        obstacle = _obstacle(run, row) if row.kind == "join" else ""
        if obstacle:
            row.state, row.message, row.params = "waiting", obstacle, {}
        else:
            allowed.append(row)
    base, since = _before(run_id)
    gone = {row.person_id for row in rows if row.kind == "gone"}
    gone |= {who for who, state in base.items() if state == "no_show"}
    events = [
        event
        for row in allowed
        if (event := _event(table, row, gone)) is not None and row.at > since.get(event.person, run.made_at)
    ]
    folded = fold_seats(
        events,
        seated=[who for who, state in base.items() if state in SITTING],
        gone=[who for who, state in base.items() if state == "no_show"],
        free=_free_then(run, base),
    )
    _follow(table, folded, base)
    _tell(table, allowed, folded)
    db.session.flush()


def _rows(run_id: int) -> Sequence[RegisterEvent]:
    query = select(RegisterEvent).where(
        RegisterEvent.run_id == run_id,
        RegisterEvent.kind.in_(tuple(ACTS)),
        RegisterEvent.state.in_(("done", "waiting")),
        RegisterEvent.person_id.is_not(None) | RegisterEvent.by_id.is_not(None),
    )
    return db.session.scalars(
        query.order_by(RegisterEvent.at, RegisterEvent.device, RegisterEvent.sequence, RegisterEvent.id)
    ).all()


def _has_no_show(run_id: int) -> bool:
    return fast().row("SELECT 1 FROM booking WHERE run_id = ? AND state = 'no_show'", (run_id,)) is not None


def _lease(run_id: int, at: datetime) -> SeatHold | None:
    query = select(SeatHold).where(
        SeatHold.run_id == run_id,
        SeatHold.kind == "tablet",
        SeatHold.ended_at.is_(None),
        SeatHold.until > at,
    )
    return db.session.scalars(query.order_by(SeatHold.id).limit(1)).first()


def _obstacle(run: Run, row: RegisterEvent) -> str:
    """Why somebody who came without a place is not put on this run; "" where they are."""
    if not _may_join(run, row):
        return NOT_LATE
    return NOT_PERMITTED if row.person_id is not None and lacks_permission(row.person_id) else ""


def _may_join(run: Run, row: RegisterEvent) -> bool:
    first = db.session.scalars(
        select(CourseClass)
        .where(CourseClass.run_id == run.id, CourseClass.cancelled_at.is_(None))
        .order_by(CourseClass.starts_at)
        .limit(1)
    ).first()
    is_open = run.allows_late_joining and run.state not in ("draft", "cancelled", "archived")
    return is_open and first is not None and row.class_id == first.id and row.at < first.ends_at


def _event(table: Table, row: RegisterEvent, gone: Collection[int | None]) -> SeatEvent | None:
    """What a row means for the seats; None for a mark, unless it says that somebody came whose seat was given free."""
    who = row.person_id if row.person_id is not None else row.by_id if row.kind == "mark" else None
    if who is None or (row.kind == "mark" and (who not in gone or row.body.get("mark") not in MARKS_THERE)):
        return None
    table.acted[who] = row
    order = (row.at, row.device, row.sequence, row.id)
    return SeatEvent(order, ACTS[row.kind], who, row.kind == "join" and _was_lease_over(row))


def _was_lease_over(row: RegisterEvent) -> bool:
    """True if the run had been leased to that tablet, and was no longer."""
    leases = db.session.scalars(
        select(TakenRun).where(
            TakenRun.run_id == row.run_id, TakenRun.device_id == row.device_id, TakenRun.at <= row.at
        )
    ).all()
    ends = [min(one.until, one.ended_at or one.until) for one in leases]
    return bool(ends) and max(ends) <= row.at


def _before(run_id: int) -> tuple[dict[int, str], dict[int, datetime]]:
    """Person → the state of their booking without what came from tablets' registers, and since when it was so.

    What the desk did later than the tablet counts against it.
    """
    found: dict[int, str] = {}
    since: dict[int, datetime] = {}
    for person_id, state in fast().rows(
        "SELECT person_id, state FROM booking WHERE run_id = ? AND source <> 'off_grid' ORDER BY id",
        (run_id,),
    ):
        found[person_id] = state
    for person_id, state, at in fast().rows(
        "SELECT b.person_id, e.state, e.at FROM booking_event e JOIN booking b ON b.id = e.booking_id "
        "WHERE b.run_id = ? AND e.source <> 'off_grid' AND e.verb <> 'follow_attendance' ORDER BY e.at, b.id",
        (run_id,),
    ):
        found[person_id], since[person_id] = state, as_instant(at)
    return found, since


def _free_then(run: Run, base: dict[int, str]) -> int:
    """Seats that nobody had but for what tablets did; those of a live lease count, those of partners do not."""
    partners = fast().row(
        "SELECT COALESCE(SUM(seats - used), 0) FROM seat_hold WHERE run_id = ? AND ended_at IS NULL "
        "AND kind <> 'tablet'",
        (run.id,),
    )
    had = sum(state in (*SITTING, "offered") for state in base.values())
    free = run.capacity - had - (int(partners[0]) if partners else 0)
    sitting = {
        row[0]
        for row in fast().rows(
            "SELECT person_id FROM booking WHERE run_id = ? AND state IN ('booked', 'attending')", (run.id,)
        )
    }
    came = sum(base.get(who) not in SITTING for who in sitting)
    went = sum(state in SITTING and who not in sitting for who, state in base.items())
    return max(free, came - went, 0)  # fewer seats unseat nobody


def _follow(table: Table, folded: Seating, base: dict[int, str]) -> None:
    """First whoever loses a seat, then whoever gets one, in the order in which they came."""
    moved = list(table.acted)
    for who in moved:
        if who not in folded.seated:
            _unseat(table, who, base, is_gone=who in folded.gone)
    for who in moved:
        if who in folded.seated:
            _seat(table, who)
    for who in folded.queue:
        _put_on_list(table, who)


def _newest(run: Run, who: int) -> Booking | None:
    query = select(Booking).where(Booking.run_id == run.id, Booking.person_id == who)
    return db.session.scalars(query.order_by(Booking.id.desc()).limit(1)).first()


def _unseat(table: Table, who: int, base: dict[int, str], *, is_gone: bool) -> None:
    booking = _newest(table.run, who)
    if booking is None or booking.state not in SITTING:
        return
    was_there = base.get(who) in SITTING or is_gone
    if booking.state == "attending" and was_there:
        _change(table, booking, "booked", "follow_attendance")
    if was_there:
        _change(table, booking, "no_show", "free_no_show")
    else:
        _change(table, booking, "cancelled_by_centre", "take_off")
    _keep_for_tablet(table)


def _keep_for_tablet(table: Table) -> None:
    """A seat that became free off the grid stays the tablet's while its lease lasts."""
    if table.lease is not None:
        table.lease.seats += 1
    else:
        query = select(TakenRun).where(
            TakenRun.run_id == table.run.id, TakenRun.ended_at.is_(None), TakenRun.until > table.at
        )
        taken = db.session.scalars(query.order_by(TakenRun.id).limit(1)).first()
        if taken is None:
            return
        table.lease = SeatHold(
            token=new_client_id(),
            run_id=table.run.id,
            kind="tablet",
            device_id=taken.device_id,
            seats=1,
            until=taken.until,
            made_at=table.at,
            made_by_id=taken.by_id,
        )
        db.session.add(table.lease)
    db.session.flush()


def _seat(table: Table, who: int) -> None:
    booking = _newest(table.run, who)
    if booking is not None and booking.state in (*SITTING, *OVER):
        return
    if booking is not None and (booking.state == "no_show" or live_booking(table.run.id, who) is not None):
        _change(table, booking, "booked", "seat_walk_in")
    elif _claim(table):
        _new(table, who, "booked", "seat_walk_in")
    else:
        raise RuleBroken("person", N_("Every place is taken."))
    follow_attendance(table.run, who, by=table.by(who), at=table.at, token=new_client_id(), may_reseat=False)


def _claim(table: Table) -> bool:
    lease = table.lease
    return (lease is not None and claim_seat(table.run.id, hold=lease)) or claim_seat(table.run.id)


def _put_on_list(table: Table, who: int) -> None:
    booking = _newest(table.run, who)
    if booking is not None and booking.state in ("waitlisted", "offered", "requested", "no_show", *OVER):
        return
    first = fast().row(
        "SELECT MIN(joined_at) FROM booking WHERE run_id = ? AND person_id = ?", (table.run.id, who)
    )
    made = _new(table, who, "waitlisted", "join_waiting_list")
    if first is not None and first[0] is not None:
        made.joined_at = min(made.joined_at, as_instant(first[0]))


def _new(table: Table, who: int, state: str, verb: str) -> Booking:
    return new_booking(
        run=table.run,
        person_id=who,
        state=state,
        verb=verb,
        by=table.by(who),
        source="off_grid",
        at=table.acted[who].at,
        token=new_client_id(),
        reason="came to the class",
    )


def _change(table: Table, booking: Booking, state: str, verb: str) -> None:
    change_booking(
        booking,
        state,
        verb=verb,
        by=table.by(booking.person_id),
        at=table.acted[booking.person_id].at,
        token=new_client_id(),
        source="off_grid",
        reason="came to the class" if state == "booked" else "",
        hold=table.lease,
    )


def _tell(table: Table, rows: Sequence[RegisterEvent], folded: Seating) -> None:
    """Say on each row what came of it."""
    for row in rows:
        if row.kind == "gone":
            row.state, row.message = "done", ""
        elif row.kind == "join" and row.person_id is not None:
            is_seated = row.person_id in folded.seated or row.person_id in folded.gone
            row.state = "done" if is_seated else "waiting"
            row.message = "" if is_seated else LEASE_OVER if _was_lease_over(row) else NO_SEAT
