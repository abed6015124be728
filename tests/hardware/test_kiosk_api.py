"""What a kiosk and the server say to one another: pairing, events with an answer for each, the signed pack, photos."""

from __future__ import annotations

import gzip
import io
import json
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from PIL import Image
from werkzeug.test import TestResponse

from core.clock import now
from core.db import fast, transaction
from core.errors import NotFound
from core.sealing import signing_key
from factory.clockwork import tick
from hardware.kiosk.signatures import card_hash, is_signed
from hardware.queries.kiosk_lists import kiosk_lines, rejected_lines
from hardware.services.kiosks import (
    TOKEN_HOLDS,
    make_kiosk_code,
    revoke_kiosk,
    set_kiosk_machines,
    settle_rejected,
)
from hardware.vocabulary import EventKind, Pack, Verdict
from tests.hardware.workshop import ROUTER, Tape, Workshop, make_kiosk, permit, rows


class Line:
    """One kiosk's way to the server over HTTP."""

    def __init__(self, app: Flask, token: str) -> None:
        self.client, self.token = app.test_client(), token

    @property
    def headers(self) -> dict[str, str]:
        """How it proves itself."""
        return {"Authorization": f"Bearer {self.token}"}

    def post(self, told: object, *, packed: bool = True) -> TestResponse:
        """Send a batch."""
        body = told if isinstance(told, bytes) else json.dumps(told).encode()
        more = {"Content-Type": "application/json"}
        if packed:
            body, more["Content-Encoding"] = gzip.compress(body), "gzip"
        return self.client.post("/api/v1/kiosk/events", data=body, headers={**self.headers, **more})

    def events(self, tape: Tape, values: list[Any] | None = None) -> TestResponse:
        """Send what is on a tape, or other values in its name."""
        sent = values if values is not None else [one.as_json() for one in tape.events]
        return self.post(
            {"kiosk": tape.kiosk, "boot": tape.boot, "mono_ms": tape.mono, "waiting": 0, "events": sent}
        )

    def pack(self, code: str, tag: str = "") -> TestResponse:
        """Fetch the pack of a machine."""
        more = {"If-None-Match": f'"{tag}"'} if tag else {}
        return self.client.get(f"/api/v1/kiosk/pack?machine={code}", headers={**self.headers, **more})


@pytest.fixture
def line(app: Flask, workshop: Workshop) -> Line:
    """The line of the router's kiosk."""
    return Line(app, workshop.kiosks["router"].token)


def answers(response: TestResponse) -> list[str]:
    """The answers of a batch in the order of its events."""
    assert response.status_code == 200, response.get_data(as_text=True)
    body: Mapping[str, Any] = response.get_json()
    return [one["answer"] for one in body["answers"]]


def test_a_kiosk_is_paired_by_a_code_that_works_once(app: Flask, workshop: Workshop) -> None:
    with transaction():
        ruth, codes = workshop.actor("ruth"), [workshop.machines["laser"].code]
        code = make_kiosk_code(by=ruth, name="", machine_codes=codes, at=now())
    client = app.test_client()
    told = client.post("/api/v1/kiosk/pair", json={"code": code}).get_json()
    assert told["machines"] == codes
    assert told["public_key"] == signing_key(app.config["ECO_SETTINGS"].secret_key)
    assert Line(app, told["token"]).pack(codes[0]).status_code == 200
    assert client.post("/api/v1/kiosk/pair", json={"code": code}).status_code == 422
    assert client.post("/pair", data={"code": code}).status_code != 303


def test_each_event_is_answered_and_told_twice_it_is_a_duplicate(line: Line, workshop: Workshop) -> None:
    tape = workshop.tape()
    tape.on("amina").run(30).off("amina")
    assert set(answers(line.events(tape))) == {"accepted"}
    assert set(answers(line.events(tape))) == {"duplicate"}
    assert rows("SELECT busy_ms, end_cause FROM machine_session") == [(30_000, "sign_out")]


def test_what_cannot_be_taken_is_answered_put_aside_and_stops_nothing(line: Line, workshop: Workshop) -> None:
    tape, laser = workshop.tape(), workshop.machines["laser"].code
    tape.on("amina")
    good = [one.as_json() for one in tape.events]
    sent = [
        good[0],
        {**good[1], "kind": "burn_it"},
        {**good[1], "seq": 50, "kiosk": "somebody-else"},
        {**good[1], "seq": 51, "machine": laser},
        {**good[0], "body": {"card": "other"}},
        "what is this",
        {**good[1], "wall_utc": "2026-02-31T00:00:00Z", "seq": 52},
        good[1],
    ]
    response = line.events(tape, sent)
    assert answers(response) == ["accepted", *["rejected"] * 6, "accepted"]
    why = [one.get("why", "") for one in response.get_json()["answers"]]
    assert [one.partition(":")[0] for one in why] == [
        "", "unreadable", "other_kiosk", "other_machine", "changed", "unreadable", "unreadable", "",
    ]  # fmt: skip
    assert len(rows("SELECT id FROM kiosk_rejected WHERE settled_at IS NULL")) == 6
    line.events(tape, sent)
    assert len(rows("SELECT id FROM kiosk_rejected")) == 6
    site = workshop.cast.sites["coventry"]
    (first, *others) = rejected_lines(site)
    assert next(one.rejected_count for one in kiosk_lines(site) if one.public_id == tape.kiosk) == 6
    with pytest.raises(NotFound), transaction():
        settle_rejected(by=workshop.actor("oluwaseun"), rejected_id=first.id, at=now())
    with transaction():
        settle_rejected(by=workshop.actor("ruth"), rejected_id=first.id, at=now())
    assert rejected_lines(site) == others


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"", 422),
        (b"[]", 422),
        (b'{"boot": "x", "mono_ms": -1, "events": []}', 422),
        (b'{"boot": "x", "mono_ms": 1, "events": {}}', 422),
        (b'{"boot": "x", "mono_ms": 1, "waiting": true, "events": []}', 422),
        (json.dumps({"boot": "x", "mono_ms": 1, "events": [{}] * 501}).encode(), 422),
        (b" " * (5 * 1024 * 1024), 413),
        (b"[" * 200_000, 422),
    ],
    ids=["nothing", "list", "below zero", "no list", "true", "501", "bomb", "deep"],
)
def test_what_is_no_batch_is_refused(line: Line, body: bytes, status: int) -> None:
    assert line.post(body).status_code == status
    assert rows("SELECT COUNT(*) FROM kiosk_event") == [(0,)]


def test_broken_gzip_is_refused(line: Line) -> None:
    more = {**line.headers, "Content-Encoding": "gzip"}
    whole = gzip.compress(b'{"boot": "x", "mono_ms": 1, "events": []}')
    for body in (b"no gzip", whole[:-8]):
        assert line.client.post("/api/v1/kiosk/events", data=body, headers=more).status_code == 422


def test_only_a_kiosks_token_opens(app: Flask, workshop: Workshop, line: Line) -> None:
    tape = workshop.tape().on("amina")
    for token in ("", "x", "x" * 43, workshop.cast.tablets["coventry"]):
        assert Line(app, token).events(tape).status_code == 401
        assert Line(app, token).pack(tape.machine).status_code == 401
    with transaction():
        revoke_kiosk(by=workshop.actor("ruth"), public_id=tape.kiosk, at=now())
    assert line.events(tape).status_code == 401
    assert rows("SELECT COUNT(*) FROM kiosk_event") == [(0,)]


def test_a_token_is_turned_and_the_old_one_holds_until_the_new_one_is_used(
    app: Flask, workshop: Workshop, line: Line
) -> None:
    tape = workshop.tape().on("amina")
    with transaction():
        fast().run("UPDATE kiosk SET turned_at = ?", (now() - TOKEN_HOLDS - timedelta(days=1),))
    first = line.events(tape).get_json()["token"]
    again = line.events(tape).get_json()["token"]
    assert len({line.token, first, again}) == 3
    assert Line(app, first).events(tape).status_code == 401
    fresh = Line(app, again)
    assert "token" not in fresh.events(tape).get_json()
    assert line.events(tape).status_code == 401
    assert fresh.events(tape).status_code == 200


def test_the_pack_is_signed_and_says_who_may(app: Flask, line: Line, workshop: Workshop) -> None:
    code = workshop.machines["router"].code
    with transaction():
        fast().run("UPDATE permit SET starts_on = '2026-01-01'")
    response = line.pack(code)
    body = response.get_data()
    key = signing_key(app.config["ECO_SETTINGS"].secret_key)
    assert is_signed(body, response.headers["X-Eco-Signature"], key)
    assert not is_signed(body + b" ", response.headers["X-Eco-Signature"], key)
    pack = Pack.from_bytes(body)
    pepper = workshop.kiosks["router"].pepper
    verdicts = {one.card: one for one in pack.people}
    amina = verdicts[card_hash(pepper, workshop.cast.cards["amina"])]
    yusuf = verdicts[card_hash(pepper, workshop.cast.cards["yusuf"])]
    sunil = verdicts[card_hash(pepper, workshop.cast.cards["sunil"])]
    assert (amina.verdict, amina.language, amina.can_supervise) == (Verdict.ALLOWED, "ar", True)
    assert (yusuf.verdict, yusuf.reason) == (Verdict.REFUSED, "no_permit")
    assert sunil.can_maintain and not amina.can_maintain
    assert card_hash(pepper, workshop.cast.cards["grace"]) not in verdicts
    assert workshop.kiosks["laser"].pepper != pepper


def test_the_pack_is_made_again_only_after_a_write(line: Line, workshop: Workshop) -> None:
    code = workshop.machines["router"].code
    tag = line.pack(code).get_etag()[0]
    assert tag
    assert line.pack(code, tag).status_code == 304
    permit(workshop.cast, "yusuf", ROUTER)
    assert line.pack(code, tag).status_code == 200
    assert line.pack(workshop.machines["laser"].code).status_code == 404


def test_a_machine_that_was_taken_away_is_answered_for_its_spool_but_has_no_pack(
    line: Line, workshop: Workshop
) -> None:
    tape = workshop.tape().on("amina").run(30).off("amina")
    make_kiosk(workshop.cast, workshop.machines["router"], now())
    assert set(answers(line.events(tape))) == {"accepted"}
    assert line.pack(tape.machine).status_code == 404
    with transaction():
        ruth = workshop.actor("ruth")
        set_kiosk_machines(by=ruth, public_id=tape.kiosk, machine_codes=[tape.machine], at=now())
    assert line.pack(tape.machine).status_code == 200


def test_not_safe_puts_the_machine_out_at_once_and_its_photo_may_come_later(
    line: Line, workshop: Workshop
) -> None:
    tape = workshop.tape()
    tape.tell(EventKind.FAULT_REPORTED, what="smoke", is_not_safe=True, photo="0123456789abcdef")
    line.events(tape)
    line.events(tape)
    out = rows("SELECT state, cause FROM machine_state WHERE fault_id IS NOT NULL AND ends_at IS NULL")
    assert out == [("out_of_order", "not_safe")]
    assert [(row[0], bool(row[1])) for row in rows("SELECT sign, is_unsafe FROM machine_fault")] == [
        ("smoke", True)
    ]
    photo = io.BytesIO()
    Image.new("RGB", (20, 10), "red").save(photo, "JPEG")
    for _ in range(2):
        sent = line.client.post(
            "/api/v1/kiosk/photos?id=0123456789abcdef", data=photo.getvalue(), headers=line.headers
        )
        assert sent.status_code == 200
    found = rows("SELECT p.width, f.sign FROM fault_photo p JOIN machine_fault f ON f.id = p.fault_id")
    assert found == [(20, "smoke")]
    bad = line.client.post("/api/v1/kiosk/photos?id=1123456789abcdef", data=b"no photo", headers=line.headers)
    assert bad.status_code == 422
    assert Pack.from_bytes(line.pack(tape.machine).get_data()).state == "out_of_order"


def test_what_a_machine_does_is_known_at_once_and_an_old_spool_changes_nothing_of_it(
    line: Line, workshop: Workshop
) -> None:
    tape = workshop.tape()
    tape.on("amina").run(35, then="")
    late, tape.events = tape.events[:3], tape.events[3:]
    line.events(tape)
    doing = "SELECT state_class, word FROM machine_fold"
    assert rows(doing) == [("busy", "Busy")]
    began = rows("SELECT state_since, seen_at FROM machine_fold")[0]
    assert began[0] < began[1]
    line.events(tape, [one.as_json() for one in late])
    assert rows("SELECT state_since, seen_at FROM machine_fold")[0] == began
    tape.events.clear()
    line.events(tape.wait(5).state("idle", word="Idle"))
    assert rows(doing) == [("idle", "Idle")]


def test_a_machine_that_goes_on_is_counted_by_the_clockwork(line: Line, workshop: Workshop) -> None:
    tape = workshop.tape()
    tape.on("amina").run(20, then="")
    line.events(tape)
    tape.events.clear()
    line.events(tape.wait(10).still("busy", tape.mono - 30_000))
    stale = "SELECT stale_from IS NOT NULL FROM machine_fold"
    assert bool(rows(stale)[0][0])
    tick(now())
    assert not bool(rows(stale)[0][0])
