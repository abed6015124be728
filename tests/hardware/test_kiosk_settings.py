"""The kiosk's settings are one file; what is wrong in it is said with what to do."""

from __future__ import annotations

from pathlib import Path

import pytest

from hardware.kiosk.settings import KioskSettings, Unready, load_kiosk_settings, read_token, write_token

GOOD = """
name = "k1"
server = "https://eco.example.org"
[machines.CNC-1]
dialect = "grbl"
port = "/dev/serial/by-id/usb-1"
[machines.LASER-1]
dialect = "fm1"
mode = "listen"
meter = {hi_milliamps = 2000, lo_milliamps = 900}
"""


def loaded(folder: Path, text: str, **variables: str) -> KioskSettings:
    file = folder / "kiosk.toml"
    file.write_text(text)
    return load_kiosk_settings(file, variables)


def test_a_kiosk_knows_its_machines(tmp_path: Path) -> None:
    settings = loaded(tmp_path, GOOD)
    assert settings.machines["CNC-1"].port == "/dev/serial/by-id/usb-1"
    assert settings.machines["LASER-1"].mode == "listen"
    assert settings.door("CNC-1") == Path("/run/eco-kiosk/CNC-1")


def test_the_environment_comes_on_top(tmp_path: Path) -> None:
    settings = loaded(tmp_path, GOOD, ECO_KIOSK_FOLDER=str(tmp_path), ECO_KIOSK_SCREEN_PORT="9000")
    assert (settings.spool, settings.screen_port) == (tmp_path / "spool.sqlite3", 9000)


def test_without_a_file_it_starts_from_the_environment(tmp_path: Path) -> None:
    variables = {"ECO_KIOSK_FILE": str(tmp_path / "none.toml"), "ECO_KIOSK_NAME": "k7"}
    assert load_kiosk_settings(None, variables).name == "k7"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("name = ", "cannot be read"),
        ("nmae = 'k1'", "nmae is no setting"),
        ("name = 7", "a text in quotation marks"),
        ("server = 'eco.example.org'", "https://eco.example.org"),
        ("server = 'http://eco.example.org'", "must begin with https://"),
        ("[machines.CNC-1]\ndialect = 'grlb'", "machine CNC-1: dialect: give one of"),
        ("machines = 3", "[machines.CODE]"),
        ("screen_port = 'x'", "a number such as 8710"),
        ("theme = 'pink'", "light"),
        ("sound = 'loud'", "off"),
    ],
)
def test_what_is_wrong_is_said(tmp_path: Path, text: str, told: str) -> None:
    with pytest.raises(Unready, match=r".") as refused:
        loaded(tmp_path, text)
    assert told in str(refused.value)


def test_plain_http_is_for_this_computer_only(tmp_path: Path) -> None:
    assert loaded(tmp_path, "server = 'http://127.0.0.1:8000'").server


def test_the_token_is_nobody_elses_to_read(tmp_path: Path) -> None:
    settings = loaded(tmp_path, "", ECO_KIOSK_TOKEN_FILE=str(tmp_path / "deep" / "token"))
    assert read_token(settings) == ""
    write_token(settings, "one")
    write_token(settings, "two")
    assert read_token(settings) == "two"
    assert settings.token_file.stat().st_mode & 0o077 == 0
