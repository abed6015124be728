"""What somebody may try at the screen beside a machine without a mouse: readers that rave, strangers, power cuts."""

from __future__ import annotations

import http.client
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from hardware.kiosk.cards_shown import MOST_A_MINUTE
from hardware.kiosk.screen import scanned
from hardware.kiosk.screen.app import build_screen
from hardware.kiosk.screen.serving import ScreenServer
from hardware.kiosk.showing import Role, Standing
from tests.hardware.agent_scene import Kiosk
from tests.hardware.test_screen_pages import OWN, Visitor

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def kiosk(tmp_path: Path) -> Iterator[Kiosk]:
    """A kiosk beside a machine that is heard."""
    one = Kiosk(tmp_path)
    one.wait(5)
    yield one
    one.close()


# Readers


def test_ten_thousand_quick_cards_are_answered_and_fill_no_disk(kiosk: Kiosk) -> None:
    kiosk.card("amina")
    before = len(kiosk.bodies("card_shown"))
    for number in range(10_000):
        answer = kiosk.beside.show_card(f"{number:026d}")
    assert answer.reason == "unknown_card"
    assert len(kiosk.bodies("card_shown")) == before + MOST_A_MINUTE
    assert kiosk.beside.here.owner is not None and kiosk.beside.here.owner.alias == "Amina"
    kiosk.clock.wind(61)
    kiosk.beside.show_card("Z" * 26)
    assert len(kiosk.bodies("card_shown")) == before + MOST_A_MINUTE + 1


def test_whoever_begins_after_a_raving_reader_is_written_down(kiosk: Kiosk) -> None:
    for number in range(500):
        kiosk.beside.show_card(f"{number:026d}")
    assert kiosk.card("tomasz").role is Role.OWNER
    assert len(kiosk.bodies("signed_on")) == 1
    assert kiosk.bodies("card_shown")[-1]["as"] == "owner"


@pytest.mark.parametrize(
    "text",
    [
        "\u202eECO:" + "A" * 26,
        "ECO:" + "\u0661" * 26,
        "ECO:\u017f" + "A" * 25,
        "بطاقة" * 40,
        "A" * 60_000,
        "\x00\x1b[2J\x07",
        "%(name)s %n {{ 7*7 }} ' OR 1=1 --",
        "https://evil.example/P/ABCDEF7?to=1",
        "https://evil.example/login/P/ABCDEF7",
        "https://user@eco.example.org/P/ABCDEF7",
        "javascript:alert(1)//P/ABCDEF7",
        "file:///etc/passwd",
    ],
)
def test_what_a_reader_raves_is_read_as_nothing_and_never_said_back(kiosk: Kiosk, text: str) -> None:
    assert scanned.read(text) is None
    page = Visitor(kiosk).presses("/scan", text=text)
    assert "That could not be read. Show it again." in page
    assert text.strip()[:40] not in page
    assert kiosk.beside.snapshot().answer is None


def test_a_reader_without_an_end_is_cut_off(kiosk: Kiosk) -> None:
    visitor = Visitor(kiosk)
    assert "That could not be read." in visitor.presses("/scan", text="A" * 200_000)
    data = {"csrf_token": visitor.word, "text": "A" * 4_000_000}
    assert visitor.client.post("/scan", headers=OWN, data=data).status_code == 413
    assert visitor.title() == "Free"


# Strangers


def address_outside() -> str:
    """The address by which others on the network would reach this computer; "" without a network. Sends nothing."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as way:
        try:
            way.connect(("192.0.2.1", 9))
        except OSError:
            return ""
        return str(way.getsockname()[0])


def test_a_phone_on_the_same_network_reaches_nothing(kiosk: Kiosk) -> None:
    """Control: from this computer itself the page comes."""
    server = ScreenServer(build_screen(kiosk.beside), 0)
    port = int(server.url.rpartition(":")[2])
    try:
        here = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
        here.request("GET", "/")
        assert here.getresponse().status == 200
        here.close()
        for ours in {address_outside(), "127.0.0.2"} - {""}:
            with pytest.raises(OSError, match="refused"):
                socket.create_connection((ours, port), timeout=2).close()
    finally:
        server.close()


@pytest.mark.parametrize(
    "request_line",
    [
        b"GET http://evil.example/ HTTP/1.1\r\nHost: evil.example\r\n",
        b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nHost: evil.example\r\n",
        b"GET / HTTP/1.1\r\nHost: evil.example\r\nX-Forwarded-Host: 127.0.0.1\r\n",
        b"CONNECT evil.example:443 HTTP/1.1\r\nHost: evil.example:443\r\n",
    ],
)
def test_a_request_for_another_host_is_refused_over_the_wire(kiosk: Kiosk, request_line: bytes) -> None:
    server = ScreenServer(build_screen(kiosk.beside), 0)
    try:
        way = socket.create_connection(("127.0.0.1", int(server.url.rpartition(":")[2])), timeout=5)
        way.sendall(request_line + b"Connection: close\r\n\r\n")
        status = way.makefile("rb").readline().split(b" ")[1]
        way.close()
        assert status in (b"400", b"403", b"405", b"421", b"501")
    finally:
        server.close()


def test_nothing_is_taken_from_the_address_bar(kiosk: Kiosk) -> None:
    """No press is a GET: whoever could type an address could still only look."""
    visitor = Visitor(kiosk)
    kiosk.card("tomasz")
    for rule in build_screen(kiosk.beside).url_map.iter_rules():
        if rule.endpoint != "static" and "GET" in (rule.methods or ()):
            visitor.client.get(str(rule).replace("<task>", "collet"), headers={"Host": OWN["Host"]})
    shown = kiosk.beside.snapshot()
    assert (shown.standing, shown.fault) == (Standing.FREE, None)
    assert shown.owner is not None and shown.owner.called == "Tomasz"


# Nobody stays signed on


def test_a_power_cut_leaves_nobody_who_does_not_come_back(kiosk: Kiosk) -> None:
    """Whoever was there is asked, in their language; with no answer they are signed off as of the cut."""
    kiosk.card("amina")
    kiosk.beside.choose_purpose("own_work")
    kiosk.die()
    kiosk.clock.boot, kiosk.clock.at_ms = "fedcba9876543210", 5_000
    kiosk.begin_again()
    assert kiosk.beside.snapshot().still_there_seconds is not None
    kiosk.wait(15 * 60 + 1)
    assert kiosk.beside.snapshot().owner is None
    assert kiosk.bodies("signed_off")[-1]["cause"] == "agent_down"
    assert "Amina" not in str(kiosk.beside.snapshot())
    kiosk.die()
    kiosk.begin_again()
    assert kiosk.beside.snapshot().owner is None


def test_another_card_after_a_power_cut_is_nobody_elses_session(kiosk: Kiosk) -> None:
    kiosk.card("amina")
    kiosk.die()
    kiosk.clock.boot, kiosk.clock.at_ms = "fedcba9876543210", 5_000
    kiosk.begin_again()
    kiosk.wait(3)
    kiosk.card("tomasz")
    shown = kiosk.beside.snapshot()
    assert shown.owner is not None and shown.owner.called == "Tomasz"
    assert (shown.piece, shown.purpose, shown.helpers) == (None, "", ())


# The computer


def test_the_browser_begins_only_once_the_kiosk_answers() -> None:
    """Its own page for what cannot be reached would let its keys through."""
    unit = (ROOT / "deploy" / "eco-kiosk-screen.service").read_text()
    assert unit.index("/dev/tcp/127.0.0.1/8710") < unit.index("ExecStart=/usr/bin/cage")
    for switch in ("--kiosk", "--incognito", "--disable-pinch", "--overscroll-history-navigation=0"):
        assert switch in unit
