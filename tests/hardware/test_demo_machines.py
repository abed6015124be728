"""The demo's machines work live: real kiosks on virtual ports, which tell the demo's server what they see."""

from __future__ import annotations

import time
import urllib.request
from collections.abc import Callable

import pytest
from flask import Flask

from core.clock import now
from core.db import transaction
from factory.demo import machines
from factory.demo.machines import kiosks_beside
from factory.founding import add_site
from tests.cast import Cast
from tests.hardware.workshop import rows
from tests.live import ThreadServer

PATIENCE_SECONDS = 60


@pytest.fixture
def lab(app: Flask, cast: Cast) -> Flask:
    """The app with the FabLab that the demo's machines stand in."""
    with app.app_context(), transaction():
        add_site(
            by=None,
            slug="fablab",
            name="FabLab",
            city="Coventry",
            kind="fablab",
            phone="",
            is_practice=False,
            at=now(),
        )
    return app


def within(seconds: float, done: Callable[[], bool]) -> bool:
    """True as soon as it is so; False if it is not in that time."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if done():
            return True
        time.sleep(0.3)
    return False


def test_two_machines_work_with_a_screen_each_and_the_server_hears_of_them(
    lab: Flask, live_server: ThreadServer
) -> None:
    with kiosks_beside(lab, live_server.url) as lines:
        addresses = [line.split()[-1] for line in lines if "http" in line]
        assert len(addresses) == 2

        def heard() -> bool:
            with lab.app_context():
                return (
                    len(rows("SELECT DISTINCT machine_id FROM kiosk_event WHERE kind = 'machine_state'")) == 2
                )

        assert within(PATIENCE_SECONDS, heard)
        for address in addresses:
            assert within(PATIENCE_SECONDS, lambda at=address: "FabLab" in shown(at))
    assert not within(1, lambda: is_answered(addresses[0]))


def test_made_again_it_is_the_same_machines_and_kiosks(lab: Flask) -> None:
    settings = lab.config["ECO_SETTINGS"]
    with lab.app_context():
        first = [
            machines.stand_kiosk(stand, settings, "http://localhost:8000")[0] for stand in machines.STANDS
        ]
        texts = [path.read_text() for path in first]
        again = [
            machines.stand_kiosk(stand, settings, "http://localhost:8001")[0] for stand in machines.STANDS
        ]
        assert again == first
        assert rows("SELECT COUNT(*) FROM machine") == [(2,)]
        assert rows("SELECT COUNT(*) FROM kiosk") == [(2,)]
    assert all(path.stat().st_mode & 0o077 == 0 for path in first)
    assert [
        "8001" in path.read_text() and "8001" not in text for path, text in zip(again, texts, strict=True)
    ] == [True, True]


def shown(address: str) -> str:
    """The page of a screen."""
    with urllib.request.urlopen(address) as page:
        return str(page.read().decode())


def is_answered(address: str) -> bool:
    """True if somebody serves that address."""
    try:
        with urllib.request.urlopen(address, timeout=2):
            return True
    except OSError:
        return False
