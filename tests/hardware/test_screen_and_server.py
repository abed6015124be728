"""The whole way: a person at the screen, the agent, a server that was killed, and what it knows when it is back."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from core.clock import now, today
from core.config import Settings
from core.db import transaction
from core.ids import new_client_id
from core.sealing import signing_key
from hardware.kiosk.agent import Agent
from hardware.kiosk.clock import KioskClock
from hardware.kiosk.screen.app import build_screen
from hardware.kiosk.screen.serving import ScreenServer
from hardware.kiosk.settings import KioskSettings
from hardware.kiosk.uplink import Http
from hardware.kiosk.virtual import register
from hardware.services.kiosks import PairedKiosk, make_kiosk_code, pair_kiosk
from hardware.services.machine_profiles import set_profile
from hardware.services.machine_types import TypeData, add_type
from hardware.services.machines import MachineData, add_machine
from hardware.vocabulary import Profile
from tests import browsers
from tests.browser.kiosks import SCREEN, types
from tests.cast import Cast
from tests.hardware.workshop import ROUTER, permit, rows
from tests.live import ProcessServer

pytestmark = pytest.mark.browser
PROFILE = Profile(dialect="grbl", mode="poller")


@dataclass
class Bench:
    """A machine of Coventry with its kiosk, and the server's process."""

    cast: Cast
    code: str
    paired: PairedKiosk
    server: ProcessServer


@pytest.fixture
def bench(app: Flask, cast: Cast, settings: Settings) -> Iterator[Bench]:
    """A router that Amina may use, its kiosk paired; the server runs."""
    at = now() - timedelta(days=1)
    with app.app_context():
        ruth = cast.actor("ruth")
        with transaction():
            kind = add_type(by=ruth, data=TypeData("CNC router", ROUTER), at=at, token=new_client_id())
            data = MachineData(name="Big router", type_slug=kind.slug)
            code = add_machine(by=ruth, data=data, at=at, token=new_client_id()).code
            set_profile(by=ruth, code=code, profile={"dialect": "grbl", "mode": "poller"}, at=at)
        permit(cast, "amina", ROUTER, on=today() - timedelta(days=10))
        with transaction():
            paired = pair_kiosk(code=make_kiosk_code(by=ruth, name="", machine_codes=[code], at=at), at=at)
    server = ProcessServer(settings)
    server.start()
    yield Bench(cast, code, paired, server)
    server.kill()


@pytest.fixture
def screen(browser: Any, bench: Bench, tmp_path: Path) -> Iterator[Page]:
    """The screen beside it."""
    register()
    settings = KioskSettings(
        name=bench.paired.public_id,
        server=bench.server.url,
        folder=tmp_path,
        run_folder=tmp_path / "run",
        token_file=tmp_path / "token",
        pepper=bench.paired.pepper,
        public_key=signing_key(bench.server.settings.secret_key),
        machines={bench.code: replace(PROFILE, port=f"virtual://grbl?name={new_client_id()}")},
    )
    agent = Agent(settings, KioskClock(), Http(bench.server.url, bench.paired.token, ""))
    agent.exchange()
    agent.start()
    web = ScreenServer(build_screen(agent.beside[bench.code]), 0)
    context = browser.new_context(**browsers.context_arguments(web.url, viewport=SCREEN))
    page = context.new_page()
    page.goto("/")
    yield page
    context.close()
    web.close()
    agent.stop()


def says(page: Page, words: str) -> None:
    expect(page.get_by_role("heading", level=1)).to_contain_text(words, timeout=20_000)


def test_not_safe_without_the_server_takes_the_machine_out_of_service_when_it_is_back(
    screen: Page, bench: Bench, app: Flask
) -> None:
    says(screen, "Free")
    expect(screen.locator("header")).to_contain_text("Big router")
    types(screen, bench.cast.cards["amina"])
    expect(screen.locator("main")).to_contain_text("مرحباً")
    screen.locator("button[value=makeover]").click()
    says(screen, "مرحباً")
    bench.server.kill()
    screen.get_by_role("button", name="غير آمنة").click()
    screen.get_by_role("button", name="غطاء الحماية ناقص").click()
    expect(screen.locator("body")).to_have_attribute("data-scene", "not_safe")
    with app.app_context():
        assert _states() == ["in_service"]
    bench.server.start()
    expect(screen.locator("header .chip-good")).to_be_visible(timeout=60_000)
    with app.app_context():
        assert _states() == ["in_service", "out_of_order"]
        told = rows("SELECT sign, is_unsafe, reported_by_id FROM machine_fault")
        assert [tuple(one[:2]) for one in told] == [("guard", 1)]
        assert [row[0] for row in rows("SELECT used_for FROM machine_session")] == ["makeover"]


def _states() -> list[object]:
    """The states that the machine has been in, by the server."""
    return [row[0] for row in rows("SELECT state FROM machine_state ORDER BY starts_at, id")]
