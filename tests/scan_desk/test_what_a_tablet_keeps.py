"""The signed pack, sealed photos, words, the worker, and the plain pages beside them."""

from __future__ import annotations

import base64
import io
import json
import re
from pathlib import Path

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, utils
from flask import Flask
from PIL import Image

from core.config import Settings
from core.db import fast
from core.ids import lookup_key, new_client_id, proof_key
from core.sealing import sealing_key, signing_key
from tests.browser.stage import CHAIR, Stage, draw_symbol, payload, take_in
from tests.pages import Client
from tests.scan_desk.tablet_client import HEADERS, TabletClient, seal

ROOT = Path(__file__).resolve().parents[2]


def picture(colour: str = "tan") -> bytes:
    buffer = io.BytesIO()
    Image.new("RGB", (320, 240), colour).save(buffer, "JPEG")
    return buffer.getvalue()


def check(settings: Settings, body: bytes, signature: str) -> None:
    raw = base64.b64decode(signature)
    der = utils.encode_dss_signature(int.from_bytes(raw[:32], "big"), int.from_bytes(raw[32:], "big"))
    point = base64.b64decode(signing_key(settings.secret_key))
    key = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), point)
    key.verify(der, body, ec.ECDSA(hashes.SHA256()))


def test_the_pack_is_signed_and_a_changed_byte_is_seen(settings: Settings, tablet: TabletClient) -> None:
    response = tablet.client.get("/api/v1/pack")
    check(settings, response.data, response.headers["X-Eco-Signature"])
    with pytest.raises(InvalidSignature):
        check(settings, response.data + b" ", response.headers["X-Eco-Signature"])


def test_the_pack_knows_cards_again_but_cannot_sign_in_their_name(
    app: Flask, stage: Stage, tablet: TabletClient
) -> None:
    response = tablet.client.get("/api/v1/pack")
    pack, text = response.get_json(), response.get_data(as_text=True)
    proof = proof_key(stage.cast.cards["amina"].removeprefix("ECO:"))
    amina = next(one for one in pack["people"] if one["lookup"] == lookup_key(proof))
    assert (
        amina["alias"] == "Amina" and "move_pieces" in amina["rights"] and "override" not in amina["rights"]
    )
    assert proof not in text and "Grace" not in text, "no key, and nobody of the other site"
    assert set(amina) == {
        "lookup", "alias", "avatar", "language", "theme", "english", "until", "rights", "pin_rights", "permits",
    }  # fmt: skip
    assert pack["checkers"]["check:fire_label"] == ["Mary"] and len(pack["blanks"]) == len(stage.codes)
    assert len(pack["blank_cards"]) == 5


def test_the_pack_is_sent_again_only_when_something_was_written(
    app: Flask, stage: Stage, tablet: TabletClient
) -> None:
    tag = tablet.client.get("/api/v1/pack").headers["ETag"]
    assert tablet.client.get("/api/v1/pack", headers={"If-None-Match": tag}).status_code == 304
    with app.app_context():
        code = take_in(stage)
    again = tablet.client.get("/api/v1/pack", headers={"If-None-Match": tag})
    assert again.status_code == 200 and code in [piece["code"] for piece in again.get_json()["pieces"]]


def test_every_kind_knows_which_questions_its_intake_asks(tablet: TabletClient) -> None:
    kinds = {kind["slug"]: kind for kind in tablet.client.get("/api/v1/pack").get_json()["categories"]}
    assert kinds[CHAIR]["asked"] == ["intent", "infestation"]
    assert {"fire_label", "minor_repair", "kept_apart"} <= set(kinds["sofa-3-seat"]["asked"])


def test_a_sealed_photo_is_opened_by_the_server_alone_and_may_come_twice(
    app: Flask, settings: Settings, stage: Stage, tablet: TabletClient
) -> None:
    with app.app_context():
        code = take_in(stage)
    photo_id, amina = new_client_id(), stage.cast.cards["amina"]
    sealed = seal(sealing_key(settings.secret_key), picture(), f"photo:{photo_id}")
    assert b"JFIF" not in sealed
    for _ in range(2):
        assert tablet.photo(photo_id, code, amina, sealed=sealed).status_code == 200
    assert tablet.client.get(f"/api/v1/photos/{photo_id}").data[:2] == b"\xff\xd8"
    assert tablet.client.get(f"/api/v1/photos/{photo_id}?size=small").status_code == 200


def test_a_seal_that_was_touched_or_meant_for_another_photo_does_not_open(
    app: Flask, settings: Settings, stage: Stage, tablet: TabletClient
) -> None:
    with app.app_context():
        code = take_in(stage)
    photo_id, amina = new_client_id(), stage.cast.cards["amina"]
    sealed = seal(sealing_key(settings.secret_key), picture(), f"photo:{photo_id}")
    other = seal(sealing_key("another secret of another server"), picture(), f"photo:{photo_id}")
    for bad in (sealed[:-1] + bytes([sealed[-1] ^ 1]), sealed[:70], b"", other):
        assert tablet.photo(photo_id, code, amina, sealed=bad).status_code == 422
    assert tablet.photo(new_client_id(), code, amina, sealed=sealed).status_code == 422


def test_a_photo_that_a_checked_event_names_is_taken_though_its_proof_has_lapsed(
    app: Flask, settings: Settings, stage: Stage, tablet: TabletClient
) -> None:
    photo_id = new_client_id()
    code, amina = stage.take_blank(), stage.cast.cards["amina"]
    data = {
        "category": CHAIR,
        "weight": "average",
        "photos": [photo_id],
        "answers": {"intent": "yes", "infestation": "no"},
    }
    tablet.answers(tablet.event(amina, code, "intake", data))
    stranger = "ECO:" + "0" * 26
    key = sealing_key(settings.secret_key)
    other = new_client_id()
    sealed = seal(key, picture(), f"photo:{photo_id}")
    assert (
        tablet.photo(other, code, stranger, sealed=seal(key, picture(), f"photo:{other}")).status_code == 403
    )
    open_bytes = tablet.photo(photo_id, code, stranger, photo=picture())
    assert open_bytes.status_code == 403, "bytes that no tablet sealed are nobody's late photo"
    assert tablet.photo(photo_id, code, stranger, sealed=sealed).status_code == 200


def test_the_server_reads_a_label_from_a_photo_and_says_so_where_there_is_none(
    stage: Stage, tablet: TabletClient
) -> None:
    buffer = io.BytesIO()
    draw_symbol(payload(stage.codes[0])).save(buffer, "PNG")
    for data, status in ((buffer.getvalue(), 200), (picture(), 422), (b"no picture", 422)):
        response = tablet.client.post(
            "/api/v1/decode", data={"photo": (io.BytesIO(data), "p")}, headers=HEADERS
        )
        assert response.status_code == status
        assert status != 200 or response.get_json()["text"] == payload(stage.codes[0])


def test_words_come_in_each_language_of_the_house_and_no_other(client: Client) -> None:
    assert client.get("/words/ar.json").get_json() is not None
    assert client.get("/words/tlh.json").status_code == 404


def test_the_worker_may_serve_the_whole_site_and_lists_what_it_keeps(client: Client) -> None:
    response = client.get("/sw.js")
    text = response.get_data(as_text=True)
    files = json.loads(text.split("const FILES = ", 1)[1].split(";\n", 1)[0])
    assert response.headers["Service-Worker-Allowed"] == "/" and response.mimetype == "text/javascript"
    assert {
        "/scan",
        "/static/js/desk.js",
        "/static/vendor/zxing_reader.wasm",
        "/static/vendor/idb.js",
    } <= set(files)
    assert all(client.get(path).status_code == 200 for path in files if path.startswith("/static/js/"))


def test_the_shell_holds_no_person_and_no_token(stage: Stage, tablet: TabletClient) -> None:
    tablet.client.post("/api/v1/sign-in/card", json={"card": stage.cast.cards["amina"]}, headers=HEADERS)
    text = tablet.client.get("/scan").get_data(as_text=True)
    assert "Amina" not in text and "csrf" not in text
    assert "wasm-unsafe-eval" in tablet.client.get("/scan").headers["Content-Security-Policy"]


def test_a_piece_is_taken_in_by_a_plain_form(app: Flask, stage: Stage, tablet: TabletClient) -> None:
    tablet.client.post("/api/v1/sign-in/card", json={"card": stage.cast.cards["amina"]}, headers=HEADERS)
    code = stage.take_blank()
    found = tablet.client.get(f"/scan/find?code={code.lower()}")
    assert found.status_code == 303 and found.location.endswith(f"/pieces/{code}/intake")
    page = tablet.client.get(f"/pieces/{code}/intake?category={CHAIR}").get_data(as_text=True)
    hidden = {
        name: page.split(f'name="{name}" value="', 1)[1].split('"', 1)[0] for name in ("csrf_token", "token")
    }
    form = {**hidden, "category": CHAIR, "kilograms": "6,4", "intent": "yes", "infestation": "no"}
    for _ in range(2):
        sent = tablet.client.post(
            f"/pieces/{code}/intake", data={**form, "photo": (io.BytesIO(picture()), "p.jpg")}
        )
        assert sent.status_code == 303, sent.get_data(as_text=True)
    store = app.config["ECO_SETTINGS"].photo_folder
    kept = sorted(store.rglob("*.jpg"))
    again = {**form, "token": new_client_id(), "photo": (io.BytesIO(picture("olive")), "p.jpg")}
    assert tablet.client.post(f"/pieces/{code}/intake", data=again).status_code >= 400
    assert sorted(store.rglob("*.jpg")) == kept, "none of what was refused"
    with app.app_context():
        row = fast().row("SELECT stage, grams, weight_source FROM piece WHERE code = ?", (code,))
        photos = fast().rows("SELECT sha256 <> '' FROM photo")
    assert row is not None and tuple(row) == ("received", 6400, "measured")
    assert [bool(one[0]) for one in photos] == [True]


def test_a_plain_intake_that_lacks_something_says_so_on_the_page(stage: Stage, tablet: TabletClient) -> None:
    tablet.client.post("/api/v1/sign-in/card", json={"card": stage.cast.cards["mary"]}, headers=HEADERS)
    code = stage.take_blank()
    page = tablet.client.get(f"/pieces/{code}/intake?category={CHAIR}").get_data(as_text=True)
    hidden = {
        name: page.split(f'name="{name}" value="', 1)[1].split('"', 1)[0] for name in ("csrf_token", "token")
    }
    sent = tablet.client.post(
        f"/pieces/{code}/intake", data={**hidden, "category": CHAIR, "kilograms": "heavy"}
    )
    assert sent.status_code == 422 and "Write kilograms" in sent.get_data(as_text=True)


def test_a_tablet_tells_what_waits_on_it(app: Flask, stage: Stage, tablet: TabletClient) -> None:
    for body, status in (({"waiting": 3, "keeps_storage": True}, 200), ({"waiting": -1}, 422), ([], 422)):
        assert tablet.client.post("/api/v1/tablet", json=body, headers=HEADERS).status_code == status
    with app.app_context():
        row = fast().row(
            "SELECT waiting, keeps_storage FROM device WHERE id = ?", (stage.cast.tablet_ids["coventry"],)
        )
    assert row is not None and (row[0], bool(row[1])) == (3, True)


def test_every_picture_that_a_screen_names_is_kept(tablet: TabletClient) -> None:
    worker = tablet.client.get("/sw.js").get_data(as_text=True)
    named = {
        picture
        for script in (ROOT / "static" / "js").rglob("*.js")
        if "kiosk" not in script.parts
        for picture in re.findall(r'asset\("(art/[\w/-]+\.svg)"\)', script.read_text("utf-8"))
    }
    assert "art/label-code.svg" in named, "the control: the screen to type a code is read"
    assert [picture for picture in sorted(named) if picture not in worker] == []
