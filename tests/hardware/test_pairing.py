"""A code that a coordinator shows becomes the kiosk's name, token and keys."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from hardware.kiosk.link import PortName
from hardware.kiosk.pairing import pair, starter
from hardware.kiosk.settings import KioskSettings, Unready, load_kiosk_settings, read_token
from hardware.kiosk.uplink import Reply

TOLD = {"kiosk": "k1", "token": "t" * 43, "pepper": "p" * 64, "public_key": "key", "machines": ["CNC-1"]}


def settings(folder: Path) -> KioskSettings:
    return KioskSettings(folder=folder, token_file=folder / "token")


def test_what_the_server_tells_once_is_kept_for_the_next_start(tmp_path: Path) -> None:
    asked: list[object] = []

    def http(*request: object) -> Reply:
        asked.append(request[:3])
        return Reply(200, json.dumps(TOLD).encode())

    assert pair(settings(tmp_path), "https://eco.example.org", "AB12CD34", http) == ["CNC-1"]
    assert asked == [("POST", "/api/v1/kiosk/pair", b'{"code": "AB12CD34"}')]
    told = load_kiosk_settings(tmp_path / "none.toml", {"ECO_KIOSK_FOLDER": str(tmp_path)})
    assert (told.name, told.server, told.pepper, told.public_key) == (
        "k1",
        "https://eco.example.org",
        "p" * 64,
        "key",
    )
    assert read_token(settings(tmp_path)) == "t" * 43
    assert (tmp_path / "identity.toml").stat().st_mode & 0o077 == 0


@pytest.mark.parametrize(
    ("reply", "told"),
    [
        (Reply(0, why="no route"), "cannot be reached"),
        (Reply(422), "did not take the code"),
        (Reply(200, b"<html>"), "did not take the code"),
        (Reply(200, b'{"kiosk": 7}'), "did not take the code"),
    ],
)
def test_what_goes_wrong_is_said_and_nothing_is_written(tmp_path: Path, reply: Reply, told: str) -> None:
    with pytest.raises(Unready, match=told):
        pair(settings(tmp_path), "https://eco.example.org", "AB12CD34", lambda *_: reply)
    assert list(tmp_path.iterdir()) == []


def test_a_code_is_not_sent_in_clear(tmp_path: Path) -> None:
    with pytest.raises(Unready, match="https://"):
        pair(settings(tmp_path), "http://eco.example.org", "AB12CD34", lambda *_: Reply(200))


def test_it_offers_the_lines_that_are_still_missing() -> None:
    port = PortName("/dev/ttyUSB0", "/dev/serial/by-id/usb-1", "/dev/serial/by-path/p")
    assert starter(["CNC-1"], [port]) == '[machines.CNC-1]\nport = "/dev/serial/by-id/usb-1"'
