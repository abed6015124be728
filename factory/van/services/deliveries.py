"""Deliveries: planned with the pieces that go along, one piece more or less, called off."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time

from sqlalchemy import select

from core.access import Actor, require
from core.bounds import tidy
from core.clock import zone
from core.db import db, fast
from core.errors import N_, NotFound, RuleBroken
from core.ids import read_code
from core.recipients import Makeover, Organisation
from factory.van.models.deliveries import Delivery, DeliveryPiece
from factory.van.services.kept import (
    piece_here,
    refuse_full_van,
    refuse_kept_elsewhere,
    refuse_on_another_van,
)
from factory.van.services.numbers import next_number, note_write
from factory.van.services.rounds import checked_day, driver_by_number
from inventory.queries.sets import set_of


def plan_delivery(
    *,
    by: Actor,
    makeover_id: int | None,
    organisation_id: int | None,
    day: date,
    back_at: time,
    van: str,
    driver: str,
    codes: Sequence[str],
    at: datetime,
    token: str,
) -> Delivery:
    """A delivery on a day to one makeover or organisation; the same token again gives the same delivery.

    `back_at`: by when the van is to be away from there; later it is overdue and the desk is told. Raises RuleBroken
    for no or two destinations, a piece that is not ready here, and one that is on another van.
    """
    require(by, "plan_van")
    known = db.session.scalar(select(Delivery).where(Delivery.token == token))
    if known is not None:
        return known
    _check_destination(by, makeover_id, organisation_id)
    row = Delivery(
        token=token,
        number=next_number("delivery"),
        site_id=by.site_id,
        day=checked_day(day, at),
        van=tidy("van", van, 40),
        driver_id=driver_by_number(driver, by.site_id, day, at),
        makeover_id=makeover_id,
        organisation_id=organisation_id,
        due_at=datetime.combine(day, back_at, tzinfo=zone()),
        made_by_id=by.person_id,
        made_at=at,
    )
    db.session.add(row)
    db.session.flush()
    if not codes:
        raise RuleBroken(
            "codes", N_("Nothing is to be delivered yet."), N_("Choose the pieces that go along.")
        )
    for code in dict.fromkeys(codes):
        put_on(row, code)
    note_write("plan_delivery", f"delivery:{row.number}", by, at, ("day", "van", "driver_id", "pieces"))
    return row


def _check_destination(by: Actor, makeover_id: int | None, organisation_id: int | None) -> None:
    problem = RuleBroken("destination", N_("Choose where it goes."), N_("Choose from the list."))
    if (makeover_id is None) == (organisation_id is None):
        raise problem
    if makeover_id is not None:
        makeover = db.session.get(Makeover, makeover_id)
        if makeover is None or makeover.site_id != by.site_id or not makeover.is_open:
            raise problem
    if organisation_id is not None:
        organisation = db.session.get(Organisation, organisation_id)
        if organisation is None or not organisation.is_active:
            raise problem


def add_delivery_piece(*, by: Actor, number: str, code: str, at: datetime) -> DeliveryPiece:
    """One more piece goes along; one that is on this van already stays so."""
    require(by, "plan_van")
    row = own_delivery(by.site_id, number)
    _refuse_over(row)
    added = put_on(row, code)
    note_write("add_delivery_piece", f"delivery:{row.number}", by, at, ("piece_id",))
    return added


def add_rest_of_set(*, by: Actor, number: str, code: str, at: datetime) -> list[str]:
    """What is ready of the set of a piece goes along too; the codes of those. Raises RuleBroken where none can."""
    require(by, "plan_van")
    row = own_delivery(by.site_id, number)
    _refuse_over(row)
    found = set_of(read_code(code) or "")
    ready = [piece.code for piece in found.pieces if piece.stage == "ready"] if found is not None else []
    if not ready:
        raise RuleBroken(
            "code", N_("Nothing else of the set is ready and free."), N_("Look at where its pieces stand.")
        )
    for one in ready:
        put_on(row, one)
    note_write("add_delivery_piece", f"delivery:{row.number}", by, at, ("piece_id",))
    return ready


def put_on(row: Delivery, code: str) -> DeliveryPiece:
    """Put a piece that is ready on a delivery. Raises RuleBroken and says what keeps it."""
    canonical = read_code(code) or ""
    shown = canonical or code.strip()[:20]
    piece_id, stage, *_ = piece_here(canonical, shown, row.site_id)
    mine = db.session.get(DeliveryPiece, (row.id, piece_id))
    if mine is not None and mine.state != "undelivered":
        return mine
    if stage != "ready":
        raise RuleBroken(
            "codes", N_("%(code)s is not ready."), N_("Only pieces that are ready go out."), code=shown
        )
    refuse_on_another_van(piece_id, shown)
    refuse_kept_elsewhere(piece_id, shown, row.makeover_id)
    refuse_full_van(row.id)
    if mine is None:
        mine = DeliveryPiece(delivery_id=row.id, piece_id=piece_id)
        db.session.add(mine)
    else:
        mine.state, mine.reason, mine.settled_at, mine.loaded_at = "planned", "", None, None
    db.session.flush()
    return mine


def take_off_piece(*, by: Actor, number: str, code: str, at: datetime) -> None:
    """A piece does not go along: it is ready for somebody else. Raises NotFound for one that is not on it."""
    require(by, "plan_van")
    row = own_delivery(by.site_id, number)
    _refuse_over(row)
    found = fast().row("SELECT piece_id FROM label WHERE code = ?", (read_code(code) or "",))
    mine = db.session.get(DeliveryPiece, (row.id, found[0])) if found is not None and found[0] else None
    if mine is None:
        raise NotFound()
    if mine.state in ("planned", "loaded"):
        mine.state, mine.reason, mine.settled_at = "undelivered", "not_taken", at
        db.session.flush()
        note_write("take_off_piece", f"delivery:{row.number}", by, at, ("piece_id",))


def cancel_delivery(*, by: Actor, number: str, at: datetime) -> None:
    """The van does not go: what is not delivered is ready for somebody else. Again changes nothing.

    Raises RuleBroken once the van has been there.
    """
    require(by, "plan_van")
    row = own_delivery(by.site_id, number)
    if row.cancelled_at is not None:
        return
    if row.arrived_at is not None or row.signed_at is not None:
        raise RuleBroken("", N_("The van has been there already."), N_("Take single pieces off instead."))
    row.cancelled_at = at
    lines = db.session.scalars(select(DeliveryPiece).where(DeliveryPiece.delivery_id == row.id))
    for line in lines:
        if line.state in ("planned", "loaded"):
            line.state, line.reason, line.settled_at = "undelivered", "not_taken", at
    db.session.flush()
    note_write("cancel_delivery", f"delivery:{row.number}", by, at, ("cancelled_at",))


def _refuse_over(row: Delivery) -> None:
    if row.cancelled_at is not None or row.left_at is not None:
        raise RuleBroken("", N_("This delivery is over."), N_("Plan another one."))


def own_delivery(site_id: int, number: str) -> Delivery:
    """The delivery of that number at the site. Raises NotFound."""
    query = select(Delivery).where(Delivery.number == number.upper(), Delivery.site_id == site_id)
    row = db.session.scalar(query)
    if row is None:
        raise NotFound()
    return row
