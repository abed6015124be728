"""Collection rounds: planned with their stops in order, kilometres written down, stops taken off and moved."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from sqlalchemy import select

from core.access import Actor, holds_permit, persons_holding, require
from core.bounds import tidy
from core.clock import local_day
from core.db import db, fast
from core.errors import N_, NotFound, RuleBroken
from core.ids import new_client_id
from core.people import DRIVE_VAN
from factory.van.models.offers import DonationOffer
from factory.van.models.rounds import MOST_KM, MOST_KM_A_DAY, CollectionRound, RoundStop
from factory.van.services.numbers import next_number, note_write

MOST_STOPS = 30
FARTHEST = timedelta(days=120)


def plan_round(
    *, by: Actor, day: date, van: str, driver: str, offers: Sequence[str], at: datetime, token: str
) -> CollectionRound:
    """A round on a day with the accepted offers in the order given; the same token again gives the same round.

    Raises RuleBroken for no offer, one that is not accepted or on another round, a bad day or driver.
    """
    require(by, "plan_van")
    known = db.session.scalar(select(CollectionRound).where(CollectionRound.token == token))
    if known is not None:
        return known
    row = CollectionRound(
        token=token,
        number=next_number("collection_round"),
        site_id=by.site_id,
        day=checked_day(day, at),
        van=tidy("van", van, 40),
        driver_id=driver_by_number(driver, by.site_id, day, at),
        made_by_id=by.person_id,
        made_at=at,
    )
    db.session.add(row)
    db.session.flush()
    if not offers:
        raise RuleBroken("offers", N_("A round needs a stop."), N_("Tick the offers that are fetched."))
    for number in dict.fromkeys(offers):
        _add_stop(row, number, by, new_client_id())
    note_write("plan_round", f"round:{row.number}", by, at, ("day", "van", "driver_id", "offers"))
    return row


def checked_day(day: date, at: datetime) -> date:
    """A day on which the van can go. Raises RuleBroken."""
    today = local_day(at)
    if not today - timedelta(days=31) <= day <= today + FARTHEST:
        raise RuleBroken("day", N_("This day cannot be."), N_("Choose a day in the next months."))
    return day


def driver_by_number(number: str, site_id: int, day: date, at: datetime) -> int | None:
    """Who drives, by their person's number: "" leaves it open.

    Raises RuleBroken for nobody who works here, and for who has no permit to drive the van on that day.
    """
    if not number:
        return None
    row = fast().row(
        "SELECT p.id FROM person p JOIN role r ON r.person_id = p.id WHERE p.number = ? AND p.is_active = ? "
        "AND (r.site_id IS NULL OR r.site_id = ?) AND r.starts_on <= ? AND (r.ends_on IS NULL OR r.ends_on >= ?)",
        (number, True, site_id, day, day),
    )
    if row is None:
        raise RuleBroken(
            "driver", N_("Nobody of that number works here that day."), N_("Choose from the list.")
        )
    person_id = int(row[0])
    if not holds_permit(person_id, DRIVE_VAN, on=day):
        names = persons_holding(DRIVE_VAN, site_id=site_id, at=at)
        raise RuleBroken(
            "driver",
            N_("They have no permit to drive the van on that day. Holders: %(names)s."),
            N_("Choose one of them; a trainer or coordinator gives the permit."),
            names=", ".join(names) or "–",
        )
    return person_id


def add_round_stop(*, by: Actor, number: str, offer: str, at: datetime, token: str) -> RoundStop:
    """One more stop at the end of a round."""
    require(by, "plan_van")
    row = own_round(by.site_id, number)
    stop = _add_stop(row, offer, by, token)
    note_write("add_stop", f"round:{row.number}", by, at, ("offer_id",))
    return stop


def _add_stop(row: CollectionRound, number: str, by: Actor, token: str) -> RoundStop:
    known = db.session.scalar(select(RoundStop).where(RoundStop.token == token))
    if known is not None:
        return known
    offer = db.session.scalar(
        select(DonationOffer).where(
            DonationOffer.number == number.upper(), DonationOffer.site_id == by.site_id
        )
    )
    if offer is None:
        raise NotFound()
    if offer.state != "accepted":
        raise RuleBroken("offers", N_("Only an accepted offer is fetched."), N_("Accept it first."))
    found = fast().row(
        "SELECT COALESCE(MAX(s.position), 0), COUNT(*), "
        "(SELECT r.number FROM round_stop o JOIN collection_round r ON r.id = o.round_id "
        "WHERE o.offer_id = ? AND o.outcome IN ('', 'collected')) FROM round_stop s WHERE s.round_id = ?",
        (offer.id, row.id),
    )
    last, many, taken = found if found is not None else (0, 0, None)
    if taken:
        raise RuleBroken(
            "offers", N_("This offer is on round %(number)s already."), N_("Take it off there."), number=taken
        )
    if many >= MOST_STOPS:
        raise RuleBroken(
            "offers", N_("A round has at most %(most)s stops."), N_("Plan another round."), most=MOST_STOPS
        )
    stop = RoundStop(token=token, round_id=row.id, offer_id=offer.id, position=last + 1)
    db.session.add(stop)
    db.session.flush()
    return stop


def take_off_stop(*, by: Actor, number: str, stop_id: int, at: datetime) -> None:
    """Take a stop off its round, as long as nobody has been there."""
    require(by, "plan_van")
    row, stop = own_round(by.site_id, number), _open_stop(by.site_id, number, stop_id)
    db.session.delete(stop)
    db.session.flush()
    note_write("take_off_stop", f"round:{row.number}", by, at, ("offer_id",))


def move_stop_up(*, by: Actor, number: str, stop_id: int, at: datetime) -> None:
    """Put a stop before the one that stands above it; the first stays the first."""
    require(by, "drive_van")
    row, stop = own_round(by.site_id, number), _open_stop(by.site_id, number, stop_id)
    above = db.session.scalar(
        select(RoundStop)
        .where(RoundStop.round_id == row.id, RoundStop.position < stop.position)
        .order_by(RoundStop.position.desc())
        .limit(1)
    )
    if above is not None:
        above.position, stop.position = stop.position, above.position
        db.session.flush()
        note_write("move_stop", f"round:{row.number}", by, at, ("position",))


def _open_stop(site_id: int, number: str, stop_id: int) -> RoundStop:
    stop = db.session.get(RoundStop, stop_id)
    if stop is None or stop.round_id != own_round(site_id, number).id:
        raise NotFound()
    if stop.outcome or stop.arrived_at is not None:
        raise RuleBroken("", N_("Somebody has been there already."), N_("Leave this stop as it is."))
    return stop


def write_kilometres(
    *, by: Actor, number: str, km_start: int | None, km_end: int | None, at: datetime
) -> CollectionRound:
    """What the van's counter showed before and after. Raises RuleBroken for a counter that runs backwards."""
    require(by, "drive_van")
    row = own_round(by.site_id, number)
    for field, value in (("km_start", km_start), ("km_end", km_end)):
        if value is not None and not 0 <= value <= MOST_KM:
            raise RuleBroken(field, N_("This is no counter of a van."), N_("Read it again."))
    if km_end is not None and (km_start is None or km_end < km_start):
        raise RuleBroken("km_end", N_("A counter does not run backwards."), N_("Read both again."))
    if km_end is not None and km_start is not None and km_end - km_start > MOST_KM_A_DAY:
        raise RuleBroken(
            "km_end",
            N_("Nobody drives more than %(most)s km in a day."),
            N_("Read both again."),
            most=MOST_KM_A_DAY,
        )
    row.km_start, row.km_end = km_start, km_end
    db.session.flush()
    note_write("write_kilometres", f"round:{row.number}", by, at, ("km_start", "km_end"))
    return row


def own_round(site_id: int, number: str) -> CollectionRound:
    """The round of that number at the site. Raises NotFound."""
    query = select(CollectionRound).where(
        CollectionRound.number == number.upper(), CollectionRound.site_id == site_id
    )
    row = db.session.scalar(query)
    if row is None:
        raise NotFound()
    return row
