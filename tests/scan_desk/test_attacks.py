"""Hostile events: what a tablet's queue may never be made to swallow."""

from __future__ import annotations

import io
import json
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from core.clock import local_day, now
from core.config import Settings
from core.db import fast, transaction
from core.ids import new_client_id, sign_in_key, sign_proof
from core.sign_ins import start_sign_in
from inventory.services.record import state_of
from tests.browser.stage import Stage, do, take_in
from tests.pages import Client
from tests.scan_desk.tablet_client import HEADERS, TabletClient, by_card, message_of
from tests.scan_desk.test_what_a_tablet_keeps import picture


def sign_in_of(
    app: Flask, stage: Stage, name: str, *, ago: timedelta, site: str = "coventry"
) -> tuple[str, str]:
    """A sign-in by PIN on a site's tablet that began a while ago: its public id, and the key of its proofs."""
    cast = stage.cast
    with app.app_context(), transaction():
        secret = start_sign_in(
            person_id=cast.people[name],
            site_id=cast.sites[site],
            device_id=cast.tablet_ids[site],
            method="pin",
            at=now() - ago,
        )
        row = fast().row("SELECT public_id FROM sign_in WHERE id = ?", (secret,))
    assert row is not None
    return row[0], sign_in_key(secret)


def signed(
    tablet: TabletClient, code: str, kind: str, data: dict[str, Any], public_id: str, key: str
) -> dict[str, Any]:
    """An event as the page makes it after a PIN."""
    made = tablet.event("ECO:", code, kind, data)
    return {**made, "by": {"sign_in": public_id, "proof": sign_proof(key, message_of(made))}}


@pytest.mark.parametrize("is_live", [True, False])
def test_a_photo_event_without_its_photo_is_said_to_be_wrong(
    tablet: TabletClient, stage: Stage, is_live: bool
) -> None:
    card = stage.cast.cards["amina"]
    event = tablet.event(card, stage.codes[0], "photographed", {"as": "before"})
    assert tablet.answers(event, live=is_live)[0]["result"] in ("refused", "stray")


def test_half_a_character_does_not_stay_in_the_queue_for_ever(tablet: TabletClient, stage: Stage) -> None:
    card = stage.cast.cards["amina"]
    torn = tablet.event(card, stage.codes[0], "moved", {"to": "\ud83d"})
    named = {**tablet.event(card, stage.codes[0], "weighed", {"grams": 5}), "by": {"card": "\ud83d"}}
    told = tablet.answers(torn, named, live=False)
    assert [answer["result"] for answer in told] == ["stray", "stray"]


def test_a_sign_in_that_nobody_ended_names_nobody_the_next_day(
    app: Flask, tablet: TabletClient, stage: Stage
) -> None:
    """Mary signs in by PIN and walks away; whoever finds her sign-in's name on the tablet is not her for ever."""
    answers = []
    for hours in (1, 9):
        public_id, key = sign_in_of(app, stage, "mary", ago=timedelta(hours=hours))
        event = signed(tablet, stage.codes[0], "weighed", {"grams": 4_000}, public_id, key)
        answers.append(tablet.answers(event, live=False)[0]["message"])
    assert "who did this" not in answers[0] and "who did this" in answers[1]


def test_the_name_of_a_sign_in_without_its_key_makes_no_event(
    app: Flask, tablet: TabletClient, stage: Stage
) -> None:
    """Who reads the queue on the tablet knows Mary's sign-in by name and her events with their proofs, and no more."""
    with app.app_context():
        code = take_in(stage)
    public_id, key = sign_in_of(app, stage, "mary", ago=timedelta(minutes=2))
    queued = signed(tablet, code, "moved", {"to": "checked"}, public_id, key)
    other = signed(tablet, code, "moved", {"to": "lost"}, public_id, key)
    forged = [
        {**queued, "id": new_client_id()},
        {**queued, "by": {"sign_in": public_id}},
        {**queued, "data": json.dumps({"to": "lost"})},
        {**queued, "data": {"to": "lost"}},
        {**queued, "code": stage.codes[0]},
        {**queued, "kind": "placed"},
        {**queued, "at": queued["at"] - 60_000},
        {**queued, "by": other["by"]},
    ]
    for event in forged:
        (told,) = tablet.answers({**event, "id": event["id"]}, live=True)
        assert (told["result"], "who did this" in told["message"]) == ("refused", True), event
    assert tablet.answers(queued, live=False)[0]["result"] == "stored", (
        "the control: as it was made, it counts"
    )


def test_the_proof_of_a_photo_is_none_of_an_event(app: Flask, tablet: TabletClient, stage: Stage) -> None:
    """A photo waits on the tablet with a proof of its own: it must not become the proof of a move."""
    with app.app_context():
        code = take_in(stage)
    card, photo_id = stage.cast.cards["amina"], new_client_id()
    proof = by_card(card, photo_id)
    for data in ({"to": "checked"}, json.dumps({"to": "checked"})):
        event = {**tablet.event(card, code, "moved", {}, id=photo_id, by=proof), "data": data}
        assert tablet.answers(event, live=False)[0]["result"] == "stray"


def test_other_words_under_a_cards_proof_change_nothing(
    app: Flask, tablet: TabletClient, stage: Stage
) -> None:
    with app.app_context():
        code = take_in(stage)
    event = tablet.event(stage.cast.cards["amina"], code, "moved", {"to": "checked"})
    told = tablet.answers({**event, "data": json.dumps({"to": "waste"})}, live=False)
    assert told[0]["result"] == "stray"
    with app.app_context():
        state = state_of(code)
    assert state is not None and state.stage == "received"


def test_a_queued_text_without_end_is_kept_and_holds_nothing_up(tablet: TabletClient, stage: Stage) -> None:
    card = stage.cast.cards["amina"]
    deep = {**tablet.event(card, stage.codes[0], "moved", {}), "data": "[" * 9_000 + "]" * 9_000}
    assert tablet.answers(deep, live=False)[0]["result"] in ("stray", "invalid")


def test_an_override_in_the_queue_counts_only_shortly_after_the_pin(
    app: Flask, tablet: TabletClient, stage: Stage
) -> None:
    """Ruth gave her PIN twenty minutes before: what she sets aside now goes to the list and opens no gate."""
    with app.app_context():
        code = take_in(stage)
    results = []
    for minutes in (20, 3):
        public_id, key = sign_in_of(app, stage, "ruth", ago=timedelta(minutes=minutes))
        data = {"gate": "stability", "reason": "goes to the stage of a theatre"}
        event = signed(tablet, code, "overridden", data, public_id, key)
        results.append(tablet.answers(event, live=False)[0]["result"])
    assert results == ["stray", "stored"]


def test_a_card_whose_days_are_over_names_nobody(app: Flask, tablet: TabletClient, stage: Stage) -> None:
    card = stage.cast.cards["amina"]
    event = tablet.event(card, stage.codes[0], "weighed", {"grams": 4_000})
    with app.app_context(), transaction():
        fast().run("UPDATE card SET ends_on = ?", (local_day(now() - timedelta(days=2)),))
    assert tablet.answers(event, live=False)[0]["result"] == "stray"


@pytest.fixture
def elsewhere(app: Flask, stage: Stage) -> TabletClient:
    """Wolverhampton's tablet."""
    return TabletClient(Client(app, use_cookies=True), stage.cast.tablets["wolverhampton"])


def photo_count(app: Flask) -> int:
    with app.app_context():
        row = fast().row("SELECT count(*) FROM photo WHERE sha256 <> ''")
    assert row is not None
    return int(row[0])


def test_a_photo_is_added_only_where_the_piece_is(
    app: Flask, tablet: TabletClient, elsewhere: TabletClient, stage: Stage
) -> None:
    with app.app_context():
        code = take_in(stage)
    grace, amina, photo_id = stage.cast.cards["grace"], stage.cast.cards["amina"], new_client_id()
    store = app.config["ECO_SETTINGS"].photo_folder
    before = {*store.rglob("*.jpg")}
    assert elsewhere.photo(new_client_id(), code, grace, photo=picture("maroon")).status_code == 409
    event = elsewhere.event(grace, code, "photographed", {"as": "after", "photo": photo_id})
    assert elsewhere.answers(event, live=False)[0]["result"] == "refused"
    assert elsewhere.photo(photo_id, code, grace, photo=picture()).status_code == 409
    assert photo_count(app) == 0
    assert not {*store.rglob("*.jpg")} - before, "nor does its file stay"
    assert tablet.photo(new_client_id(), code, amina, photo=picture()).status_code == 200
    assert photo_count(app) == 1, "the control: here it is taken"


def test_a_photo_taken_before_the_piece_went_to_another_site_still_arrives(
    app: Flask, tablet: TabletClient, elsewhere: TabletClient, stage: Stage
) -> None:
    with app.app_context():
        code = take_in(stage)
    photo_id, amina = new_client_id(), stage.cast.cards["amina"]
    event = tablet.event(amina, code, "photographed", {"as": "other", "photo": photo_id})
    assert tablet.answers(event)[0]["result"] == "stored"
    moved = elsewhere.event(stage.cast.cards["grace"], code, "transferred", {})
    assert elsewhere.answers(moved)[0]["result"] == "stored"
    assert tablet.photo(photo_id, code, amina, photo=picture()).status_code == 200


@pytest.mark.parametrize(
    ("kind", "data"),
    [
        ("weighed", {"grams": 9_000}),
        ("described", {"title": "Ours now"}),
        ("filled", {"supplier": "a", "batch": "b", "fire_test": "c"}),
        ("waste_noted", {"waste_note": "W1"}),
        ("placed", {"place": 0}),
        ("answered", {"answers": {"stable": "yes"}}),
    ],
)
def test_another_site_writes_nothing_on_a_piece_that_is_not_there(
    app: Flask, elsewhere: TabletClient, stage: Stage, kind: str, data: dict[str, Any]
) -> None:
    with app.app_context():
        code = take_in(stage)
    (told,) = elsewhere.answers(elsewhere.event(stage.cast.cards["grace"], code, kind, data))
    assert (told["result"], "another site" in told["message"]) == ("refused", True)


def test_another_sites_coordinator_takes_nothing_back_here(
    app: Flask, elsewhere: TabletClient, stage: Stage
) -> None:
    with app.app_context():
        code = take_in(stage)
        do(stage, code, "moved", {"to": "checked"})
        row = fast().row("SELECT id FROM piece_event WHERE kind = 'moved'")
    assert row is not None
    public_id, key = sign_in_of(app, stage, "oluwaseun", ago=timedelta(minutes=1), site="wolverhampton")
    event = signed(elsewhere, code, "undone", {"event": row[0]}, public_id, key)
    (told,) = elsewhere.answers(event)
    assert (told["result"], "another site" in told["message"]) == ("refused", True), told


def test_nobody_closes_a_piece_as_the_clockwork_closes_a_practice_life(
    app: Flask, tablet: TabletClient, stage: Stage
) -> None:
    """A coordinator's PIN and a hand-made event would else take a sealed or POPs piece out past every gate."""
    with app.app_context():
        code = take_in(stage)
    public_id, key = sign_in_of(app, stage, "ruth", ago=timedelta(minutes=1))
    for is_live in (True, False):
        event = signed(tablet, code, "closed", {}, public_id, key)
        assert tablet.answers(event, live=is_live)[0]["result"] == "refused"
    with app.app_context():
        state = state_of(code)
    assert state is not None and state.stage == "received"


def test_the_photo_of_another_piece_is_no_evidence_for_this_one(
    app: Flask, tablet: TabletClient, stage: Stage
) -> None:
    with app.app_context():
        codes = [take_in(stage), take_in(stage)]
    amina, photo_id = stage.cast.cards["amina"], new_client_id()
    first = tablet.event(amina, codes[0], "photographed", {"as": "after", "photo": photo_id})
    assert tablet.answers(first)[0]["result"] == "stored"
    for kind, data in (
        ("photographed", {"as": "after", "photo": photo_id}),
        ("answered", {"answers": {"stable": {"answer": "yes", "photo": photo_id}}}),
    ):
        (told,) = tablet.answers(tablet.event(amina, codes[1], kind, data))
        assert (told["result"], "another piece" in told["message"]) == ("refused", True)
    assert tablet.answers(first)[0]["result"] == "repeated", "the control: the same again is the same"


def test_a_photo_of_nobody_leaves_nothing_on_the_disk(
    app: Flask, settings: Settings, tablet: TabletClient, stage: Stage
) -> None:
    with app.app_context():
        code = take_in(stage)
    before = len(list(settings.photo_folder.rglob("*.jpg")))
    assert tablet.photo(new_client_id(), code, "ECO:" + "0" * 26, photo=picture("red")).status_code == 403
    assert len(list(settings.photo_folder.rglob("*.jpg"))) == before
    assert (
        tablet.photo(new_client_id(), code, stage.cast.cards["amina"], photo=picture("red")).status_code
        == 200
    )
    assert len(list(settings.photo_folder.rglob("*.jpg"))) == before + 2


def test_a_picture_that_says_it_is_huge_is_not_decoded_to_look_for_a_label(tablet: TabletClient) -> None:
    """A WEBP of some bytes may claim 16,384 pixels a side; its reader would take a gigabyte on opening it."""
    huge = b"RIFF" + (30).to_bytes(4, "little") + b"WEBPVP8X" + (10).to_bytes(4, "little")
    huge += b"\x00" * 4 + (16_382).to_bytes(3, "little") * 2
    torn = b"\x89PNG\r\n\x1a\n" + b"\x00\x00\x00\rIHDR" + b"\xff" * 30
    for data in (huge, torn, b"\xff\xd8\xff" + b"\x00" * 50):
        answer = tablet.client.post(
            "/api/v1/decode", data={"photo": (io.BytesIO(data), "p")}, headers=HEADERS
        )
        assert answer.status_code == 422
