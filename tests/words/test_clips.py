"""Clips of voices: told by their content, bounded, kept with the speaker's consent only, and gone at once."""

from __future__ import annotations

import io
import struct
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask

from core.audit import broken_lines
from core.catalogues import key_of
from core.clip_formats import length_of, without_labels
from core.config import Settings
from core.db import fast
from tests.cast import Cast
from tests.front_desk.doors import pair, sign_in
from tests.pages import Client, PageClient

YES = key_of("Yes")
RATE = 8000


def wav(seconds: float, extra: bytes = b"") -> bytes:
    """A quiet WAV of one byte a sample; `extra` is a chunk more."""
    sound = b"\x80" * int(RATE * seconds)
    body = struct.pack("<4sIHHIIHH", b"fmt ", 16, 1, 1, RATE, RATE, 1, 8) + extra
    body += struct.pack("<4sI", b"data", len(sound)) + sound
    return struct.pack("<4sI4s", b"RIFF", 4 + len(body), b"WAVE") + body


def ogg(seconds: float) -> bytes:
    """The frame of an Ogg Opus file: a head, and a page that ends after so many samples."""

    def page(granule: int, packet: bytes) -> bytes:
        return b"OggS\x00\x00" + struct.pack("<qIII", granule, 1, 0, 0) + bytes([1, len(packet)]) + packet

    return page(0, b"OpusHead\x01\x01\x00\x00" + b"\x00" * 8) + page(int(48_000 * seconds), b"x" * 40)


def files(settings: Settings) -> int:
    return len(list(settings.photo_folder.rglob("*.clip")))


def keep(browser: PageClient, data: bytes, *, status: int = 303, **more: Any) -> Any:
    values = {"clip": (io.BytesIO(data), "said.bin"), "agreed": "y", "speaker": "", **more}
    page = browser.get(f"/texts/ar/{YES}")
    return browser.submit(page, values, action=f"/texts/ar/{YES}/clip", status=status)


def test_a_recording_is_kept_played_replaced_and_removed(
    desk: PageClient, app: Flask, settings: Settings, cast: Cast
) -> None:
    before = files(settings)
    page = keep(desk, wav(2))
    assert files(settings) == before + 1 and "Mary" in page.text
    player = page.tree.all("audio")[0].get("src")
    answer = desk.client.get(player)
    assert answer.mimetype == "audio/wav" and answer.data == wav(2)
    page = keep(desk, ogg(3))
    assert files(settings) == before + 1, "the old recording is gone from the disk"
    with app.app_context():
        assert fast().rows("SELECT form, length_seconds FROM clip") == [("ogg", 3)]
        verbs = [row[0] for row in fast().rows("SELECT verb FROM audit_line ORDER BY id")]
        assert "keep_clip" in verbs and "replace_clip" in verbs and list(broken_lines()) == []
    desk.submit(page, {}, action="/remove")
    assert files(settings) == before and desk.client.get(player).status_code == 404


def test_tablets_of_the_site_hear_it_and_no_others(
    desk: PageClient, app: Flask, cast: Cast, client: Client
) -> None:
    keep(desk, wav(1))
    assert client.get("/words/ar/state.json").status_code == 403
    pair(client, cast)
    state = client.get("/words/ar/state.json").json
    clip_id = state["clips"]["Yes"]
    assert state["kept"] == [clip_id] and client.get(f"/clips/{clip_id}").data == wav(1)
    pair(client, cast, "wolverhampton")
    assert client.get("/words/ar/state.json").json["clips"] == {}
    assert client.get(f"/clips/{clip_id}").status_code == 404


def test_no_voice_without_its_owners_consent(
    desk: PageClient, app: Flask, settings: Settings, cast: Cast
) -> None:
    before = files(settings)
    page = keep(desk, wav(1.1), status=422, agreed="")
    assert files(settings) == before
    assert "only if its owner agrees" in page.text
    keep(desk, wav(1.1), status=404, speaker="99999999")
    keep(desk, wav(1.1), speaker=cast.numbers["amina"])
    with app.app_context():
        rows = fast().rows("SELECT person_id, kind FROM consent")
        assert rows == [(cast.people["amina"], "voice")]
    assert files(settings) == before + 1


def test_a_speaker_takes_their_voice_back_at_once(
    desk: PageClient, new_page_client: Callable[[], PageClient], app: Flask, settings: Settings, cast: Cast
) -> None:
    before = files(settings)
    keep(desk, wav(1.2), speaker=cast.numbers["ruth"])
    ruth = new_page_client()
    sign_in(ruth, "ruth")
    page = ruth.get("/me")
    assert "1 recording holds my voice." in page.text
    ruth.submit(page, {}, action="/me/voice")
    with app.app_context():
        assert fast().rows("SELECT id FROM clip") == []
        assert fast().row("SELECT 1 FROM consent WHERE kind = 'voice' AND withdrawn_at IS NULL") is None
    assert files(settings) == before


def test_a_coordinator_takes_it_away_for_somebody(
    desk: PageClient, new_page_client: Callable[[], PageClient], app: Flask, settings: Settings, cast: Cast
) -> None:
    before = files(settings)
    keep(desk, wav(1.3), speaker=cast.numbers["amina"])
    ruth = new_page_client()
    sign_in(ruth, "ruth")
    number = cast.numbers["amina"]
    page = ruth.get(f"/people/{number}")
    ruth.submit(
        page, {"act": "withdraw", "kind": "voice"}, action=f"/people/{number}/consents", button="Take back"
    )
    assert files(settings) == before


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"no sound at all",
        b"<svg onload=alert(1)>",
        b"RIFF\x00\x00\x00\x00WAVE",
        b"OggS" + b"\xff" * 200,
        b"\x1aE\xdf\xa3" + b"\x80webm" + b"\xff" * 300,
        b"\x00\x00\x00\x18ftypM4A " + b"\x00" * 200,
        b"\xff\xd8\xff\xe0 a photo",
        wav(20.5),
        ogg(21),
        wav(60),
    ],
)
def test_what_is_no_short_recording_is_refused_with_a_sentence(
    desk: PageClient, settings: Settings, data: bytes
) -> None:
    before = files(settings)
    page = keep(desk, data, status=422)
    assert page.tree.all("p", class_="error") or page.tree.all("div", id="errors")
    assert files(settings) == before


def test_what_else_a_file_tells_is_wiped() -> None:
    note = b"LIST" + struct.pack("<I", 20) + b"INFOplace:52.4N 1.5W"
    clean = without_labels(wav(1, note), "wav")
    assert b"52.4N" not in clean and length_of(clean, "wav") == 1000
    moov = (
        b"moov" + struct.pack(">I4s", 108, b"mvhd") + b"\0" * 12 + struct.pack(">II", 1000, 2000) + b"\0" * 80
    )
    label = struct.pack(">I4s", 24, b"udta") + b"place:52.4N 1.5W"
    box = (
        struct.pack(">I4s8s", 16, b"ftyp", b"M4A \0\0\0\0")
        + struct.pack(">I", 4 + len(moov) + len(label))
        + moov
        + label
    )
    assert length_of(box, "mp4") == 2000
    clean = without_labels(box, "mp4")
    assert b"52.4N" not in clean and len(clean) == len(box) and length_of(clean, "mp4") == 2000


def test_a_stranger_and_a_trainer_keep_nothing(page_client: PageClient, cast: Cast) -> None:
    sign_in(page_client, "mary")
    token = page_client.get("/me").tree.all("input", name="csrf_token")[0].get("value")
    data = {"csrf_token": token, "agreed": "y", "clip": (io.BytesIO(wav(1)), "x.wav")}
    assert page_client.client.post(f"/texts/ar/{YES}/clip", data=data).status_code == 403
