"""What tablets' registers bring over HTTP: once each, proven, in any order; what cannot be done is told or kept."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from core.cards import make_blank_cards, make_card_for
from core.clock import now
from core.db import as_instant, db, fast, transaction
from core.ids import lookup_key, new_client_id, proof_key
from core.newcomers import Newcomer, welcome
from core.people import Person
from tests.cast import Cast
from tests.pages import Client
from tests.scan_desk.tablet_client import HEADERS
from tests.training.register_client import Event, RegisterClient
from tests.training.scene import book, make_course, make_learners, make_run, states
from training.models.delivery import CourseClass, Run
from training.off_grid import SeatEvent, Seating, fold_seats
from training.services.register_settling import settle_all

MINUTE = timedelta(minutes=1)
Said = dict[str, Any]
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@pytest.fixture
def began(app_context: Flask) -> datetime:
    """When the class began: an hour ago."""
    return now() - timedelta(hours=1)


@pytest.fixture
def run(began: datetime, cast: Cast) -> Run:
    """A run of two seats whose first class of two hours is on."""
    with transaction():
        return make_run(make_course(), cast.sites["coventry"], starts_at=began)


@pytest.fixture
def learners(run: Run, cast: Cast) -> list[Person]:
    """Four learners, two of them seated, two waiting."""
    with transaction():
        people = make_learners(cast.sites["coventry"], 4)
    for turn, person in enumerate(people):
        with transaction():
            at = now().replace(hour=12) - timedelta(days=9) + turn * MINUTE
            book(cast.actor("mary"), run, person, at=at)
    return people


@pytest.fixture
def cards(cast: Cast, learners: list[Person]) -> list[str]:
    """A card for each learner."""
    with transaction():
        return [
            "ECO:" + make_card_for(by=cast.actor("ruth"), person_id=person.id, at=now()).token
            for person in learners
        ]


@pytest.fixture
def tablet(app: Flask, client: Client, cast: Cast) -> RegisterClient:
    """Coventry's tablet."""
    return RegisterClient(app, client, cast.tablets["coventry"])


def token_of(run: Run) -> str:
    """The token of the first class."""
    query = select(CourseClass.token).where(CourseClass.run_id == run.id).order_by(CourseClass.starts_at)
    return db.session.scalars(query).first() or ""


def in_class(run: Run) -> Said:
    """Which class an event is about."""
    return {"class": token_of(run)}


def marks_of(run: Run) -> list[tuple[str, str, int]]:
    """The marks that count: whose, which, minutes."""
    db.session.rollback()
    rows = fast().rows(
        "SELECT n.called, m.mark, m.minutes FROM attendance_mark m JOIN course_class k ON k.id = m.class_id "
        "JOIN person_name n ON n.person_id = m.person_id WHERE k.run_id = ? AND m.superseded_by IS NULL "
        "ORDER BY n.called",
        (run.id,),
    )
    return [(row[0], row[1], row[2]) for row in rows]


def count(table: str) -> int:
    """How many rows a table holds."""
    db.session.rollback()
    row = fast().row(f"SELECT COUNT(*) FROM {table}")
    return int(row[0]) if row else 0


def test_a_trainers_card_marks_the_register_and_the_same_event_again_is_the_same_mark(
    cast: Cast, run: Run, learners: list[Person], tablet: RegisterClient, began: datetime
) -> None:
    event = tablet.event(
        cast.cards["mary"],
        "mark",
        began + MINUTE,
        learner={"number": learners[0].number},
        mark="late",
        minutes=90,
        **in_class(run),
    )
    assert tablet.results(event, event) == ["stored", "repeated"]
    assert tablet.results(event) == ["repeated"]
    assert marks_of(run) == [("Learner 0", "late", 90)]
    assert count("register_event") == 1
    assert states(run, learners)[:2] == ["attending", "booked"]


def test_a_volunteers_card_marks_nobody_else_and_the_coordinator_hears_of_it(
    cast: Cast, run: Run, learners: list[Person], tablet: RegisterClient, began: datetime
) -> None:
    said: Said = {"class": token_of(run), "mark": "present"}
    other = {"number": learners[0].number}
    event = tablet.event(cast.cards["amina"], "mark", began, learner=other, **said)
    assert tablet.results(event) == ["stray"]
    assert marks_of(run) == []
    row = fast().row("SELECT state, message FROM register_event")
    assert row is not None
    assert row[0] == "waiting"
    assert "role" in row[1]


@pytest.mark.parametrize("fault", ["proof", "words", "foreign"])
def test_what_nobody_proves_has_no_effect_and_is_kept(
    fault: str, cast: Cast, run: Run, learners: list[Person], tablet: RegisterClient, began: datetime
) -> None:
    said: Said = {"class": token_of(run), "mark": "present"}
    learner = {"number": learners[0].number}
    event = tablet.event(cast.cards["mary"], "mark", began, learner=learner, **said)
    other = tablet.event(cast.cards["mary"], "mark", began, learner=learner, **{**said, "mark": "absent"})
    if fault == "proof":
        event["by"]["proof"] = other["by"]["proof"]
    elif fault == "words":
        event["sealed"] = other["sealed"]
    else:
        event = tablet.event(cast.cards["grace"], "mark", began, learner=learner, **said)
    assert tablet.results(event) == ["stray"]
    assert marks_of(run) == []
    assert count("register_event") == 1


def test_what_somebody_sees_refused_is_not_kept(
    cast: Cast, run: Run, learners: list[Person], tablet: RegisterClient, began: datetime, cards: list[str]
) -> None:
    said = in_class(run)
    join = tablet.event(cast.cards["mary"], "join", began + MINUTE, own=cards[2], **said)
    assert tablet.results(join, is_live=True) == ["refused"]
    assert count("register_event") == 0
    assert states(run, learners) == ["booked", "booked", "waitlisted", "waitlisted"]


def test_who_shows_a_card_checks_in_and_only_for_themselves(
    cast: Cast, run: Run, learners: list[Person], tablet: RegisterClient, began: datetime, cards: list[str]
) -> None:
    said: Said = {"class": token_of(run), "mark": "present"}
    own = tablet.event(cards[0], "mark", began - 20 * MINUTE, **said)
    early = tablet.event(cards[1], "mark", began - 40 * MINUTE, **said)
    for_another = tablet.event(cards[1], "mark", began, learner={"number": learners[0].number}, **said)
    assert tablet.results(own, early, is_live=True) == ["stored", "refused"]
    assert tablet.results(for_another) == ["stray"]
    assert marks_of(run) == [("Learner 0", "present", 120)]
    again = tablet.event(cards[1], "mark", began - 29 * MINUTE, **said)
    assert tablet.results(again, is_live=True) == ["stored"]
    assert count("attendance_mark WHERE method = 'card'") == 2


def test_a_check_in_opens_the_visit_once_in_any_order_and_a_trainers_tap_opens_none(
    cast: Cast, run: Run, learners: list[Person], tablet: RegisterClient, began: datetime, cards: list[str]
) -> None:
    early = tablet.event(cards[0], "mark", began - 20 * MINUTE, mark="present", **in_class(run))
    later = tablet.event(cards[0], "mark", began + 5 * MINUTE, mark="present", **in_class(run))
    other = {"number": learners[1].number}
    tapped = tablet.event(
        cast.cards["mary"], "mark", began + MINUTE, learner=other, mark="present", **in_class(run)
    )
    for event in (later, early, later, early, tapped):
        tablet.results(event)
    db.session.rollback()
    found = fast().rows(
        "SELECT person_id, came_how, left_at FROM visit WHERE NOT is_void AND person_id IN (?, ?)",
        (learners[0].id, learners[1].id),
    )
    assert [(row[0], row[1]) for row in found] == [(learners[0].id, "card")]
    assert count(f"visit_event WHERE person_id = {learners[0].id}") == 2
    earliest = fast().row("SELECT MIN(came_at) FROM visit WHERE NOT is_void")
    assert earliest is not None and abs(as_instant(earliest[0]) - (began - 20 * MINUTE)) < MINUTE


def test_an_undo_takes_the_mark_back_in_any_order(
    cast: Cast, run: Run, learners: list[Person], tablet: RegisterClient, began: datetime
) -> None:
    mary, learner = cast.cards["mary"], {"number": learners[0].number}
    said = in_class(run)
    for order in itertools.permutations(range(3)):
        first = tablet.event(mary, "mark", began + MINUTE, learner=learner, mark="absent", **said)
        second = tablet.event(mary, "mark", began + 2 * MINUTE, learner=learner, mark="present", **said)
        undo = tablet.event(mary, "unmark", began + 3 * MINUTE, mark=second["id"])
        for turn in order:
            tablet.results([first, second, undo][turn])
        assert marks_of(run) == [("Learner 0", "absent", 0)], order
        assert states(run, learners)[0] == "booked"
        assert count("register_event WHERE state <> 'done'") == 0
        with transaction():
            fast().run("DELETE FROM attendance_mark")
            fast().run("DELETE FROM register_event")


def seat_events(
    tablet: RegisterClient, cast: Cast, run: Run, learners: list[Person], cards: list[str], began: datetime
) -> list[Event]:
    """Two come without a place, one who was booked is given up and then comes after all, for the second."""
    mary = cast.cards["mary"]
    said = in_class(run)
    first, second = ({"number": person.number} for person in learners[:2])
    return [
        tablet.event(mary, "gone", began + 10 * MINUTE, learner=first, **said),
        tablet.event(mary, "join", began + 12 * MINUTE, own=cards[2], **said),
        tablet.event(cards[0], "mark", began + 14 * MINUTE, mark="late", **said),
        tablet.event(mary, "gone", began + 16 * MINUTE, learner=second, **said),
        tablet.event(mary, "join", began + 18 * MINUTE, own=cards[3], **said),
    ]


@pytest.mark.parametrize("order", list(itertools.permutations(range(5)))[::9])
def test_seats_given_free_and_taken_come_to_one_state_in_any_order(
    order: tuple[int, ...],
    cast: Cast,
    run: Run,
    learners: list[Person],
    cards: list[str],
    tablet: RegisterClient,
    began: datetime,
) -> None:
    events = seat_events(tablet, cast, run, learners, cards, began)
    for turn in order:
        assert tablet.results(events[turn]) in (["stored"], ["stray"])
    assert states(run, learners) == ["attending", "no_show", "booked", "waitlisted"]
    row = fast().row("SELECT id, state FROM register_event WHERE state <> 'done'")
    assert row is not None
    assert tuple(row) == (events[4]["id"], "waiting")


def test_without_looking_again_at_what_waits_the_order_would_count(
    monkeypatch: pytest.MonkeyPatch,
    cast: Cast,
    run: Run,
    learners: list[Person],
    cards: list[str],
    tablet: RegisterClient,
    began: datetime,
) -> None:
    monkeypatch.setattr("training.services.register_seating.fold_seats", _as_they_come())
    events = seat_events(tablet, cast, run, learners, cards, began)
    for event in reversed(events):
        tablet.results(event)
    assert states(run, learners) != ["attending", "no_show", "booked", "waitlisted"]


def _as_they_come() -> Callable[..., Seating]:
    """The fold with its one protection taken out: it follows the order of arrival and not that of time."""
    seen: dict[str, int] = {}

    def fold(events: Iterable[SeatEvent], **more: Any) -> Seating:
        came = [
            replace(one, order=(EPOCH, "", seen.setdefault(one.order[3], len(seen)), "")) for one in events
        ]
        return fold_seats(came, **more)

    return fold


def test_a_new_person_may_reach_us_after_what_their_card_did(
    cast: Cast, run: Run, learners: list[Person], tablet: RegisterClient, began: datetime
) -> None:
    with transaction():
        fast().run("UPDATE run SET capacity = 3 WHERE id = ?", (run.id,))
        blank = "ECO:" + make_blank_cards(by=cast.actor("ruth"), count=1, at=now())[0].token
    said = in_class(run)
    join = tablet.event(cast.cards["mary"], "join", began + MINUTE, own=blank, **said)
    here = tablet.event(blank, "mark", began + 2 * MINUTE, mark="present", **said)
    assert tablet.results(join, is_live=True) == ["stray"]
    assert tablet.results(here) == ["stray"]
    assert marks_of(run) == []
    _welcome(blank, cast)
    with transaction():  # another site's desk that presses "Try again" moves nothing here
        assert settle_all(now(), site_id=cast.sites["wolverhampton"]) == 0
    assert marks_of(run) == []
    with transaction():
        assert settle_all(now(), site_id=cast.sites["coventry"]) == 2
    assert marks_of(run) == [("Selam", "present", 120)]


def _welcome(card: str, cast: Cast) -> None:
    """A blank card finds its person, as the first hour does."""
    newcomer = Newcomer(new_client_id(), "Selam", "ti", "pear", "2026-11", "seen")
    with transaction():
        lookup = lookup_key(proof_key(card.removeprefix("ECO:")))
        welcome(newcomer=newcomer, lookup=lookup, site_id=cast.sites["coventry"], device_id=None, at=now())


def test_the_pack_holds_what_a_register_needs_and_nothing_more(
    cast: Cast, run: Run, learners: list[Person], tablet: RegisterClient, cards: list[str]
) -> None:
    pack = tablet.pack()
    assert [one["token"] for one in pack["classes"]][:1] == [token_of(run)]
    told = pack["runs"][0]["learners"]
    assert {tuple(one) for one in told} == {("number", "alias", "avatar", "state", "language", "cards")}
    assert [one["state"] for one in told] == ["booked", "booked", "waitlisted", "waitlisted"]
    assert all(len(one["cards"]) == 1 for one in told)
    assert {right for one in pack["staff"] for right in one["rights"]} == {
        "take_register",
        "see_accreditation",
        "assess",
        "give_inductions",
    }


def test_only_a_paired_tablet_brings_or_takes_along(client: Client, cast: Cast) -> None:
    assert client.get("/api/v1/registers/pack").status_code in (401, 403)
    assert client.post("/api/v1/registers", data="{}").status_code in (401, 403)


@pytest.mark.parametrize("body", ["", "[]", "{}", '{"now": 1, "events": [1]}', '{"now": true, "events": []}'])
def test_what_is_no_batch_is_said_so(body: str, tablet: RegisterClient) -> None:
    tablet.client.set_cookie("eco-device", tablet.secret)
    assert tablet.client.post("/api/v1/registers", data=body, headers=HEADERS).status_code == 422


ODD: list[Said] = [
    {"class": ["x"], "mark": 7},
    {"class": "a\x00b", "mark": "present"},
    {"class": "", "mark": None, "minutes": -5},
    {"mark": "x" * 500, "minutes": True},
    {"class": "\ud800", "mark": "\ud800"},
    {"run": {}, "criterion": "one", "decision": []},
    {"slug": "laser-cutter\x00", "answers": [], "seen": "all", "minutes": "60"},
    {"note": "ع" * 900},
]


@pytest.mark.parametrize(
    "kind", ["mark", "unmark", "gone", "join", "sign", "decide", "induct", "sing", "\x00"]
)
def test_nothing_that_a_tablet_says_breaks_the_house(
    kind: str, cast: Cast, run: Run, learners: list[Person], tablet: RegisterClient, began: datetime
) -> None:
    mary = cast.cards["mary"]
    real = {"class": token_of(run), "run": run.number}
    odd: list[Any] = [{}, {"number": 5}, {"card": ""}, {"card": "ü", "proof": None}, "x", None]
    events = [tablet.event(mary, kind, began, **said) for said in [*ODD, *({**one, **real} for one in ODD)]]
    events += [tablet.event(mary, kind, began, learner=one, **real) for one in odd]
    for field, value in (("at", 2**60), ("at", -(2**52)), ("seq", "1"), ("sealed", 5), ("by", [])):
        events.append({**tablet.event(mary, kind, began, **real), field: value})
    for event in events:
        assert tablet.results(event) in (["stored"], ["stray"], ["to_sign"], ["invalid"]), event
    assert marks_of(run) == []
