"""Offers and collection rounds: refusals counted, contacts apart and gone in time, stops told from the van."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import event
from sqlalchemy.dialects import postgresql
from sqlalchemy.orm import ORMExecuteState

from core.clock import local_day, now
from core.db import db, fast, transaction
from core.errors import RuleBroken
from core.ids import new_client_id
from factory.van.contacts import Contact
from factory.van.queries.deliveries import drivers_at
from factory.van.queries.offers import contacts_of, offer_by_number, refusals
from factory.van.queries.rounds import round_by_number, saved_by, stops_of
from factory.van.services.offers import (
    accept_offer,
    decline_offer,
    keep_offer,
    purge_offers,
    receive_offer,
)
from factory.van.services.rounds import (
    driver_by_number,
    move_stop_up,
    plan_round,
    take_off_stop,
    write_kilometres,
)
from tests.inventory.stories import CHAIR
from tests.makeovers.conftest import give_one
from tests.van.scene import DONOR, VanDay


def outcomes(van: VanDay, number: str) -> list[tuple[str, str]]:
    """The offers of a round in order with what came of each."""
    line = round_by_number(number, van.site)
    assert line is not None
    return [(stop.offer, stop.outcome) for stop in stops_of(line.id)]


@pytest.mark.parametrize(
    ("outcode", "items", "contact", "field"),
    [
        ("CV1 2AB", {CHAIR: 1}, DONOR, "outcode"),
        ("nowhere", {CHAIR: 1}, DONOR, "outcode"),
        ("CV1", {}, DONOR, "items"),
        ("CV1", {CHAIR: 100}, DONOR, "items"),
        ("CV1", {"spaceship": 1}, DONOR, "items"),
        ("CV1", {CHAIR: 1}, Contact(name="X"), "phone"),
        ("CV1", {CHAIR: 1}, Contact(name="QQ 12 34 56 A", phone="1"), "name"),
    ],
)
def test_an_offer_says_what_where_roughly_and_how_to_answer(
    van: VanDay, outcode: str, items: dict[str, int], contact: Contact, field: str
) -> None:
    with pytest.raises(RuleBroken) as problem, transaction():
        keep_offer(
            site_id=van.site, by=None, came_by="form", items=items, outcode=outcode, contact=contact,
            language="ar", at=now(), token=new_client_id(),
        )  # fmt: skip
    assert problem.value.field == field


def test_declining_needs_a_reason_and_each_is_counted(van: VanDay) -> None:
    ruth, numbers = van.cast.actor("ruth"), [van.offer(accepted=False) for _ in range(3)]
    with pytest.raises(RuleBroken, match="why"), transaction():
        decline_offer(by=ruth, number=numbers[0], reason="", at=now())
    for number, reason in zip(numbers, ("no_space", "no_space", "infested"), strict=True):
        with transaction():
            decline_offer(by=ruth, number=number, reason=reason, at=now())
    assert refusals(van.site) == [("no_space", 2), ("infested", 1)]


def test_the_database_wants_a_reason_with_each_refusal(van: VanDay) -> None:
    number = van.offer()
    with pytest.raises(Exception, match=r"(?i)check|declined_why"), transaction():
        fast().run("UPDATE donation_offer SET state = 'declined' WHERE number = ?", (number,))


def test_an_offer_that_has_come_is_a_donation_once(van: VanDay) -> None:
    number, ruth = van.offer(), van.cast.actor("ruth")
    for _ in range(2):
        with transaction():
            receive_offer(by=ruth, number=number, at=now(), token=new_client_id())
    line = offer_by_number(number, van.site)
    assert line is not None and line.state == "received" and line.donation_number
    count = fast().row("SELECT COUNT(*) FROM donation")
    assert count is not None and count[0] == 1


def test_who_offers_is_forgotten_a_month_after_the_answer(van: VanDay) -> None:
    number = van.offer(accepted=False)
    line = offer_by_number(number, van.site)
    assert line is not None and contacts_of([line.id])[line.id] == DONOR
    with transaction():
        decline_offer(by=van.cast.actor("ruth"), number=number, reason="too_far", at=now())
    with transaction():
        assert purge_offers(now() + timedelta(days=29)) == 0
    with transaction():
        assert purge_offers(now() + timedelta(days=31)) == 1
    assert contacts_of([line.id]) == {}


def test_an_offer_waits_on_one_round_at_a_time(van: VanDay) -> None:
    number = van.offer()
    first = van.round(number)
    with pytest.raises(RuleBroken, match=first):
        van.round(number)


def test_only_accepted_offers_are_fetched(van: VanDay) -> None:
    with pytest.raises(RuleBroken, match="accepted"):
        van.round(van.offer(accepted=False))


def test_stops_are_moved_and_taken_off_until_somebody_was_there(van: VanDay) -> None:
    one, two = van.offer("CV1"), van.offer("CV2")
    number, ruth = van.round(one, two), van.cast.actor("ruth")
    line = round_by_number(number, van.site)
    assert line is not None
    second = stops_of(line.id)[1].id
    with transaction():
        move_stop_up(by=ruth, number=number, stop_id=second, at=now())
    assert [offer for offer, _ in outcomes(van, number)] == [two, one]
    van.send(van.event("stop_arrived", stop=van.stop(two)))
    with pytest.raises(RuleBroken, match="been there"), transaction():
        take_off_stop(by=ruth, number=number, stop_id=second, at=now())


def test_collected_makes_the_donation_once_and_the_labels_of_the_door_belong_to_it(van: VanDay) -> None:
    offer = van.offer()
    number = van.round(offer)
    label, later = van.scene.label(), van.scene.label()
    collected = van.event("collected", stop=van.stop(offer), codes=[label, later, "nonsense"])
    taken = {
        "category": CHAIR,
        "weight": "average",
        "photos": [new_client_id()],
        "answers": {"intent": "yes", "infestation": "no"},
    }
    van.scene.take(label, "intake", taken, at=now() - timedelta(minutes=5))
    assert van.results(collected, collected) == ["stored", "repeated"]
    assert van.results(van.event("collected", stop=van.stop(offer), codes=[])) == ["stored"]
    van.scene.take(later, "intake", {**taken, "photos": [new_client_id()]})
    rows = fast().rows(
        "SELECT l.code, p.stage FROM piece p JOIN label l ON l.piece_id = p.id JOIN round_stop s "
        "ON s.donation_id = p.donation_id ORDER BY l.position"
    )
    assert [tuple(row) for row in rows] == [(label, "received"), (later, "received")]
    assert outcomes(van, number) == [(offer, "collected")]
    assert van.state_of(offer) == ("received", "")
    count = fast().row("SELECT COUNT(*) FROM donation")
    assert count is not None and count[0] == 1


def test_nobody_in_lets_the_offer_be_planned_anew(van: VanDay) -> None:
    offer = van.offer()
    first = van.round(offer)
    van.send(van.event("nobody_in", stop=van.stop(offer)))
    second = van.round(offer)
    assert outcomes(van, first) == [(offer, "nobody_in")]
    assert outcomes(van, second) == [(offer, "")]


def test_not_taken_at_the_door_declines_the_offer_with_its_reason(van: VanDay) -> None:
    offer = van.offer()
    van.round(offer)
    assert van.results(van.event("not_taken", stop=van.stop(offer), reason="no_fire_label")) == ["stored"]
    assert van.state_of(offer) == ("declined", "no_fire_label")
    assert refusals(van.site) == [("no_fire_label", 1)]


def test_a_late_collected_of_an_offer_on_another_round_waits_for_a_coordinator(van: VanDay) -> None:
    offer = van.offer()
    van.round(offer)
    old = van.stop(offer)
    van.send(van.event("nobody_in", stop=old, ago=30))
    van.round(offer)
    assert van.results(van.event("collected", stop=old, codes=[], ago=29)) == ["stray"]
    assert van.state_of(offer) == ("accepted", "")


def test_desk_and_van_hold_an_offer_before_either_makes_its_donation(van: VanDay) -> None:
    asked: list[str] = []

    def note(state: ORMExecuteState) -> None:
        asked.append(str(state.statement.compile(dialect=postgresql.dialect())))  # type: ignore[attr-defined]

    brought, fetched = van.offer(), van.offer()
    van.round(fetched)
    event.listen(db.session, "do_orm_execute", note)
    try:
        with transaction():
            receive_offer(by=van.cast.actor("ruth"), number=brought, at=now(), token=new_client_id())
        desk, stop = [*asked], van.stop(fetched)
        asked.clear()
        van.send(van.event("collected", stop=stop, codes=[]))
    finally:
        event.remove(db.session, "do_orm_execute", note)
    for told, held in ((desk, ""), (asked, " OF round_stop, donation_offer")):
        (first, *_) = (
            text for text in told if "FROM donation_offer" in text or "JOIN donation_offer" in text
        )
        assert first.endswith(f"FOR UPDATE{held}")
    assert van.state_of(fetched)[0] == "received"


def test_kilometres_do_not_run_backwards_and_no_factor_is_made_up(van: VanDay) -> None:
    number, petra = van.round(van.offer()), van.cast.actor("petra", strength="pin")
    for start, end in ((100, 90), (None, 90), (100, 9_000)):
        with pytest.raises(RuleBroken), transaction():
            write_kilometres(by=petra, number=number, km_start=start, km_end=end, at=now())
    with transaction():
        write_kilometres(by=petra, number=number, km_start=41_200, km_end=41_236, at=now())
    line = round_by_number(number, van.site)
    assert line is not None and line.km == 36
    assert saved_by(line.id).co2e_high == 0


def test_accepting_again_with_a_slot_changes_the_answer_and_a_round_keeps_it(van: VanDay) -> None:
    offer, ruth = van.offer(), van.cast.actor("ruth")
    with transaction():
        accept_offer(by=ruth, number=offer, slot_at=now() + timedelta(days=3), at=now())
    with transaction():
        accept_offer(by=ruth, number=offer, slot_at=None, at=now())
    van.round(offer)
    with pytest.raises(RuleBroken, match="round"), transaction():
        accept_offer(by=ruth, number=offer, slot_at=now() + timedelta(days=3), at=now())


def test_nobody_drives_without_the_permit_for_it(van: VanDay) -> None:
    offer, tomasz, day = van.offer(), van.cast.numbers["tomasz"], local_day(now())
    said = {"by": van.cast.actor("ruth"), "day": day, "van": "", "driver": tomasz, "offers": [offer]}
    assert tomasz not in dict(drivers_at(van.site, day))
    with pytest.raises(RuleBroken, match="no permit to drive") as refused, transaction():
        plan_round(**said, at=now(), token=new_client_id())  # type: ignore[arg-type]
    assert refused.value.field == "driver"
    give_one(van.cast, "tomasz", "drive:van", day)
    assert tomasz in dict(drivers_at(van.site, day))
    with transaction():
        plan_round(**said, at=now(), token=new_client_id())  # type: ignore[arg-type]
    with pytest.raises(RuleBroken, match="no permit to drive"), transaction():  # it has ended by then
        driver_by_number(tomasz, van.site, day + timedelta(days=301), now())
