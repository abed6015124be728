"""A tablet of the browser tests: a real Chromium that shows codes to the desk as camera and hand scanner do."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from playwright.sync_api import BrowserContext, Page, Playwright, expect

from tests import browsers
from tests.browser.stage import payload

SHOW = "text => document.dispatchEvent(new CustomEvent('eco-code', {detail: {text, how: 'scan'}}))"
TYPE = """text => { for (const key of [...text, 'Enter'])
  document.body.dispatchEvent(new KeyboardEvent('keydown', {key, bubbles: true, cancelable: true})); }"""
READ_STORE = """name => new Promise((done, fail) => {
  const opening = indexedDB.open('eco');
  opening.onerror = () => fail(opening.error);
  opening.onsuccess = () => {
    const all = opening.result.transaction(name).objectStore(name).getAll();
    all.onsuccess = () => { opening.result.close(); done(all.result.map(({bytes, ...row}) => row)); };
  };
})"""
KEPT = """async () => {
  await navigator.serviceWorker.ready;
  const names = await caches.keys();
  const shell = names.find(name => name.startsWith('eco-shell-'));
  return Boolean(shell && await (await caches.open(shell)).match('/scan'));
}"""


class Tablet:
    """A browser page at the scan desk, with what a person does before it."""

    def __init__(self, page: Page, url: str) -> None:
        self.page, self.url, self.taps = page, url, 0
        self.errors: list[str] = []
        page.on("pageerror", lambda problem: self.errors.append(str(problem)))

    def open(self, address: str = "/scan") -> Tablet:
        """Load the desk and wait until it hears codes."""
        self.page.goto(self.url + address)
        self.page.wait_for_selector("body[data-ready]", timeout=30_000)
        return self

    def reload(self) -> None:
        """Load it anew, as after a restart."""
        self.page.reload()
        self.page.wait_for_selector("body[data-ready]", timeout=30_000)

    def show(self, text: str) -> None:
        """A code is seen: a card, a wall card, whatever the text says."""
        self.page.evaluate(SHOW, text)

    def scan(self, code: str) -> None:
        """A piece's label is seen."""
        self.show(payload(code))

    def type_quickly(self, text: str) -> None:
        """A hand scanner types the text and Enter: all keys at once, which a busy machine's keyboard would not do."""
        self.page.evaluate(TYPE, text)

    def tap(self, selector: str) -> None:
        """One tap of a finger, counted."""
        self.taps += 1
        self.page.locator(selector).first.tap()

    def sees(self, text: str) -> None:
        """The words are on the screen."""
        expect(self.page.locator("body")).to_contain_text(text, timeout=15_000)

    def heading(self, text: str) -> None:
        """The heading says so."""
        expect(self.page.locator("h1").first).to_contain_text(text, timeout=15_000)

    def line(self, state: str, timeout: float = 30_000) -> None:
        """The chip comes to say: saved, waiting or away."""
        expect(self.page.locator("#line")).to_have_attribute("data-state", state, timeout=timeout)

    def is_kept(self) -> None:
        """Wait until the shell lies on the tablet."""
        until(lambda: bool(self.page.evaluate(KEPT)), 30)

    def queue(self) -> list[dict[str, Any]]:
        """The events that wait on its disk."""
        rows: list[dict[str, Any]] = self.page.evaluate(READ_STORE, "queue")
        return rows

    def sealed(self) -> list[dict[str, Any]]:
        """The sealed photos that wait, without their bytes."""
        rows: list[dict[str, Any]] = self.page.evaluate(READ_STORE, "sealed")
        return rows


def until(is_so: Callable[[], bool], seconds: float) -> None:
    """Wait until it is so."""
    end = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < end, "it did not come to pass"
        time.sleep(0.1)


def durable_context(
    playwright: Playwright, folder: Path, url: str, camera: Path | None, secret: str
) -> BrowserContext:
    """A Chromium whose profile survives it, on a paired tablet."""
    wanted = browsers.context_arguments(url)
    context = playwright.chromium.launch_persistent_context(
        str(folder), **browsers.launch_arguments(camera), **wanted
    )
    pair(context, url, secret)
    return context


def pair(context: BrowserContext, url: str, secret: str) -> None:
    """The cookie that a paired tablet carries."""
    context.add_cookies(
        [{"name": "eco-device", "value": secret, "url": url, "httpOnly": True, "sameSite": "Strict"}]
    )


def pull_the_plug(folder: Path) -> int:
    """Kill every process of the browser with that profile, as an empty battery does; how many there were."""
    killed = 0
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit() and _is_of(entry, folder):
            os.kill(int(entry.name), signal.SIGKILL)
            killed += 1
    return killed


def _is_of(entry: Path, folder: Path) -> bool:
    try:
        words = (entry / "cmdline").read_bytes().split(b"\0")
    except OSError:
        return False
    return f"--user-data-dir={folder}".encode() in words
