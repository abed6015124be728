"""What is looked at before a machine is used, on the screen beside it: each drawing touched once, then it goes on."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests import browsers
from tests.browser.kiosks import KioskStand, look, shows_card, skip

pytestmark = pytest.mark.browser


@pytest.fixture
def kiosk(tmp_path: Path) -> Iterator[KioskStand]:
    """A kiosk beside a CNC router in Coventry."""
    stand = KioskStand(tmp_path)
    yield stand
    stand.close()


@pytest.fixture
def screen(browser: Any, kiosk: KioskStand) -> Iterator[Page]:
    """Its screen."""
    yield from look(browser, kiosk)


def test_what_is_looked_at_before_use_is_touched_through(screen: Page, kiosk: KioskStand) -> None:
    steps = ("red_stop", "goggles", "ear_defenders", "clamp", "collet", "extraction")
    kiosk.give_pack(checklist=steps)
    kiosk.clock.wind(61)
    kiosk.agent.exchange()
    shows_card(screen, kiosk.people.amina)
    expect(screen.locator("button[name=step]")).to_have_count(len(steps))
    browsers.keep_shot(screen, "kiosk-checks-ar")
    for number, step in enumerate(steps):
        screen.locator(f"button[name=step][value={step}]").click()
        if number < len(steps) - 1:
            expect(screen.locator("button[name=step][aria-current]")).to_have_count(number + 1)
        if number == 2:
            browsers.keep_shot(screen, "kiosk-checks-half-ar")
    skip(screen)
    expect(screen.locator("button[name=step]")).to_have_count(0)
