"""A kiosk for the browser tests: the real agent and screen, a virtual Grbl, and a server that can be away."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, expect

from core.ids import new_client_id, new_token
from core.sealing import sign, signing_key
from hardware.kiosk.agent import Agent
from hardware.kiosk.clock import KioskClock
from hardware.kiosk.screen.app import build_screen
from hardware.kiosk.screen.serving import ScreenServer
from hardware.kiosk.settings import KioskSettings
from hardware.kiosk.signatures import card_hash
from hardware.kiosk.virtual import register
from hardware.kiosk.virtual.bench import bench_at
from hardware.vocabulary import Allowed, Pack, Profile, Reason, Verdict
from tests import browsers
from tests.hardware.fakes import FakeServer

MACHINE = "CNC-1"
RUNS = 15_000
"""Milliseconds until a machine that begins is shown as running: two reports, and a machine that is busy with tests."""
PEPPER = "the pepper of this kiosk"
SECRET = "the server's own secret, forty letters long"
SCREEN = {"width": 1024, "height": 600}
TYPES = """text => {
  for (const key of [...text, "Enter"]) {
    document.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true }));
  }
}"""


class VirtualGrbl:
    """A virtual Grbl that does as it is told, whether anybody has its port open or not."""

    def __init__(self) -> None:
        register()
        self.port = f"virtual://grbl?name={new_client_id()}"
        self._bench = bench_at(self.port)

    def does(self, word: str) -> None:
        """Run, hold, or rest."""
        if word == "rest":
            self._bench.board.rest()
        else:
            self._bench.board.act(word, "")

    def pull(self) -> None:
        """Pull its cable."""
        self._bench.is_plugged = False


class WoundClock(KioskClock):
    """The computer's clock, which a test can wind on."""

    ahead_ms = 0

    def mono_ms(self) -> int:
        return super().mono_ms() + self.ahead_ms

    def wind(self, seconds: float) -> None:
        """Let time pass."""
        self.ahead_ms += int(seconds * 1000)


@dataclass
class People:
    """The cards of the cast, as they are printed."""

    amina: str = field(default_factory=new_token)
    tomasz: str = field(default_factory=new_token)
    mary: str = field(default_factory=new_token)
    grace: str = field(default_factory=new_token)
    lena: str = field(default_factory=new_token)

    def in_pack(self) -> tuple[Allowed, ...]:
        """What the pack says of them."""
        return (
            Allowed(self._hash("amina"), "Amina", "ar", Verdict.ALLOWED, picture="pear"),
            Allowed(self._hash("tomasz"), "Tomasz", "en", Verdict.ALLOWED, picture="teapot"),
            Allowed(
                self._hash("mary"),
                "Mary",
                "en",
                Verdict.ALLOWED,
                can_supervise=True,
                can_maintain=True,
                picture="tulip",
            ),
            Allowed(self._hash("grace"), "Grace", "en", Verdict.SUPERVISED),
            Allowed(
                self._hash("lena"),
                "Lena",
                "en",
                Verdict.REFUSED,
                reason=Reason.NO_PERMIT,
                missing=("CNC router",),
            ),
        )

    def _hash(self, name: str) -> str:
        return card_hash(PEPPER, getattr(self, name))


class KioskStand:
    """One kiosk on a table: machine, agent, screen. `server` is the far end of its line."""

    def __init__(self, folder: Path, *more: str, **profile: Any) -> None:
        """`more` are the codes of further machines beside the same kiosk."""
        self.people, self.server, self.grbl = People(), FakeServer(), VirtualGrbl()
        self.profile = Profile(
            dialect="grbl",
            mode="poller",
            port=self.grbl.port,
            quiet_seconds=2.0,
            open_after_seconds=0.5,
            poll_seconds=0.3,
        )
        self.profile = replace(self.profile, **profile)
        self.settings = KioskSettings(
            name="kiosk-1",
            folder=folder,
            run_folder=folder / "run",
            pepper=PEPPER,
            public_key=signing_key(SECRET),
            machines={MACHINE: self.profile},
        )
        for code in more:
            profile_of = replace(self.profile, port=VirtualGrbl().port)
            self.settings = replace(self.settings, machines={**self.settings.machines, code: profile_of})
            self.give_pack(machine=code, title=f"Machine {code}", kind="laser_cutter", profile=profile_of)
        self.give_pack()
        self.clock = WoundClock()
        self.agent = Agent(self.settings, self.clock, self.server)
        self.agent.exchange()
        self.agent.start()
        self.beside = self.agent.beside[MACHINE]
        self._screen = ScreenServer(build_screen(*self.agent.beside.values()), 0)
        self.url = self._screen.url

    def give_pack(self, **more: Any) -> None:
        """Let the server offer the machine's pack."""
        pack = Pack(
            machine=MACHINE,
            title="CNC router",
            made_at="2026-01-01T00:00:00Z",
            until="2099-01-01T00:00:00Z",
            state="in_service",
            profile=self.profile,
            people=self.people.in_pack(),
            maintenance_due=("collet",),
            materials_allowed=("plywood", "solid_wood"),
            materials_forbidden=("metal",),
            site="Coventry",
            kind="cnc_router",
            protection=("goggles", "ear_defenders"),
            method=("clamp", "extraction"),
            next_induction="2026-11-28T14:00",
        )
        body = replace(pack, **more).as_bytes()
        self.server.packs[more.get("machine", MACHINE)] = (
            body,
            sign(SECRET, body),
            f'"{len(self.server.asked)}-{more}"',
        )

    def told(self, kind: str) -> list[dict[str, Any]]:
        """What the server has been told of one kind, in order."""
        return [event["body"] for _, event in sorted(self.server.got.items()) if event["kind"] == kind]

    def stop_screen(self) -> None:
        """The kiosk's page is served no more."""
        self._screen.close()

    def close(self) -> None:
        """Pack it up."""
        self._screen.close()
        self.agent.stop()


def types(page: Page, text: str) -> None:
    """A reader types: all at once, then Enter."""
    page.evaluate(TYPES, text)


def shows_card(page: Page, token: str) -> None:
    """A card is held to the reader."""
    types(page, f"ECO:{token}")


def look(browser: Any, kiosk: KioskStand, **more: Any) -> Iterator[Page]:
    """The kiosk's page in a browser; a fault of its scripts fails the test."""
    context = browser.new_context(**{**browsers.context_arguments(kiosk.url, viewport=SCREEN), **more})
    page = context.new_page()
    faults: list[str] = []
    page.on("pageerror", lambda fault: faults.append(str(fault)))
    page.goto("/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Free", timeout=RUNS)
    yield page
    assert faults == []
    context.close()


def press(page: Page, words: str) -> None:
    """Press the button of these words."""
    page.get_by_role("button", name=words).click()


def skip(page: Page) -> None:
    """Whoever has just begun does not say what for."""
    page.locator("header button[name=purpose]").click()


def says(page: Page, words: str, within: int = 8_000) -> None:
    """The page's heading says so."""
    expect(page.get_by_role("heading", level=1)).to_contain_text(words, timeout=within)
