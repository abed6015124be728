"""One kiosk with several machines: a tile for each, one touch to its own page, and back to all when nobody is there."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from core.sealing import sign, signing_key
from hardware.kiosk.agent import Agent
from hardware.kiosk.beside import Beside
from hardware.kiosk.clock import KioskClock
from hardware.kiosk.screen.app import build_screen
from hardware.kiosk.screen.benches import bench_of, gravest_sound
from hardware.kiosk.settings import KioskSettings
from hardware.kiosk.showing import CardAnswer, Line, Machine, Role, Snapshot, Somebody, Standing, Verdict
from hardware.kiosk.virtual import register
from hardware.vocabulary import Profile
from tests.hardware.agent_scene import CARDS, PEPPER, SECRET, a_pack
from tests.hardware.fakes import FakeServer
from tests.hardware.test_screen_pages import HERE, OWN
from tests.hardware.test_watchdog import waits_for
from tests.markup import read_html
from tests.page_rules import faults_of

CODES = {"CNC-1": "CNC router", "LAS-1": "Laser cutter", "PRN-1": "Printer"}


class Bench:
    """A kiosk beside three machines, its screen, and a browser without scripts."""

    def __init__(self, folder: Path) -> None:
        register()
        profile = Profile(mode="poller")
        ports = {code: replace(profile, port=f"virtual://grbl?name={folder.name}-{code}") for code in CODES}
        settings = KioskSettings(
            name="k1",
            folder=folder,
            run_folder=folder / "run",
            pepper=PEPPER,
            public_key=signing_key(SECRET),
            machines=ports,
        )
        server = FakeServer()
        for code, title in CODES.items():
            body = a_pack(code, title=title, site="Coventry", profile=ports[code]).as_bytes()
            server.packs[code] = (body, sign(SECRET, body), '"1"')
        self.agent = Agent(settings, KioskClock(), server)
        self.agent.exchange()
        self.agent.start()
        assert waits_for(lambda: all(self.at(code).snapshot().line is Line.GOOD for code in CODES))
        app = build_screen(*self.agent.beside.values())
        self.client, self.word = app.test_client(), app.config["START_WORD"]

    def at(self, code: str) -> Beside:
        return self.agent.beside[code]

    def opens(self, address: str = "/") -> str:
        """A page, without a fault."""
        answer = self.client.get(address, headers={"Host": HERE}, follow_redirects=True)
        assert answer.status_code == 200
        assert faults_of(read_html(answer.text), dict(answer.headers)) == []
        return str(answer.text)

    def presses(self, address: str, **values: str) -> str:
        """The page that comes after a press; `machine` is the one that the page with the button showed."""
        data = {"csrf_token": self.word, **values}
        return str(self.client.post(address, headers=OWN, data=data, follow_redirects=True).text)

    def title(self) -> str:
        return read_html(self.opens()).one("h1").text.strip()


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    """Three machines on one screen."""
    one = Bench(tmp_path)
    yield one
    one.agent.stop()


def test_each_machine_has_its_tile_with_its_own_state(bench: Bench) -> None:
    bench.at("LAS-1").report_problem("smoke", is_unsafe=True)
    bench.at("PRN-1").show_card(CARDS["tomasz"])
    page = bench.opens()
    assert read_html(page).one("h1").text.strip() == "Choose your machine"
    for words in (*CODES.values(), "Free", "Not safe", "In use, idle", "Tomasz"):
        assert words in page, words
    assert 'data-tone="refused"' in page


def test_one_touch_leads_to_a_machine_and_a_card_is_for_that_one(bench: Bench) -> None:
    assert "Press your machine first" in bench.presses("/scan", text=f"ECO:{CARDS['mary']}")
    assert all(one.here.owner is None for one in bench.agent.beside.values())
    assert "Laser cutter" in bench.presses("/machine", machine="LAS-1")
    bench.presses("/scan", text=f"ECO:{CARDS['mary']}")
    assert [code for code in CODES if bench.at(code).here.owner] == ["LAS-1"]
    assert bench.title() == "What is it for?"
    bench.presses("/machines")
    assert bench.title() == "Choose your machine"


def test_the_screen_goes_back_to_all_when_nobody_presses_anything(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    bench.presses("/machine", machine="LAS-1")
    assert bench.title() == "Free"
    monkeypatch.setattr("hardware.kiosk.screen.spell.STAYS_SECONDS", 0.0)
    assert bench.title() == "Choose your machine"
    assert "Choose your machine" in bench.opens("/not-safe")


def test_a_press_is_meant_for_the_machine_that_its_page_showed(bench: Bench) -> None:
    """Somebody opens the router's question; before they answer, the screen shows the laser."""
    bench.presses("/machine", machine="CNC-1")
    page = bench.opens("/not-safe")
    assert '<input type="hidden" name="machine" value="CNC-1">' in page
    assert 'data-machine="CNC-1"' in page
    bench.presses("/machine", machine="LAS-1")
    bench.presses("/not-safe", what="smoke", machine="CNC-1")
    unsafe = [code for code in CODES if bench.at(code).snapshot().standing is Standing.NOT_SAFE]
    assert unsafe == ["CNC-1"]


@pytest.mark.parametrize("code", ["", "NOBODY", "../../etc", "ا" * 4000])
def test_a_machine_that_does_not_stand_here_is_not_gone_to(bench: Bench, code: str) -> None:
    bench.presses("/machine", machine=code)
    assert bench.title() == "Choose your machine"


def test_a_screen_of_one_machine_has_no_tiles(bench: Bench) -> None:
    page = build_screen(bench.at("CNC-1")).test_client().get("/", headers={"Host": HERE}).text
    assert "All machines" not in page and "data-machine" not in page and "Free" in page


AMINA = Somebody("Amina", "ar")
CNC = Machine("CNC-1", "CNC router", "Coventry", "cnc_router")


@pytest.mark.parametrize(
    ("shown", "word", "ground", "sign"),
    [
        (Snapshot(CNC), "free", "free", "free"),
        (Snapshot(CNC, owner=AMINA, asks_purpose=True), "in_use", "running", ""),
        (Snapshot(CNC, Standing.RUNNING, owner=AMINA), "running", "running", "running"),
        (Snapshot(CNC, Standing.PAUSED, owner=AMINA), "paused", "paused", "paused"),
        (Snapshot(CNC, Standing.DOOR), "door", "paused", "paused"),
        (Snapshot(CNC, Standing.STOPPED), "stopped", "look", "stopped"),
        (Snapshot(CNC, Standing.NEEDS_CHECK), "needs_check", "needs_check", "needs_check"),
        (Snapshot(CNC, Standing.NOT_SAFE), "not_safe", "not_safe", "not_safe"),
        (Snapshot(CNC, line=Line.SILENT), "line", "silent", ""),
        (Snapshot(CNC, Standing.NOT_SAFE, owner=AMINA, is_mending=True), "not_safe", "not_safe", "not_safe"),
        (Snapshot(CNC, Standing.NEEDS_CHECK, owner=AMINA, is_mending=True), *["needs_check"] * 3),
        (Snapshot(CNC, open_until=""), "closed", "silent", ""),
        (Snapshot(CNC, Standing.RUNNING, is_nobody_known=True), "nobody", "look", "running"),
        (Snapshot(CNC, owner=AMINA, still_there_seconds=9.0), "still", "look", "paused"),
        (
            Snapshot(CNC, answer=CardAnswer(Verdict.REFUSED, Role.NOBODY, "no_permit", AMINA)),
            "free",
            "free",
            "free",
        ),
    ],
)
def test_a_tile_differs_in_ground_shape_and_word_and_tells_no_refusal(
    shown: Snapshot, word: str, ground: str, sign: str
) -> None:
    tile = bench_of(shown)
    assert (tile.word, tile.ground, tile.sign) == (word, ground, sign)


def test_the_gravest_of_them_is_heard() -> None:
    calm, stopped = bench_of(Snapshot(CNC)), bench_of(Snapshot(CNC, Standing.STOPPED))
    unsafe = bench_of(Snapshot(CNC, Standing.NOT_SAFE))
    assert [gravest_sound(some) for some in ([calm], [calm, stopped], [stopped, unsafe], [])] == [
        "",
        "look",
        "refused",
        "",
    ]
