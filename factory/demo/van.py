"""The demo's van: a year of offers, collection rounds and deliveries, and some of each planned for today."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Any

from core.access import Actor
from core.clock import local_day, zone
from core.db import as_instant, db, fast, transaction
from factory.demo.pictures import PhotoShelf
from factory.demo.story import Picture
from factory.demo.world import World
from factory.van.contacts import Contact
from factory.van.models.deliveries import Delivery, DeliveryPiece, DeliverySignature
from factory.van.models.rounds import RoundStop
from factory.van.queries.deliveries import ready_pieces
from factory.van.queries.offers import offers_to_fetch
from factory.van.services.deliveries import plan_delivery
from factory.van.services.numbers import next_number
from factory.van.services.offers import (
    accept_offer,
    decline_offer,
    keep_offer,
    own_offer,
    receive_offer,
)
from factory.van.services.rounds import plan_round, write_kilometres
from factory.van.words import BACK_REASONS, DECLINE_REASONS, NOT_SIGNED

SITES = ("coventry", "wolverhampton")
VANS = {"coventry": "Sprinter", "wolverhampton": "Transit"}
OUTCODES = {
    "coventry": ("CV1", "CV2", "CV3", "CV4", "CV5", "CV6"),
    "wolverhampton": ("WV1", "WV2", "WV3", "WV10"),
}
KINDS = (
    "dining-or-kitchen-chair-wooden", "chest-of-drawers", "wardrobe-double", "sofa-2-seat", "dining-table",
    "bookcase-or-shelving", "easy-or-fireside-chair", "bed-base-double", "office-desk", "lamp",
)  # fmt: skip
WAYS = ("phone", "phone", "desk", "form", "form", "council")
NAMES = ("Mr Hallam", "Ms Iqbal", "Mrs Novak", "Mr Tesfay", "The Larches", "Ms Doyle", "Mr Rana", "")
STREETS = ("Holyhead Road", "Albany Road", "Dudley Street", "Penn Fields", "Walsgrave Road")
EVERY_WEEKS = 4
ROUNDS = 12
MOST_DELIVERIES = 20
SIGNED = "M120 250L180 120L240 260L300 140L360 250L460 200L560 240L640 150L700 250L820 210"


def fill_van(world: World, at: datetime, token: Callable[[], str], seed: int, shelf: PhotoShelf) -> None:
    """A year of the van at both factories, after the pieces' own year has been told."""
    for slug in SITES:
        rng, by = Random(f"van {seed} {slug}"), world.system(slug)
        for turn in range(ROUNDS, 0, -1):
            with transaction():
                _past_round(
                    by, slug, at - timedelta(weeks=EVERY_WEEKS * turn, days=rng.randrange(3)), rng, token
                )
        with transaction():
            _past_deliveries(by, slug, rng, token)
            for _ in range(3):
                _offer(by, slug, at - timedelta(hours=rng.uniform(3, 60)), rng, token, shelf)
            for _ in range(6):
                _accepted(by, slug, at - timedelta(days=rng.uniform(2, 9)), rng, token, shelf)
    plan_today(world.system("coventry"), at, token)


def plan_today(by: Actor, at: datetime, token: Callable[[], str]) -> None:
    """A round and a delivery of today, where there is none and something waits for them."""
    day = local_day(at)
    if (
        fast().row(
            "SELECT 1 FROM delivery WHERE site_id = ? AND day = ? AND arrived_at IS NULL", (by.site_id, day)
        )
        is not None
    ):
        return
    offers = [line.number for line in offers_to_fetch(by.site_id)][:4]
    codes = [piece.code for piece in ready_pieces(by.site_id) if not piece.kept_for][:6]
    place = fast().row(
        "SELECT id FROM makeover WHERE site_id = ? AND is_open ORDER BY id LIMIT 1", (by.site_id,)
    )
    with transaction():
        if offers:
            plan_round(by=by, day=day, van="Sprinter", driver="", offers=offers, at=at, token=token())
        if codes and place is not None:
            plan_delivery(
                by=by,
                makeover_id=place[0],
                organisation_id=None,
                day=day,
                back_at=time(23, 30),
                van="Sprinter",
                driver="",
                codes=codes,
                at=at,
                token=token(),
            )


def _offer(
    by: Actor,
    slug: str,
    at: datetime,
    rng: Random,
    token: Callable[[], str],
    shelf: PhotoShelf | None = None,
) -> str:
    """Somebody offers one to three kinds of things, with a photo of each where there is a shelf; the number."""
    name = rng.choice(NAMES)
    contact = Contact(
        name=name,
        phone=f"07700 9{rng.randrange(10_000, 99_999)}",
        collect_from=f"{rng.randrange(1, 180)} {rng.choice(STREETS)}",
    )
    items = {kind: rng.choice((1, 1, 1, 2, 4)) for kind in rng.sample(KINDS, rng.choice((1, 1, 2, 3)))}
    return keep_offer(
        site_id=by.site_id,
        by=by,
        came_by=rng.choice(WAYS),
        items=items,
        outcode=rng.choice(OUTCODES[slug]),
        contact=contact,
        language=rng.choice(("en", "en", "en", "pl", "ar")),
        at=at,
        token=token(),
        photos=[shelf.stored(Picture(kind, "before", 1)) for kind in items] if shelf is not None else (),
    ).number


def _accepted(
    by: Actor,
    slug: str,
    at: datetime,
    rng: Random,
    token: Callable[[], str],
    shelf: PhotoShelf | None = None,
) -> str:
    number = _offer(by, slug, at, rng, token, shelf)
    accept_offer(by=by, number=number, slot_at=None, at=at + timedelta(hours=2))
    return number


def _past_round(by: Actor, slug: str, at: datetime, rng: Random, token: Callable[[], str]) -> None:
    """A round of three to five stops: mostly collected, sometimes nobody in; and an offer that was declined."""
    offers = [
        _accepted(by, slug, at - timedelta(days=3, minutes=turn), rng, token)
        for turn in range(rng.randint(3, 5))
    ]
    if rng.random() < 0.7:
        number = _offer(by, slug, at - timedelta(days=2), rng, token)
        reason = rng.choice(list(DECLINE_REASONS))
        decline_offer(by=by, number=number, reason=reason, at=at - timedelta(days=1))
    row = plan_round(
        by=by,
        day=local_day(at),
        van=VANS[slug],
        driver="",
        offers=offers,
        at=at - timedelta(hours=3),
        token=token(),
    )
    moment = datetime.combine(local_day(at), time(10, 5), tzinfo=zone())
    for stop, offer in _stops(row.id):
        stop.arrived_at, stop.left_at = moment, moment + timedelta(minutes=rng.randint(6, 25))
        moment = stop.left_at + timedelta(minutes=rng.randint(8, 20))
        if rng.random() < 0.12:
            stop.outcome = "nobody_in"
            continue
        stop.outcome = "collected"
        db.session.flush()
        stop.donation_id = _given(by, offer, stop.left_at, token)
        db.session.flush()
    db.session.flush()
    start = 41_000 + int((at - at.replace(month=1, day=1)).days) * 9
    write_kilometres(by=by, number=row.number, km_start=start, km_end=start + rng.randint(18, 64), at=at)


def _stops(round_id: int) -> list[tuple[RoundStop, str]]:
    rows = fast().rows(
        "SELECT s.id, o.number FROM round_stop s JOIN donation_offer o ON o.id = s.offer_id "
        "WHERE s.round_id = ? ORDER BY s.position",
        (round_id,),
    )
    found = [(db.session.get(RoundStop, row[0]), row[1]) for row in rows]
    return [(stop, number) for stop, number in found if stop is not None]


def _given(by: Actor, offer: str, at: datetime, token: Callable[[], str]) -> int | None:
    """The donation that an offer became: one of the pieces' own year where there is one, else a new one."""
    found, gift = own_offer(by.site_id, offer), _gift_of_those_days(by.site_id, local_day(at))
    if gift is None:
        return receive_offer(by=by, number=offer, at=at, token=token()).donation_id
    found.state, found.donation_id = "received", gift
    return gift


def _gift_of_those_days(site_id: int, day: date) -> int | None:
    """A donation of the pieces' own year that was given about then and came by no other stop."""
    row = fast().row(
        "SELECT n.id FROM donation n WHERE n.site_id = ? AND n.given_on BETWEEN ? AND ? AND NOT EXISTS "
        "(SELECT 1 FROM donation_offer o WHERE o.donation_id = n.id) ORDER BY n.given_on, n.id LIMIT 1",
        (site_id, day - timedelta(days=14), day + timedelta(days=14)),
    )
    return int(row[0]) if row is not None else None


def _past_deliveries(by: Actor, slug: str, rng: Random, token: Callable[[], str]) -> None:
    """What left for an organisation or a makeover on one day went there in the van."""
    rows = fast().rows(
        "SELECT r.released_on, r.makeover_id, r.organisation_id, r.piece_id, e.at FROM release r "
        "JOIN piece_event e ON e.id = r.event_id JOIN piece p ON p.id = r.piece_id "
        "WHERE e.site_id = ? AND r.destination IN ('makeover', 'organisation') AND p.stage = 'released' "
        "ORDER BY r.released_on DESC, e.at DESC",
        (by.site_id,),
    )
    trips: dict[tuple[Any, ...], list[tuple[int, datetime]]] = {}
    for released_on, makeover_id, organisation_id, piece_id, at in rows:
        trips.setdefault((str(released_on), makeover_id, organisation_id), []).append(
            (piece_id, as_instant(at))
        )
    chosen = list(trips.items())[:MOST_DELIVERIES]
    for (_, makeover_id, organisation_id), pieces in reversed(chosen):
        _past_delivery(by, slug, (makeover_id, organisation_id), pieces, rng, token())
    for _, pieces in chosen[:1]:
        _came_back(by, pieces, rng)


def _past_delivery(
    by: Actor,
    slug: str,
    to: tuple[int | None, int | None],
    pieces: list[tuple[int, datetime]],
    rng: Random,
    token: str,
) -> None:
    first, last = min(at for _, at in pieces), max(at for _, at in pieces)
    why = rng.choice(list(NOT_SIGNED)) if rng.random() < 0.15 else ""
    row = Delivery(
        token=token,
        number=next_number("delivery"),
        site_id=by.site_id,
        day=local_day(first),
        van=VANS[slug],
        makeover_id=to[0],
        organisation_id=to[1],
        due_at=last + timedelta(hours=2),
        arrived_at=first - timedelta(minutes=4),
        left_at=last + timedelta(minutes=15),
        signed_at=last + timedelta(minutes=9),
        not_signed=why,
        made_at=first - timedelta(days=1),
    )
    db.session.add(row)
    db.session.flush()
    for piece_id, at in pieces:
        db.session.add(
            DeliveryPiece(
                delivery_id=row.id,
                piece_id=piece_id,
                state="delivered",
                loaded_at=first - timedelta(minutes=50),
                settled_at=at,
            )  # fmt: skip
        )
    if not why:
        db.session.add(DeliverySignature(delivery_id=row.id, strokes=SIGNED, at=row.signed_at))
    db.session.flush()


def _came_back(by: Actor, pieces: list[tuple[int, datetime]], rng: Random) -> None:
    """On the newest delivery something came back, and is ready again."""
    row = fast().row(
        "SELECT d.id FROM delivery d JOIN delivery_piece x ON x.delivery_id = d.id WHERE x.piece_id = ?",
        (pieces[0][0],),
    )
    ready = [piece for piece in ready_pieces(by.site_id) if not piece.kept_for]
    if row is None or not ready:
        return
    piece_id = fast().row("SELECT id FROM piece WHERE code = ?", (ready[-1].code,))
    assert piece_id is not None
    at = max(moment for _, moment in pieces)
    reason = rng.choice([slug for slug in BACK_REASONS if slug != "not_taken"])
    db.session.add(
        DeliveryPiece(
            delivery_id=row[0],
            piece_id=piece_id[0],
            state="undelivered",
            reason=reason,
            loaded_at=at - timedelta(hours=1),
            settled_at=at,
        )  # fmt: skip
    )
    db.session.flush()
