"""A week in the van without network comes to one state on return, whatever the order of arrival."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from core.clock import now
from core.db import fast, transaction
from core.errors import NotAllowed
from core.ids import new_client_id
from tests.cast import Cast
from tests.pages import Client
from tests.training.scene import book
from tests.training.van_scene import LASER, MINUTE, Van, make_van, shuffled
from training.services.register_signing import sign_waiting
from training.services.registrations import register_learners
from training.services.seats import end_holds
from training.services.taking_along import bring_back, take_along

HERE = [f"Learner {number}" for number in (0, 1, 10, 11, 2, 3, 4, 5, 6, 7)]


@pytest.fixture
def van(app_context: Flask, app: Flask, client: Client, cast: Cast) -> Van:
    """The van, six days ago."""
    return make_van(app, client, cast)


def come_home(van: Van) -> None:
    """On return the coordinator registers who attended, and Nia gives her PIN."""
    with transaction():
        register_learners(
            by=van.cast.actor("ruth"), run_number=van.run.number, at=now(), token=new_client_id()
        )
    with transaction():
        assert sign_waiting(by=van.cast.actor("nia"), at=now()) == 5


@pytest.mark.parametrize("seed", range(8))
def test_a_week_without_network_comes_to_one_state_in_any_order(seed: int, van: Van) -> None:
    van.take_along()
    for batch in shuffled(van.week(), seed):
        assert set(van.tablet.results(*batch)) <= {"stored", "repeated", "to_sign", "stray"}
    come_home(van)
    found = van.state()
    assert found["bookings"] == sorted(
        [*((name, "attending") for name in HERE), ("Learner 8", "no_show"), ("Learner 9", "no_show")]
    )
    monday = {name: (mark, minutes) for number, name, mark, minutes, _ in found["marks"] if number == 1}
    assert monday["Learner 3"] == ("present", 120)
    assert monday["Learner 8"] == ("absent", 0)
    assert monday["Learner 10"] == ("late", 82)
    assert len(monday) == 12
    assert found["signed"] == [(1, "Mary"), (2, "Mary")]
    assert [(name, word) for name, _, word in found["decisions"]] == [
        ("Learner 0", "achieved"),
        ("Learner 0", "achieved"),
        ("Learner 10", "achieved"),
        ("Learner 10", "not_yet"),
    ]
    assert found["permits"] == [("Learner 0", LASER, "Mary")]
    assert {state for _, state, _ in found["events"]} == {"done"}
    assert found["seats"] == [(10,)]
    assert found["kept"] == [(0,)]


def test_a_signature_of_somebody_who_took_nothing_along_waits_for_their_pin(van: Van) -> None:
    results = van.tablet.results(*van.week())
    assert results.count("to_sign") == 2 + 5 + 1
    found = van.state()
    assert found["signed"] == [(1, None), (2, None)]
    assert found["permits"] == []
    with transaction(), pytest.raises(NotAllowed):
        sign_waiting(by=van.cast.actor("mary", strength="card"), at=now())
    with transaction():
        assert sign_waiting(by=van.cast.actor("mary"), at=now()) == 3
    found = van.state()
    assert found["signed"] == [(1, "Mary"), (2, "Mary")]
    assert found["permits"] == [("Learner 0", LASER, "Mary")]


def test_nobodys_permit_is_given_by_a_card_whose_own_permit_had_ended(van: Van) -> None:
    van.take_along()
    with transaction():
        fast().run(
            "UPDATE permit SET ends_on = ? WHERE kind = ? AND person_id = ?",
            ((now() - timedelta(days=10)).date(), LASER, van.cast.people["mary"]),
        )
    assert van.tablet.results(*van.week()).count("stray") == 1
    assert van.state()["permits"] == []


def test_free_seats_of_a_run_taken_along_are_the_tablets_until_its_lease_ends(van: Van) -> None:
    with transaction():
        fast().run("UPDATE run SET capacity = 11 WHERE id = ?", (van.run.id,))
    van.take_along()
    with transaction():
        assert book(van.cast.actor("mary"), van.run, van.learners[11]) == "waitlisted"
    began, mary = van.classes[0].starts_at, van.cast.cards["mary"]
    said = {"class": van.classes[0].token}
    assert van.tablet.results(van.tablet.event(mary, "join", began + MINUTE, own=van.cards[10], **said)) == [
        "stored"
    ]
    with transaction():
        bring_back(
            by=van.cast.actor("mary"),
            run_number=van.run.number,
            at=began + 30 * MINUTE,
            token=new_client_id(),
        )
        end_holds(now())
    gone = van.tablet.event(
        mary, "gone", began + 40 * MINUTE, learner={"number": van.learners[9].number}, **said
    )
    late = van.tablet.event(mary, "join", began + 45 * MINUTE, own=van.cards[11], **said)
    assert van.tablet.results(late, gone) == ["stray", "stored"]
    states = dict(van.state()["bookings"])
    assert (states["Learner 10"], states["Learner 11"], states["Learner 9"]) == (
        "booked",
        "waitlisted",
        "no_show",
    )


def test_a_run_goes_along_on_one_tablet_with_a_pin_and_for_a_week(van: Van, cast: Cast) -> None:
    given: dict[str, Any] = {"run_number": van.run.number, "days": 7, "at": now()}
    here, there = cast.tablet_ids["coventry"], cast.tablet_ids["wolverhampton"]
    with transaction(), pytest.raises(NotAllowed):
        take_along(by=cast.actor("mary", strength="card"), device_id=here, token=new_client_id(), **given)
    with transaction():
        take_along(by=cast.actor("mary"), device_id=here, token=new_client_id(), **given)
    with transaction(), pytest.raises(Exception, match="Another tablet"):
        take_along(by=cast.actor("mary"), device_id=there, token=new_client_id(), **given)
