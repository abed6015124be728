"""`POST /api/v1/scans`: one request writes and answers with what the tablet shows next; a queue loses nothing."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask

from core.clock import milliseconds, now
from core.db import fast
from core.ids import new_client_id
from tests.browser.stage import SOFA, Stage, take_in
from tests.pages import Client
from tests.scan_desk.tablet_client import HEADERS, TabletClient, by_card, message_of


@pytest.fixture
def chair(app: Flask, stage: Stage) -> str:
    """A chair that was received."""
    with app.app_context():
        return take_in(stage)


def count(app: Flask, table: str) -> int:
    with app.app_context():
        row = fast().row(f"SELECT count(*) FROM {table}")
    assert row is not None
    return int(row[0])


def test_a_scan_is_written_and_answered_in_one_request(
    stage: Stage, tablet: TabletClient, chair: str
) -> None:
    (answer,) = tablet.answers(tablet.event(stage.cast.cards["amina"], chair, "moved", {"to": "checked"}))
    assert answer["result"] == "stored"
    piece = answer["piece"]
    assert (piece["code"], piece["stage"], piece["main"]) == (chair, "checked", "stored")
    assert (
        piece["undo"]
        and "in_work" in piece["moves"]
        and piece["blocked"]["in_work.strip"]["wants"] == "old_paint"
    )


def test_the_same_scan_again_changes_nothing(
    app: Flask, stage: Stage, tablet: TabletClient, chair: str
) -> None:
    event = tablet.event(stage.cast.cards["amina"], chair, "moved", {"to": "checked"})
    first, again = tablet.answers(event), tablet.answers(event, event, live=False)
    assert first[0]["result"] == "stored" and {answer["result"] for answer in again} == {"repeated"}


def test_a_live_refusal_says_what_to_do_and_who_may_help_and_stores_nothing(
    app: Flask, stage: Stage, tablet: TabletClient
) -> None:
    code = stage.take_blank()
    said = {
        "intent": "yes",
        "infestation": "no",
        "before_1950": "no",
        "fire_label": "no",
        "minor_repair": "yes",
    }
    data = {
        "category": SOFA,
        "weight": "average",
        "photos": [new_client_id()],
        "answers": {**said, "kept_apart": "yes"},
    }
    tablet.answers(tablet.event(stage.cast.cards["amina"], code, "intake", data))
    before = count(app, "piece_event")
    (answer,) = tablet.answers(tablet.event(stage.cast.cards["amina"], code, "moved", {"to": "checked"}))
    assert answer["result"] == "refused" and answer["message"] and answer["remedy"]
    assert (answer["wants"], answer["permit"], answer["people"]) == (
        "fire_label",
        "check:fire_label",
        ["Mary"],
    )
    assert count(app, "piece_event") == before


def test_a_queued_refusal_is_kept_for_a_coordinator(
    app: Flask, stage: Stage, tablet: TabletClient, chair: str
) -> None:
    (answer,) = tablet.answers(
        tablet.event(stage.cast.cards["amina"], chair, "moved", {"to": "ready"}), live=False
    )
    assert answer["result"] == "refused"
    assert count(app, "event_verdict") == 1


def test_one_bad_event_never_blocks_the_others(stage: Stage, tablet: TabletClient, chair: str) -> None:
    amina = stage.cast.cards["amina"]
    good = tablet.event(amina, chair, "moved", {"to": "checked"})
    bad: list[Any] = [
        {},
        {"id": "no id"},
        tablet.event(amina, "ZZZZZZZ", "moved", {"to": "checked"}),
        tablet.event(amina, chair, "flown", {"to": "checked"}),
        tablet.event(amina, chair, "moved", {"to": ["checked"]}),
        {**tablet.event(amina, chair, "moved", {"to": "checked"}), "at": "soon"},
        {**tablet.event(amina, chair, "moved", {"to": "checked"}), "data": None},
    ]
    answers = tablet.answers(*bad, good, live=False)
    assert answers[-1]["result"] == "stored"
    assert {answer["result"] for answer in answers[:-1]} <= {"invalid", "stray", "refused"}


def test_a_forged_proof_moves_nothing(app: Flask, stage: Stage, tablet: TabletClient, chair: str) -> None:
    stolen = by_card(stage.cast.cards["amina"], "another event")
    event = tablet.event(stage.cast.cards["amina"], chair, "moved", {"to": "checked"}, by=stolen)
    assert tablet.answers(event)[0]["result"] == "refused"
    assert tablet.answers(event, live=False)[0]["result"] == "stray"
    assert count(app, "stray_scan") == 1


def test_a_pair_stands_on_the_move(app: Flask, stage: Stage, tablet: TabletClient, chair: str) -> None:
    event = tablet.event(stage.cast.cards["amina"], chair, "moved", {"to": "checked"})
    event["with"] = [by_card(stage.cast.cards["tomasz"], message_of(event))]
    tablet.answers(event)
    with app.app_context():
        row = fast().row("SELECT with_ids FROM piece_event WHERE id = ?", (event["id"],))
    assert row is not None and str(stage.cast.people["tomasz"]) in str(row[0])


@pytest.mark.parametrize("years", [-10, 10])
def test_a_clock_that_is_years_off_loses_nothing_and_is_never_in_the_future(
    app: Flask, stage: Stage, tablet: TabletClient, chair: str, years: int
) -> None:
    wrong = milliseconds(now()) + years * 365 * 86_400_000
    event = tablet.event(stage.cast.cards["amina"], chair, "moved", {"to": "checked"}, at=wrong)
    response = tablet.send(event, now=wrong + 1000)
    assert response.get_json()["answers"][0]["result"] == "stored"
    with app.app_context():
        row = fast().row("SELECT at, received_at FROM piece_event WHERE id = ?", (event["id"],))
    assert row is not None and row[0] <= row[1]


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"[]",
        b"{",
        b"\xff\xfe",
        b'{"now": 1}',
        b'{"now": "x", "events": []}',
        b'{"now": 1, "events": [1]}',
    ],
)
def test_what_is_no_batch_is_refused_in_words(tablet: TabletClient, body: bytes) -> None:
    response = tablet.client.post("/api/v1/scans", data=body, headers=HEADERS)
    assert response.status_code == 422 and response.get_json()["error"]["message"]


def test_more_than_two_hundred_events_are_too_much(tablet: TabletClient) -> None:
    assert tablet.send(*({} for _ in range(201))).status_code == 422


@pytest.mark.parametrize("missing", ["X-Eco", "Origin"])
def test_a_batch_shows_its_origin_and_a_header_that_no_form_can_set(
    tablet: TabletClient, missing: str
) -> None:
    headers = {name: value for name, value in HEADERS.items() if name != missing}
    assert tablet.client.post("/api/v1/scans", data=b"{}", headers=headers).status_code == 403


def test_a_browser_that_is_no_tablet_is_refused(client: Client, stage: Stage) -> None:
    assert client.post("/api/v1/scans", data=b"{}", headers=HEADERS).status_code in (401, 403)
    assert client.get("/api/v1/pack").status_code in (401, 403)
    assert client.get("/scan").status_code in (401, 403)


def test_a_scan_shows_a_piece_a_blank_label_or_nothing(
    stage: Stage, tablet: TabletClient, chair: str
) -> None:
    shown = tablet.client.get(f"/api/v1/pieces/{chair.lower()}").get_json()["piece"]
    assert (shown["code"], shown["stage"], shown["blocked"]) == (chair, "received", shown["blocked"])
    assert tablet.client.get(f"/api/v1/pieces/{stage.codes[0]}").get_json()["piece"]["stage"] == "blank"
    assert tablet.client.get("/api/v1/pieces/7777777").status_code == 404
