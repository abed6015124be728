"""The agent beside a machine and the server, over real HTTP: what happened there is what is counted here."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine

from core.config import Settings
from core.db import fast, transaction
from core.sealing import signing_key
from hardware.kiosk.pairing import pair
from hardware.kiosk.settings import KioskSettings, load_kiosk_settings, read_token
from hardware.kiosk.showing import Standing, Verdict
from hardware.kiosk.uplink import Http
from hardware.services.kiosks import make_kiosk_code
from hardware.vocabulary import Profile
from tests.hardware.agent_scene import Kiosk
from tests.hardware.fakes import HandClock
from tests.hardware.workshop import NINE, Workshop, rows, sittings
from tests.live import ThreadServer


class Beside:
    """The router's kiosk, its agent at the live server; server and kiosk live through the same hours."""

    def __init__(self, folder: Path, workshop: Workshop, server: ThreadServer, key: str) -> None:
        paired = workshop.kiosks["router"]
        self.workshop = workshop
        with transaction():  # printed cards of the cast end before the workshop's year
            fast().run("UPDATE card SET ends_on = ?", (NINE.date() + timedelta(days=90),))
        self.traveller = time_machine.travel(NINE, tick=False)
        self.now = self.traveller.start()
        self.kiosk = Kiosk(
            folder,
            Profile(mode="poller"),
            clock=HandClock(wall_at=NINE),
            http=Http(server.url, paired.token),
            code=workshop.machines["router"].code,
            name=paired.public_id,
            pepper=paired.pepper,
            public_key=key,
        )

    def send(self) -> None:
        """The kiosk's clock and ours are the same again, and what waits is sent."""
        self.kiosk.clock.wind(61)
        self.now.move_to(self.kiosk.clock.wall_at)
        self.kiosk.agent.exchange()

    def card(self, name: str) -> Verdict:
        """Somebody of the cast shows their printed card."""
        return self.kiosk.beside.show_card(self.workshop.cast.cards[name].removeprefix("ECO:")).verdict  # type: ignore[no-any-return]

    def close(self) -> None:
        self.kiosk.http.close()
        self.kiosk.close()
        self.traveller.stop()


@pytest.fixture
def scene(
    tmp_path: Path, workshop: Workshop, live_server: ThreadServer, settings: Settings
) -> Iterator[Beside]:
    one = Beside(tmp_path, workshop, live_server, signing_key(settings.secret_key))
    yield one
    one.close()


def test_a_kiosk_is_paired_by_the_code_that_a_coordinator_shows(
    tmp_path: Path, workshop: Workshop, live_server: ThreadServer
) -> None:
    code_of_laser = workshop.machines["laser"].code
    with time_machine.travel(NINE):
        with transaction():
            code = make_kiosk_code(by=workshop.actor("ruth"), name="", machine_codes=[code_of_laser], at=NINE)
        told = KioskSettings(folder=tmp_path, token_file=tmp_path / "token")
        assert pair(told, live_server.url, code, Http(live_server.url, "")) == [code_of_laser]
        kept = load_kiosk_settings(tmp_path / "none.toml", {"ECO_KIOSK_FOLDER": str(tmp_path)})
        http = Http(live_server.url, read_token(told))
        assert http("GET", f"/api/v1/kiosk/pack?machine={code_of_laser}").status == 200
        assert http("GET", f"/api/v1/kiosk/pack?machine={workshop.machines['router'].code}").status == 404
        assert kept.public_key
        http.close()


def test_a_morning_at_the_router_comes_to_the_right_minutes(scene: Beside) -> None:
    assert scene.card("amina") is Verdict.ALLOWED
    assert scene.card("yusuf") is Verdict.REFUSED
    scene.kiosk.wait(5)
    scene.kiosk.run(120)
    scene.kiosk.wait(30)
    assert scene.card("tomasz") is Verdict.ALLOWED
    scene.kiosk.run(60, then="Run")
    scene.kiosk.pull()
    scene.kiosk.wait(8)
    scene.kiosk.plug()
    scene.kiosk.run(60)
    scene.kiosk.wait(30)
    scene.kiosk.beside.done()
    scene.send()
    cast = scene.workshop.cast.people
    found = sittings()
    assert [(who, cause, jobs) for who, _, cause, jobs in found] == [
        (cast["amina"], "hand_over", 1),
        (cast["tomasz"], "sign_out", 1),
    ]
    assert abs(int(str(found[0][1])) - 120_000) <= 1_000
    assert 115_000 <= int(str(found[1][1])) <= 121_000
    assert scene.kiosk.spool.rejected() == []
    assert scene.kiosk.spool.waiting == 0


def test_not_safe_said_without_a_network_takes_the_machine_out_on_the_server_afterwards(
    scene: Beside,
) -> None:
    way = scene.kiosk.http.server
    scene.kiosk.http.server = "http://127.0.0.1:9"
    scene.card("amina")
    scene.kiosk.beside.report_problem("smoke", is_unsafe=True)
    scene.send()
    assert rows("SELECT COUNT(*) FROM machine_fault") == [(0,)]
    assert scene.kiosk.beside.snapshot().standing is Standing.NOT_SAFE
    scene.kiosk.http.server = way
    scene.kiosk.clock.wind(300)
    scene.send()
    assert rows("SELECT sign, is_unsafe FROM machine_fault") == [("smoke", 1)]
    router = scene.workshop.machines["router"].id
    states = rows("SELECT state FROM machine_state WHERE machine_id = ? AND ends_at IS NULL", router)
    assert states == [("out_of_order",)]
    shown = scene.kiosk.beside.snapshot()
    assert shown.standing is Standing.NOT_SAFE
    assert shown.fault is not None and shown.fault.is_told


def test_a_kiosk_with_a_clock_in_1970_is_counted_at_the_right_hours(scene: Beside) -> None:
    clock = scene.kiosk.clock
    truth = clock.wall_at
    clock.wall_at, clock.is_ok = truth - timedelta(days=365 * 60), False
    scene.card("amina")
    scene.kiosk.wait(5)
    scene.kiosk.run(60)
    scene.kiosk.wait(30)
    scene.kiosk.beside.done()
    passed = clock.wall_at - (truth - timedelta(days=365 * 60))
    scene.now.move_to(truth + passed + timedelta(seconds=61))
    clock.wind(61)
    scene.kiosk.agent.exchange()
    ((began, busy),) = rows("SELECT began_at, busy_ms FROM machine_session WHERE NOT is_void")
    assert str(began).startswith("2030-01-07 09:00") or str(began).startswith("2030-01-07T09:00")
    assert abs(int(str(busy)) - 60_000) <= 1_000
