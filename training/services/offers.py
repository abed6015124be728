"""Offers from the waiting list: made to the next in order, accepted, declined, expired; the next follows at once."""

from __future__ import annotations

import hashlib
import secrets
import uuid
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from core.access import Actor, system_actor
from core.db import db, fast
from core.errors import N_, NotFound, RuleBroken
from core.forbidden import refuse_forbidden
from core.outbox import drop_messages, put_in_outbox
from core.young import check_permission
from training.models.bookings import Booking, Offer
from training.models.delivery import Run
from training.queries.seats import clashing_run, missing_for, seats_of, waiting_for
from training.services.booking_rules import own_booking
from training.services.seats import change_booking, known_event, lock_seats
from training.waiting import Waiting, choose_next, offer_expires_at, why_no_offer

MOST_IN_A_ROW = 200
"""More offers than a run can have seats are never made in one go."""


@dataclass(frozen=True)
class MadeOffer:
    """An offer just made, with the secret of its link; the secret is told once and kept as a hash only."""

    offer: Offer
    secret: str


def promote(run_id: int, *, at: datetime, token: str) -> list[MadeOffer]:
    """Offer each free seat of a run to the next who could come, in the caller's transaction.

    Called after whatever frees a seat, and by the clockwork: it may be repeated at any time. `token` makes the ids of
    its events, so that a repeat is known.
    """
    made: list[MadeOffer] = []
    for turn in range(MOST_IN_A_ROW):
        seats = lock_seats(run_id)
        if seats.free <= 0 or seats.waiting == 0 or why_no_offer(seats.times, at):
            break
        chosen = choose_next(waiting_for(run_id), lambda one: _obstacle(one, run_id, at))
        if chosen.waiting is None:
            break
        booking = db.session.get(Booking, chosen.waiting.booking_id)
        if booking is None:
            break
        made.append(_offer(booking, chosen.why, at=at, token=_derived(token, f"offer {booking.id} {turn}")))
    return made


def _obstacle(one: Waiting, run_id: int, at: datetime) -> str:
    if clashing_run(one.person_id, run_id):
        return "clash"
    return "something missing" if missing_for(one.person_id, run_id, at) else ""


def _derived(token: str, word: str) -> str:
    """A client id that follows from another: the same cause has the same effect once."""
    return str(uuid.uuid5(uuid.UUID(token), word))


def link_key(secret: str) -> str:
    """What is kept of an offer's secret link."""
    return hashlib.sha256(secret.encode()).hexdigest()


def _offer(booking: Booking, why: str, *, at: datetime, token: str) -> MadeOffer:
    seats = seats_of(booking.run_id)
    run = db.session.get(Run, booking.run_id)
    if seats is None or run is None:
        raise NotFound
    by = system_actor(run.site_id)
    change_booking(
        booking, "offered", verb="offer_seat", by=by, at=at, token=token, source="promotion", reason=why
    )
    secret = secrets.token_urlsafe(24)
    row = Offer(
        booking_id=booking.id,
        link_key=link_key(secret),
        made_at=at,
        expires_at=offer_expires_at(seats.times, at),
    )
    db.session.add(row)
    db.session.flush()
    put_in_outbox(
        kind="offer",
        person_id=booking.person_id,
        site_id=run.site_id,
        facts={"booking": booking.id, "offer": row.id, "run": run.number, "link": secret},
        at=at,
        token=_derived(token, "tell"),
    )
    return MadeOffer(row, secret)


def live_offer(booking_id: int) -> Offer | None:
    """The offer of a booking that waits for its answer."""
    return db.session.scalar(select(Offer).where(Offer.booking_id == booking_id, Offer.outcome.is_(None)))


def offer_by_link(secret: str) -> tuple[Offer, Booking]:
    """The offer behind a secret link, ended or not. Raises NotFound."""
    row = db.session.execute(
        select(Offer, Booking)
        .join(Booking, Booking.id == Offer.booking_id)
        .where(Offer.link_key == link_key(secret))
    ).one_or_none()
    if row is None:
        raise NotFound(N_("This link is not one of ours."), N_("Ask at the desk: they can see your place."))
    return row[0], row[1]


def accept_offer(*, by: Actor, booking_id: int, source: str, at: datetime, token: str) -> Booking:
    """Take the offered seat. Raises RuleBroken when the offer has ended; the instant of expiry is too late."""
    known = known_event(token)
    if known is not None:
        return known
    booking, offer = _open_offer(by, booking_id)
    if offer.expires_at <= at:  # the clockwork ends it: what is done here is undone by the refusal
        raise RuleBroken(
            "", N_("This offer has ended."), N_("The place goes to the next person. Join the list again.")
        )
    check_permission(booking.person_id)
    _end(offer, "accepted", booking, at)
    return change_booking(booking, "booked", verb="accept_offer", by=by, at=at, token=token, source=source)


def decline_offer(
    *, by: Actor, booking_id: int, source: str, at: datetime, token: str, reason: str = ""
) -> Booking:
    """Say no to the offered seat; it goes to the next in the same transaction."""
    known = known_event(token)
    if known is not None:
        return known
    booking, offer = _open_offer(by, booking_id)
    refuse_forbidden("reason", reason)
    _end(offer, "declined", booking, at)
    change_booking(
        booking, "declined", verb="decline_offer", by=by, at=at, token=token, source=source, reason=reason
    )
    promote(booking.run_id, at=at, token=_derived(token, "promote"))
    return booking


def _open_offer(by: Actor, booking_id: int) -> tuple[Booking, Offer]:
    booking, run = own_booking(by, booking_id)
    lock_seats(run.id)
    db.session.refresh(booking)
    offer = live_offer(booking.id)
    if offer is None:
        raise RuleBroken("", N_("Nothing is offered here now."), N_("Look at the waiting list of the run."))
    return booking, offer


def _end(offer: Offer, outcome: str, booking: Booking, at: datetime) -> None:
    offer.outcome, offer.ended_at = outcome, at
    db.session.flush()
    drop_messages(person_id=booking.person_id, kind="offer", fact="offer", value=offer.id, at=at)


def expire_offer(offer: Offer, *, at: datetime) -> list[MadeOffer]:
    """End an offer that nobody answered, and offer the seat to the next, in the caller's transaction.

    Raises NotFound for no such offer.
    """
    booking = db.session.get(Booking, offer.booking_id)
    run = db.session.get(Run, booking.run_id) if booking else None
    if booking is None or run is None:
        raise NotFound
    lock_seats(run.id)
    db.session.refresh(offer)
    if offer.outcome is not None or offer.expires_at > at:
        return []
    _end(offer, "expired", booking, at)
    token = str(uuid.uuid5(uuid.NAMESPACE_OID, f"offer {offer.id} expired"))
    change_booking(
        booking,
        "offer_expired",
        verb="expire_offer",
        by=system_actor(run.site_id),
        at=at,
        token=token,
        source="promotion",
    )
    return promote(run.id, at=at, token=_derived(token, "promote"))


def withdraw_offer(booking: Booking, *, at: datetime) -> None:
    """End the live offer of a booking that ends for another reason."""
    offer = live_offer(booking.id)
    if offer is not None:
        _end(offer, "withdrawn", booking, at)


def due_offers(at: datetime) -> list[int]:
    """Ids of the offers whose time is over."""
    rows = fast().rows(
        "SELECT id FROM offer WHERE outcome IS NULL AND expires_at <= ? ORDER BY expires_at, id LIMIT 500",
        (at,),
    )
    return [row[0] for row in rows]


def runs_to_promote(at: datetime) -> list[int]:
    """Ids of runs with a waiting list that have not begun: the clockwork looks whether a seat is free there."""
    rows = fast().rows(
        "SELECT DISTINCT b.run_id FROM booking b JOIN run r ON r.id = b.run_id "
        "WHERE b.state = 'waitlisted' AND r.state IN ('open', 'closed') ORDER BY b.run_id"
    )
    return [row[0] for row in rows]
