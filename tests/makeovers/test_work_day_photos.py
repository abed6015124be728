"""Photos that a tablet took on a work day: kept once while the household agrees; else not a byte of them is stored."""

from __future__ import annotations

import base64
import io
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import text

from core.clock import milliseconds, now
from core.db import db, fast, transaction
from core.ids import new_client_id, proof_message
from core.sealing import sealing_key
from factory.makeovers.queries.told import open_day_events
from factory.makeovers.services.photos import give_consent, take_back_consent
from tests.makeovers.conftest import Home
from tests.makeovers.day_scene import WorkDay, make_work_day, picture
from tests.scan_desk.tablet_client import HEADERS, by_card, seal
from tests.training.test_hostile_tablets import REFUSED


@pytest.fixture
def out(app: Flask, home: Home) -> Iterator[WorkDay]:
    """Yesterday at a home, and the store of photos empty before it."""
    yield make_work_day(app, home)


def photos() -> list[tuple[str, str]]:
    """Every photo of a room that is kept: its part and its id."""
    db.session.rollback()
    return [
        (row[0], row[1]) for row in fast().rows("SELECT part, id FROM makeover_photo ORDER BY taken_at, id")
    ]


def files(out: WorkDay) -> set[Path]:
    """What lies in the store."""
    return {path for path in out.home.folder.rglob("*") if path.is_file()}


def test_consent_and_photos_are_told_by_tablet_and_each_is_kept_once(out: WorkDay) -> None:
    room = str(fast().rows("SELECT token FROM makeover_room ORDER BY id")[0][0])
    assert out.results(out.event("consent", 0)) == ["stored"]
    one, two = new_client_id(), new_client_id()
    for _ in range(2):
        assert out.photo("before", minutes=1, photo_id=one, of=f"{out.token} {room}").status_code == 200
    assert out.photo("after", minutes=90, photo_id=two).get_json() == {"id": two, "result": "stored"}
    assert photos() == [("before", one), ("after", two)]
    rooms = fast().rows("SELECT room_id FROM makeover_photo ORDER BY taken_at")
    assert rooms[0][0] is not None and rooms[1][0] is None
    assert out.pack()["days"][0]["agrees"] is True


def test_a_photo_without_a_consent_waits_on_the_tablet_and_nothing_of_it_is_stored(out: WorkDay) -> None:
    before = files(out)
    assert out.photo().status_code == 422
    assert photos() == [] and files(out) == before and out.states() == []
    assert out.results(out.event("consent", 0)) == ["stored"]
    assert out.photo().status_code == 200, "the tablet's own word of the consent came behind it"


def test_a_photo_of_a_consent_that_was_taken_back_is_dropped_and_listed(out: WorkDay) -> None:
    out.home.do(give_consent, out.makeover, token=new_client_id())
    out.home.do(take_back_consent, out.makeover)
    before, photo_id = files(out), new_client_id()
    answer = out.photo(photo_id=photo_id)
    assert (answer.status_code, answer.get_json()["result"]) == (200, "stray"), "the tablet need not keep it"
    assert photos() == [] and files(out) == before
    (line,) = open_day_events(out.home.cast.sites["coventry"])
    assert (line.kind, line.message) == ("photo", "The household took its consent back.")


def test_the_database_itself_keeps_no_photo_without_a_consent(out: WorkDay) -> None:
    """The control: past the service, the trigger still refuses."""
    with pytest.raises(Exception, match="needs a consent"), transaction():
        db.session.execute(
            text(
                "INSERT INTO makeover_photo (id, makeover_id, part, sha256, width, height, taken_at) "
                "VALUES ('x', :m, 'after', 'aa', 4, 4, :at)"
            ),
            {"m": out.makeover, "at": now()},
        )
    db.session.rollback()


def test_only_whoever_leads_takes_photos_and_a_foreign_tablet_brings_none(out: WorkDay) -> None:
    out.home.do(give_consent, out.makeover, token=new_client_id())
    elsewhere = out.home.cast.tablets["wolverhampton"]
    for said in (
        {"who": "amina"},
        {"who": "grace", "secret": elsewhere},
        {"part": "survey"},
        {"of": "nothing "},
    ):
        assert out.photo(**said).get_json()["result"] == "stray"  # type: ignore[arg-type]
    assert photos() == []


@pytest.mark.parametrize("what", REFUSED)
def test_what_is_no_picture_is_refused_and_not_kept(out: WorkDay, what: str) -> None:
    out.home.do(give_consent, out.makeover, token=new_client_id())
    before = files(out)
    answer = out.photo(data=REFUSED[what] or b" ")
    assert 400 <= answer.status_code < 500
    assert photos() == [] and files(out) == before


HOSTILE: tuple[dict[str, object], ...] = (
    {},
    {"id": 7},
    {"id": "x"},
    {"id": "\x00" * 36},
    {"at": "soon"},
    {"at": 10**400},
    {"at": None},
    {"sealed": "no base64!"},
    {"sealed": "QUJD"},
    {"sealed": "A" * 30_000},
    {"sealed": None},
    {"by": "me"},
    {"by": {"card": "\u0660" * 64, "proof": "x"}},
    {"by": {"card": 7}},
    {"by": {"sign_in": "x", "proof": None}},
)


@pytest.mark.parametrize("change", HOSTILE, ids=str)
def test_a_hostile_event_is_refused_or_listed_and_stops_no_other(
    out: WorkDay, change: dict[str, object]
) -> None:
    good = out.event("arrived", -100)
    bad = {**out.event("arrived", -90, who="amina"), **change} if change else {}
    first, second = out.results(bad, good)
    assert (first, second) in (("invalid", "stored"), ("stray", "stored"))
    assert out.times("amina") == (None, None, 0) and out.times("mary")[0] == -100


@pytest.mark.parametrize(
    "said",
    [
        [], 7, None, "x", {"kind": 7}, {"kind": ["arrived"]}, {"kind": "settled"}, {"kind": "photo", "day": 7},
        {"kind": "arrived", "day": {"a": 1}}, {"kind": "arrived", "day": "\ud800"},
        {"kind": "practice", "words": {"a": []}, "criterion": 5}, {"kind": "task", "task": ["x"]},
        {"kind": "practice", "words": "NI number QQ 12 34 56 C", "person": ""},
    ],
    ids=str,
)  # fmt: skip
def test_whatever_an_event_says_it_is_answered(app: Flask, out: WorkDay, said: object) -> None:
    event_id, at = new_client_id(), milliseconds(now())
    key = sealing_key(app.config["ECO_SETTINGS"].secret_key)
    said = {"day": out.token, **said} if isinstance(said, dict) else said
    sealed = base64.b64encode(seal(key, json.dumps(said).encode(), f"work day:{event_id}")).decode()
    by = by_card(out.home.cast.cards["mary"], proof_message("work day", event_id, at, sealed))
    event = {"id": event_id, "at": at, "seq": 1, "sealed": sealed, "by": by}
    assert out.results(event) == ["stray"] and out.results(event) == ["repeated"]
    changed = {**event, "at": at + 1}
    assert out.results(changed) == ["invalid"], "another one under its id"
    assert out.practices() == []
    db.session.rollback()
    assert "QQ" not in str(fast().rows("SELECT body, words FROM work_day_event"))


def test_a_proof_of_another_event_or_another_card_holds_for_none(out: WorkDay) -> None:
    one, two = out.event("arrived", -100), out.event("left", -50)
    stolen = {**two, "by": one["by"]}
    assert out.results(stolen) == ["stray"] and out.states() == [("unread", "unproven")]
    assert out.results(one) == ["stored"]


def test_a_batch_that_is_none_and_a_browser_that_is_no_tablet_are_refused(out: WorkDay) -> None:
    out.client.set_cookie("eco-device", out.home.cast.tablets["coventry"])
    for body in ("", "[]", "{}", '{"now": 1, "events": {}}', '{"now": 1, "events": [1]}'):
        assert out.client.post("/api/v1/work-days", data=body, headers=HEADERS).status_code == 422
    out.client.delete_cookie("eco-device")
    for address in ("/api/v1/work-days", "/api/v1/work-days/photos"):
        assert out.client.post(address, data="{}", headers=HEADERS).status_code in (401, 403)
    assert out.client.get("/api/v1/work-days/pack").status_code in (401, 403)


def test_the_form_of_a_photo_may_say_anything(out: WorkDay) -> None:
    out.client.set_cookie("eco-device", out.home.cast.tablets["coventry"])
    good = {"id": new_client_id(), "code": out.token, "kind": "after", "at": "1", "now": "2", "by": "{}"}
    for change in (
        {}, {"id": "x"}, {"at": "9" * 5000}, {"now": "soon"}, {"by": "[" * 100_000}, {"by": "7"},
        {"code": "\x00", "kind": "\x00"},
    ):  # fmt: skip
        form = {**good, **change, "sealed": (io.BytesIO(picture()), "photo")}
        answer = out.client.post("/api/v1/work-days/photos", data=form, headers=HEADERS)
        assert answer.status_code in (200, 400, 413, 422), answer.status_code
    assert photos() == []
