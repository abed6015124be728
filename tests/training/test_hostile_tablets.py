"""What a broken or ill-meant tablet or browser sends: answered without a fault, and what is proper among it is kept."""

from __future__ import annotations

import base64
import io
import json
import struct
import zlib
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from PIL import Image
from sqlalchemy import select
from werkzeug.datastructures import MultiDict

from core.clock import milliseconds, now
from core.db import db
from core.files import photo_path
from core.ids import new_client_id, proof_message
from core.sealing import sealing_key
from tests.front_desk.doors import sign_in
from tests.pages import PageClient, fields_of
from tests.scan_desk.tablet_client import HEADERS, by_card, seal
from tests.training.claim_scene import Workshop
from tests.training.conftest import value
from tests.training.register_client import RegisterClient
from tests.training.test_tablet_photos import bring, picture
from training.models.off_grid import RegisterEvent
from training.models.tablet_photos import TabletPhoto

pytestmark = pytest.mark.usefixtures("empty_store")

SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'


@pytest.fixture
def van(app: Flask, shop: Workshop) -> RegisterClient:
    """A tablet of Coventry."""
    return RegisterClient(app, app.test_client(), shop.cast.tablets["coventry"])


def bomb() -> bytes:
    """A PNG of a few hundred bytes that says it is 60,000 pixels wide and high."""
    head = struct.pack(">IIBBBBB", 60_000, 60_000, 8, 2, 0, 0, 0)
    parts = ((b"IHDR", head), (b"IDAT", zlib.compress(bytes(4096))), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
        for name, data in parts
    )


def from_a_phone() -> bytes:
    """A photo that says where it was taken and by which telephone, with a page hidden behind the picture."""
    exif = Image.Exif()
    exif[0x010F] = "SECRETPHONE"
    exif.get_ifd(0x8825)[1] = "N"
    exif.get_ifd(0x8825)[2] = (52.0, 24.0, 30.0)
    out = io.BytesIO()
    Image.new("RGB", (40, 30), (10, 90, 10)).save(out, "JPEG", exif=exif, comment=b"SECRETPLACE")
    return out.getvalue() + b"<script>SECRETPAGE</script>"


REFUSED = {
    "svg": SVG,
    "page": b"<!doctype html><script>alert(1)</script>",
    "empty": b"",
    "bomb": bomb(),
    "cut short": picture()[:200],
    "head alone": b"\xff\xd8\xff",
    "thirty megabytes": b"\xff\xd8\xff" + bytes(30 * 1024 * 1024),
}


@pytest.mark.parametrize("what", REFUSED)
def test_a_tablets_photo_that_is_none_is_refused_and_not_kept(
    app: Flask, van: RegisterClient, shop: Workshop, what: str
) -> None:
    photo_id = new_client_id()
    key = sealing_key(app.config["ECO_SETTINGS"].secret_key)
    answer = bring(van, photo_id, seal(key, REFUSED[what], f"photo:{photo_id}"))
    assert 400 <= answer.status_code < 500
    assert value("SELECT COUNT(*) FROM tablet_photo") == 0


@pytest.mark.parametrize("photo_id", ["", "x", "../../etc/passwd", "\x00" * 36, "a" * 5000])
def test_a_photo_under_an_improper_id_is_refused_and_no_file_is_left(
    app: Flask, van: RegisterClient, shop: Workshop, photo_id: str
) -> None:
    key = sealing_key(app.config["ECO_SETTINGS"].secret_key)
    answer = bring(van, photo_id, seal(key, picture(), f"photo:{photo_id}"))
    assert 400 <= answer.status_code < 500
    assert not list(app.config["ECO_SETTINGS"].photo_folder.rglob("*.jpg"))


def test_nothing_of_a_photo_but_its_picture_is_kept(app: Flask, van: RegisterClient, shop: Workshop) -> None:
    photo_id = new_client_id()
    settings = app.config["ECO_SETTINGS"]
    key = sealing_key(settings.secret_key)
    assert bring(van, photo_id, seal(key, from_a_phone(), f"photo:{photo_id}")).status_code == 200
    row = db.session.scalars(select(TabletPhoto)).one()
    for size in ("large", "small"):
        kept = photo_path(settings.photo_folder, row.sha256, size).read_bytes()
        assert b"SECRET" not in kept and not Image.open(io.BytesIO(kept)).getexif()


@pytest.mark.parametrize("what", [what for what in REFUSED if what != "empty"])
@pytest.mark.parametrize("name", ["work.jpg", "work.svg", "../../work.jpg", ""])
def test_a_grids_photo_that_is_none_is_refused_by_what_it_is_and_nothing_is_kept(
    app: Flask, shop: Workshop, page_client: PageClient, what: str, name: str
) -> None:
    """Whatever the browser calls it; a file without a name is none to a browser and stays away."""
    sign_in(page_client, "Nia")
    address = f"/runs/{shop.run.number}/assessment/{shop.registrations[0]}/{shop.criteria[0]}"
    said = MultiDict(fields_of(page_client.get(address).form(address)))
    said.update({"decision": "achieved"})
    said.add("photo", (io.BytesIO(REFUSED[what]), name))
    answer = page_client.client.post(address, data=said, headers={"Origin": "http://localhost"})
    assert answer.status_code in ((413, 422) if name else (303, 413, 422))
    assert not list(app.config["ECO_SETTINGS"].photo_folder.rglob("*.jpg"))
    assert value("SELECT COUNT(*) FROM criterion_decision WHERE photo <> ''") == 0


def sent(van: RegisterClient, body: Any, card: str, **more: Any) -> dict[str, Any]:
    """An event whose sealed body is anything at all."""
    event_id, device_ms = new_client_id(), milliseconds(now())
    said = body if isinstance(body, bytes) else json.dumps(body).encode()
    key = sealing_key(van.app.config["ECO_SETTINGS"].secret_key)
    sealed = base64.b64encode(seal(key, said, f"register:{event_id}")).decode()
    by = by_card(card, proof_message("register", event_id, device_ms, sealed))
    return {"id": event_id, "at": device_ms, "seq": 1, "sealed": sealed, "by": by, **more}


ODD: list[Any] = [
    None,
    [],
    0,
    "\x00",
    "\ud800",
    True,
    {"x": {"y": [1]}},
    10**30,
    -1,
    1e308,
    "x" * 9_000,
    "9" * 5_000,
]
NAMED = [
    "kind",
    "learner",
    "class",
    "run",
    "criterion",
    "mark",
    "decision",
    "feedback",
    "photo",
    "resubmit",
    "minutes",
]


def test_odd_events_are_answered_and_the_good_one_among_them_is_kept(
    van: RegisterClient, shop: Workshop
) -> None:
    """Every field of an event by itself takes every odd value, some hundred events; a proper one follows them."""
    card = shop.cast.cards["nia"]
    told = {"kind": "decide", "run": shop.run.number, "criterion": shop.criteria[0], "decision": "achieved"}
    told["learner"] = {"number": shop.learners[0].number}
    odd = [sent(van, {**told, name: said}, card) for name in NAMED for said in ODD]
    odd += [sent(van, {**told, "learner": {"number": said}}, card) for said in ODD]
    odd += [sent(van, {**told, "photo": {"id": said, "digest": said}}, card) for said in ODD]
    odd += [sent(van, said, card) for said in (b"", b"\xff", b"[" * 9_000, b"NaN", b"null", b"x" * 40_000)]
    for start in range(0, len(odd), 20):
        answer = van.send(*odd[start : start + 20])
        assert answer.status_code == 200, answer.get_data(as_text=True)
        assert len(answer.get_json()["answers"]) == len(odd[start : start + 20])
    assert van.results(sent(van, told, card)) == ["to_sign"]
    assert value("SELECT COUNT(*) FROM register_event") == len(odd) + 1


def test_odd_envelopes_are_answered_and_the_good_event_among_them_is_kept(
    van: RegisterClient, shop: Workshop
) -> None:
    card = shop.cast.cards["nia"]
    good = van.event(card, "decide", now() - timedelta(minutes=5), learner={"number": shop.learners[0].number},
                     run=shop.run.number, criterion=shop.criteria[0], decision="achieved")  # fmt: skip
    odd = [
        {**good, "id": new_client_id(), name: said} for name in ("at", "seq", "sealed", "by") for said in ODD
    ]
    odd += [{**good, "id": said} for said in ODD]
    odd += [{**good, "id": new_client_id(), "by": {"card": said, "proof": said}} for said in ODD]
    for start in range(0, len(odd), 20):
        answer = van.send(*odd[start : start + 20])
        assert answer.status_code == 200, answer.get_data(as_text=True)
    assert van.results(good) == ["to_sign"]
    forged = {**good, "id": new_client_id()}
    assert van.results(forged) == ["stray"] and van.results(good) == ["repeated"]
    kept = db.session.scalars(select(RegisterEvent).where(RegisterEvent.state == "to_sign")).all()
    assert [one.id for one in kept] == [good["id"]]


BATCHES = [
    b"",
    b"\xff\xfe",
    b"[]",
    b"null",
    b"{",
    b'{"events": 1}',
    b'{"now": "x", "events": []}',
    b'{"now": 1e999, "live": [], "events": {}}',
    b'{"now": 1, "live": false, "events": [1, null, "x", [], {}]}',
    b"[" * 100_000,
    b"x" * 40_000_000,
]


@pytest.mark.parametrize("number", range(len(BATCHES)))
def test_a_batch_that_is_none_is_answered(van: RegisterClient, shop: Workshop, number: int) -> None:
    van.client.set_cookie("eco-device", van.secret)
    answer = van.client.post("/api/v1/registers", data=BATCHES[number], headers=HEADERS)
    assert answer.status_code < 500
