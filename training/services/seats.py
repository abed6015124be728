"""The one way to a seat: `claim_seat`, on every path. A trigger of the database counts once more."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select

from core.access import Actor
from core.audit import write_audit_line
from core.db import db, fast
from core.errors import N_, NotFound, RuleBroken
from core.outbox import drop_messages
from training.booking_states import check_change
from training.models.bookings import Booking, BookingEvent, Offer
from training.models.delivery import Run, SeatHold
from training.queries.seats import RunSeats, seats_of
from training.words import SEATED


def lock_seats(run_id: int) -> RunSeats:
    """The seats of a run, its row held until the transaction ends. Raises NotFound."""
    seats = seats_of(run_id, locked=True)
    if seats is None:
        raise NotFound
    return seats


def claim_seat(run_id: int, *, hold: SeatHold | None = None) -> bool:
    """True if one more may sit in the run now; the caller seats them in the same transaction.

    With `hold`, a seat that was kept back for this tablet or partner is used, and only such a one.
    """
    seats = lock_seats(run_id)
    if hold is None:
        return seats.free > 0
    db.session.refresh(hold)
    if hold.run_id != run_id or hold.ended_at is not None or hold.used >= hold.seats:
        return False
    gone = seats.over  # kept seats that fewer seats took away
    if hold.seats - hold.used <= gone:
        return False
    hold.seats -= gone
    hold.used += 1
    db.session.flush()
    return True


def _claim(run_id: int, hold: SeatHold | None) -> bool:
    return (hold is not None and claim_seat(run_id, hold=hold)) or claim_seat(run_id)


def tablet_hold(run_id: int, device_id: int | None, at: datetime) -> SeatHold | None:
    """The live lease of a run's seats to a tablet, or None."""
    query = select(SeatHold).where(
        SeatHold.run_id == run_id,
        SeatHold.kind == "tablet",
        SeatHold.device_id == device_id,
        SeatHold.ended_at.is_(None),
        SeatHold.until > at,
    )
    return db.session.scalars(query.order_by(SeatHold.id).limit(1)).first()


def known_event(token: str) -> Booking | None:
    """The booking that a client id has changed already, so that pressing twice changes once."""
    query = select(Booking).join(BookingEvent, BookingEvent.booking_id == Booking.id)
    return db.session.scalar(query.where(BookingEvent.id == token))


def new_booking(
    *,
    run: Run,
    person_id: int,
    state: str,
    verb: str,
    by: Actor,
    source: str,
    at: datetime,
    token: str,
    reason: str = "",
    partner: str = "",
) -> Booking:
    """Store a booking in its first state, with its event and its audit line. The seat was claimed by the caller."""
    row = Booking(
        token=token,
        run_id=run.id,
        person_id=person_id,
        state=state,
        joined_at=at,
        state_at=at,
        source=source,
        reason="",
        partner=partner,
        made_at=at,
    )
    db.session.add(row)
    db.session.flush()
    _note(row, run, "", verb, by, source, at, token, reason)
    return row


def change_booking(
    booking: Booking,
    new: str,
    *,
    verb: str,
    by: Actor,
    at: datetime,
    token: str,
    source: str = "desk",
    reason: str = "",
    hold: SeatHold | None = None,
) -> Booking:
    """Take a booking to its next state. Raises RuleBroken where that cannot follow, or where no seat is free.

    A seat comes out of `hold` where one is given and has some left.
    """
    was = booking.state
    check_change(was, new)
    if new in SEATED and was not in SEATED and not _claim(booking.run_id, hold):
        raise RuleBroken("", N_("Every place is taken."), N_("Put the learner on the waiting list."))
    booking.state, booking.state_at = new, at
    booking.reason = reason[:200] if new not in SEATED else ""
    db.session.flush()
    if was == "offered":
        _end_offer(booking, at)
    run = db.session.get(Run, booking.run_id)
    if run is None:
        raise NotFound
    _note(booking, run, was, verb, by, source, at, token, reason)
    return booking


def end_told_booking(booking: Booking, run: Run, *, by: Actor, at: datetime, token: str, reason: str) -> None:
    """A booking of an archived run that only a list told of is taken off, whatever it had come to."""
    was = booking.state
    booking.state, booking.state_at, booking.reason = "cancelled_by_centre", at, reason
    db.session.flush()
    _note(booking, run, was, "take_back_past_course", by, "import", at, token, reason)


def _end_offer(booking: Booking, at: datetime) -> None:
    """Whoever is seated at the door, or leaves, has answered: no offer stays open behind them to expire later."""
    offer = db.session.scalar(select(Offer).where(Offer.booking_id == booking.id, Offer.outcome.is_(None)))
    if offer is not None:
        offer.outcome = "accepted" if booking.state == "booked" else "withdrawn"
        offer.ended_at = at
        db.session.flush()
        drop_messages(person_id=booking.person_id, kind="offer", fact="offer", value=offer.id, at=at)


def _note(
    booking: Booking,
    run: Run,
    was: str,
    verb: str,
    by: Actor,
    source: str,
    at: datetime,
    token: str,
    reason: str,
) -> None:
    db.session.add(
        BookingEvent(
            id=token,
            booking_id=booking.id,
            verb=verb,
            was=was,
            state=booking.state,
            at=at,
            by_id=by.person_id,
            device_id=by.device_id,
            source=source,
            reason=reason[:400],
        )
    )
    db.session.flush()
    write_audit_line(
        verb,
        f"booking:{booking.id}",
        site_id=run.site_id,
        by_id=by.person_id,
        device_id=by.device_id,
        at=at,
        fields=[f"run:{run.number}", *([f"{was}→{booking.state}"] if was else [booking.state])],
    )


def end_holds(at: datetime) -> int:
    """End the holds whose time has come: their unused seats are anybody's. Returns how many."""
    return fast().run("UPDATE seat_hold SET ended_at = ? WHERE ended_at IS NULL AND until <= ?", (at, at))
