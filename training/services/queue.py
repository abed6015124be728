"""The waiting list of a run, its capacity and the seats kept back: what a coordinator may change, and what follows."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import select

from core.access import Actor, require
from core.audit import write_audit_line
from core.db import db, fast
from core.errors import N_, NotAllowed, RuleBroken
from core.forbidden import refuse_forbidden
from training.models.bookings import Booking, BookingEvent, Offer
from training.models.delivery import Run, SeatHold
from training.services.booking_rules import own_booking, own_run
from training.services.offers import MadeOffer, due_offers, expire_offer, promote, runs_to_promote
from training.services.seats import end_holds, known_event, lock_seats

LONGEST_LEASE = timedelta(days=8)
"""A van is off the grid for seven days at most; a day more for the way home."""


def change_capacity(*, by: Actor, run_number: str, capacity: int, at: datetime, token: str) -> Run:
    """Change how many seats a run has. Fewer unseat nobody; more go to the waiting list at once.

    Raises RuleBroken for a number out of bounds.
    """
    require(by, "edit_runs")
    run = own_run(by, run_number)
    if not 0 <= capacity <= 200:
        raise RuleBroken("capacity", N_("A run has between 0 and 200 places."))
    lock_seats(run.id)
    if run.capacity != capacity:
        run.capacity = capacity
        db.session.flush()
        write_audit_line(
            "change_capacity",
            f"run:{run.number}",
            site_id=run.site_id,
            by_id=by.person_id,
            at=at,
            fields=["capacity"],
        )
    promote(run.id, at=at, token=token)
    return run


def ask_to_jump(*, by: Actor, booking_id: int, reason: str, at: datetime, token: str) -> Booking:
    """Ask that somebody on the waiting list comes first, with a reason; another person must agree.

    Raises RuleBroken without a reason, and for anybody who does not wait or was asked for before.
    """
    known = known_event(token)
    if known is not None:
        return known
    require(by, "book_learners")
    booking, run = own_booking(by, booking_id)
    if len(reason.strip()) < 5:
        raise RuleBroken("reason", N_("Please give the reason."), N_("It stands in the audit trail."))
    refuse_forbidden("reason", reason)
    if booking.state != "waitlisted" or booking.jumped_at is not None:
        raise RuleBroken("", N_("Only somebody on the waiting list can be put first, once."))
    _event(booking, run, "ask_to_jump", by, at, token, reason.strip())
    return booking


def agree_to_jump(*, by: Actor, booking_id: int, at: datetime, token: str) -> Booking:
    """Agree that somebody comes first: not the one who asked, and a coordinator. The next free seat is theirs.

    Raises RuleBroken where nobody asked, NotAllowed for who asked.
    """
    known = known_event(token)
    if known is not None:
        return known
    require(by, "jump_queue")
    booking, run = own_booking(by, booking_id)
    lock_seats(run.id)
    db.session.refresh(booking)
    asked = jump_asked(booking.id)
    if asked is None or booking.state != "waitlisted":
        raise RuleBroken("", N_("Nobody asked for this."), N_("Somebody gives the reason first."))
    if asked.by_id == by.person_id:
        raise NotAllowed(
            N_("Two people decide this: who asked cannot agree as well."), N_("Ask another coordinator.")
        )
    booking.jumped_at = at
    db.session.flush()
    _event(booking, run, "agree_to_jump", by, at, token, asked.reason)
    promote(run.id, at=at, token=token)
    return booking


def jump_asked(booking_id: int) -> BookingEvent | None:
    """The request to put a booking first that nobody has agreed to yet."""
    query = select(BookingEvent).where(
        BookingEvent.booking_id == booking_id, BookingEvent.verb.in_(("ask_to_jump", "agree_to_jump"))
    )
    last = db.session.scalars(query.order_by(BookingEvent.at.desc(), BookingEvent.id).limit(1)).first()
    return last if last is not None and last.verb == "ask_to_jump" else None


def _event(booking: Booking, run: Run, verb: str, by: Actor, at: datetime, token: str, reason: str) -> None:
    db.session.add(
        BookingEvent(
            id=token,
            booking_id=booking.id,
            verb=verb,
            was=booking.state,
            state=booking.state,
            at=at,
            by_id=by.person_id,
            device_id=by.device_id,
            reason=reason[:400],
        )
    )
    db.session.flush()
    write_audit_line(
        verb,
        f"booking:{booking.id}",
        site_id=run.site_id,
        by_id=by.person_id,
        at=at,
        fields=[f"run:{run.number}"],
    )


def hold_seats(
    *,
    by: Actor,
    run_number: str,
    kind: str,
    seats: int,
    until: datetime,
    at: datetime,
    token: str,
    device_id: int | None = None,
    partner: str = "",
) -> SeatHold:
    """Keep seats back: for a partner until a day, or leased to the tablet that goes off the grid.

    Only free seats can be kept. A tablet may be leased all of them (`seats` is then cut to what is free). Raises
    RuleBroken for a day out of bounds, without a partner, and for more than are free.
    """
    require(by, "edit_runs")
    known = db.session.scalar(select(SeatHold).where(SeatHold.token == token))
    if known is not None:
        return known
    run = own_run(by, run_number)
    free = lock_seats(run.id).free
    if until <= at or (kind == "tablet" and until - at > LONGEST_LEASE):
        raise RuleBroken("until", N_("This day cannot be."), N_("Choose a day within the next week."))
    if kind == "partner" and not partner.strip():
        raise RuleBroken("partner", N_("Which partner?"), N_("Write the name of the organisation."))
    kept = min(seats, free) if kind == "tablet" else seats
    if kept < 1 or kept > free:
        raise RuleBroken("seats", N_("Only %(free)s places are free."), N_("Keep fewer."), free=free)
    row = SeatHold(
        token=token,
        run_id=run.id,
        kind=kind,
        device_id=device_id,
        partner=partner.strip(),
        seats=kept,
        until=until,
        made_at=at,
        made_by_id=by.person_id,
    )
    db.session.add(row)
    db.session.flush()
    write_audit_line(
        "hold_seats",
        f"run:{run.number}",
        site_id=run.site_id,
        by_id=by.person_id,
        at=at,
        fields=[kind, f"seats:{kept}"],
    )
    return row


def end_hold(*, by: Actor, run_number: str, hold_id: int, at: datetime, token: str) -> None:
    """Give kept seats free again; the waiting list gets them at once."""
    require(by, "edit_runs")
    run = own_run(by, run_number)
    lock_seats(run.id)
    touched = fast().run(
        "UPDATE seat_hold SET ended_at = ? WHERE id = ? AND run_id = ? AND ended_at IS NULL",
        (at, hold_id, run.id),
    )
    if touched:
        write_audit_line(
            "end_hold",
            f"run:{run.number}",
            site_id=run.site_id,
            by_id=by.person_id,
            at=at,
            fields=["seat_hold"],
        )
        promote(run.id, at=at, token=token)


def turn_the_list(at: datetime, token: str) -> list[MadeOffer]:
    """The clockwork's part, in the caller's transaction: end what is over, offer what is free. Safe to repeat."""
    made: list[MadeOffer] = []
    end_holds(at)
    for offer_id in due_offers(at):
        offer = db.session.get(Offer, offer_id)
        if offer is not None:
            made += expire_offer(offer, at=at)
    for run_id in runs_to_promote(at):
        made += promote(run_id, at=at, token=token)
    return made
