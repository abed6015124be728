"""The relay carries every byte both ways unchanged, to one sender at a time, over pulled cables and stalled senders."""

from __future__ import annotations

import os
import socket
import termios
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
import serial

from hardware.kiosk.asking import Asker
from hardware.kiosk.clock import KioskClock
from hardware.kiosk.doors import PtyDoor, TcpDoor, tcp_fault
from hardware.kiosk.link import Link
from hardware.kiosk.relay import Kind, Relay
from tests.hardware.fakes import Cable, HandClock

MEGABYTES = int(os.environ.get("ECO_TEST_PROXY_MB", "1"))


class Scene:
    """A machine, a relay and a sender's pseudo-terminal."""

    def __init__(
        self, folder: Path, asker: Asker | None = None, clock: HandClock | None = None, **more: object
    ) -> None:
        self.cable, self.folder, self.clock = Cable(), folder, clock or KioskClock()
        self.port = folder / "real"
        self.port.symlink_to(self.cable.port)
        self.door = PtyDoor(folder / "cnc")
        self.relay = Relay(
            Link(str(self.port), waits=(0.0,)),
            self.clock,
            [self.door],
            asker,
            **more,  # type: ignore[arg-type]
        )
        self.relay.step(0)

    def sender(self) -> serial.Serial:
        """A sender opens the machine's port by its lasting name."""
        one = serial.Serial(str(self.folder / "cnc"), timeout=1)
        self.steps()
        assert self.door.is_taken
        return one

    def steps(self, count: int = 5) -> None:
        for _ in range(count):
            self.relay.step(0.01)

    def heard(self) -> bytes:
        self.steps()
        return self.cable.hears()

    def kinds(self) -> list[Kind]:
        return [one.kind for one in self.relay.news]

    def close(self) -> None:
        self.relay.close()
        self.cable.pull()


@pytest.fixture
def scene(tmp_path: Path) -> Iterator[Scene]:
    one = Scene(tmp_path)
    yield one
    one.close()


def test_bytes_pass_both_ways_and_a_copy_is_kept(scene: Scene) -> None:
    sender = scene.sender()
    sender.write(b"G1 X1\n")
    assert scene.heard() == b"G1 X1\n"
    scene.cable.says(b"ok\r\n")
    scene.steps()
    assert sender.read(4) == b"ok\r\n"
    assert [one.data for one in scene.relay.news if one.kind in (Kind.SENDER, Kind.DEVICE)] == [
        b"G1 X1\n",
        b"ok\r\n",
    ]


def test_a_sender_comes_and_goes_and_comes_again(scene: Scene) -> None:
    for _ in range(3):
        sender = scene.sender()
        sender.close()
        scene.steps()
        assert not scene.door.is_taken
    assert scene.kinds().count(Kind.CAME) == scene.kinds().count(Kind.LEFT) == 3


def test_what_the_machine_said_to_nobody_is_not_told_to_the_next_sender(scene: Scene) -> None:
    scene.cable.says(b"stale\r\n")
    scene.steps()
    sender = scene.sender()
    scene.cable.says(b"fresh\r\n")
    scene.steps()
    assert sender.read(7) == b"fresh\r\n"


def test_an_echo_that_one_sender_wanted_does_not_talk_to_the_machine_after_it(scene: Scene) -> None:
    sender = scene.sender()
    settings = termios.tcgetattr(sender.fd)
    settings[3] |= termios.ECHO
    termios.tcsetattr(sender.fd, termios.TCSANOW, settings)
    sender.close()
    scene.steps()
    file = os.open(scene.folder / "cnc", os.O_RDWR | os.O_NOCTTY)  # one that sets nothing
    scene.steps()
    scene.cable.says(b"ok\r\n")
    assert scene.heard() == b""
    os.close(file)


def test_the_link_to_the_senders_port_stays_the_same_over_a_restart(tmp_path: Path) -> None:
    for _ in range(2):
        door = PtyDoor(tmp_path / "cnc")
        assert os.readlink(tmp_path / "cnc") == door.device
        os.close(door._master)  # it dies without cleaning up


def test_a_file_in_the_place_of_the_link_is_not_overwritten(tmp_path: Path) -> None:
    (tmp_path / "cnc").write_text("mine")
    with pytest.raises(ValueError, match="not a link"):
        PtyDoor(tmp_path / "cnc")


def test_what_a_sender_sent_while_the_cable_was_out_never_reaches_the_machine(scene: Scene) -> None:
    sender = scene.sender()
    scene.cable.pull()
    scene.steps()
    assert Kind.LOST in scene.kinds()
    scene.port.unlink()
    sender.write(b"G0 X999\n")
    scene.steps()
    other = Cable()
    scene.port.symlink_to(other.port)
    scene.steps()
    assert scene.kinds().count(Kind.OPENED) == 2
    assert other.hears() == b""
    sender.write(b"G0 X1\n")
    scene.steps()
    assert other.hears() == b"G0 X1\n"
    assert scene.relay.dropped_for_machine == 8


def test_the_banner_is_replayed_to_a_sender_that_waits_for_one(tmp_path: Path) -> None:
    scene = Scene(tmp_path, replays_banner=True, banner=b"Grbl 1.1h ['$' for help]\r\n")
    assert scene.sender().readline() == b"Grbl 1.1h ['$' for help]\r\n"
    assert scene.cable.hears() == b""
    scene.close()


def test_a_sender_that_does_not_read_is_given_up_and_the_record_goes_on(tmp_path: Path) -> None:
    clock = HandClock()
    scene = Scene(tmp_path, clock=clock)
    sender = scene.sender()
    for _ in range(200):
        scene.door.out += b"x" * 1000
    scene.cable.says(b"<Idle>\r\n")
    scene.steps()
    assert Kind.DEVICE not in scene.kinds()
    clock.wind(6)
    scene.steps()
    assert Kind.DEVICE in scene.kinds()
    assert scene.relay.dropped_for_sender > 100_000
    assert sender.read(1) == b"x"
    scene.close()


def test_a_question_of_ours_reaches_the_machine_and_its_answer_stays_here(tmp_path: Path) -> None:
    clock = HandClock()
    scene = Scene(tmp_path, Asker(is_identified=True), clock)
    sender = scene.sender()
    clock.wind(10)
    scene.relay.asker._quiet_until = 0  # type: ignore[union-attr]
    assert scene.heard() == b"?"
    scene.cable.says(b"<Idle|MPos:0,0,0>\r\nok\r\n")
    scene.steps()
    assert sender.read(4) == b"ok\r\n"
    assert b"<Idle" in b"".join(one.data for one in scene.relay.news)
    scene.close()


def test_megabytes_pass_both_ways_to_the_byte(tmp_path: Path) -> None:
    scene, size = Scene(tmp_path, Asker(every_ms=100, is_identified=True)), MEGABYTES * 1_000_000
    down = bytes(byte for byte in range(256) if byte != 0x3F) * (size // 255 + 1)
    up = (b"ok\r\n" * 7 + b"[MSG: a line]\r\n" + bytes(range(0x80, 0x100))) * (size // 170 + 1)
    down, up = down[:size], up[:size]
    sender = scene.sender()
    os.set_blocking(scene.cable.end, True)
    at_machine, at_sender = bytearray(), bytearray()
    stop = threading.Event()
    threads = [
        threading.Thread(target=_carry, args=(scene.relay, stop)),
        threading.Thread(target=_write, args=(sender.fd, down)),
        threading.Thread(target=_write, args=(scene.cable.end, up)),
        threading.Thread(target=_read, args=(scene.cable.end, at_machine, size)),
        threading.Thread(target=_read, args=(sender.fd, at_sender, size)),
    ]
    for thread in threads:
        thread.start()
    for thread in threads[1:]:
        thread.join(60 + 30 * MEGABYTES)
    stop.set()
    threads[0].join(5)
    assert at_machine.replace(b"?", b"") == down
    assert at_sender == up
    assert scene.relay.dropped_for_machine == scene.relay.dropped_for_sender == 0
    scene.close()


def _carry(relay: Relay, stop: threading.Event) -> None:
    while not stop.is_set():
        relay.step(0.05)
        relay.news.clear()


def _write(file: int, data: bytes) -> None:
    import select

    sent = 0
    while sent < len(data):
        select.select([], [file], [], 10)
        sent += os.write(file, data[sent : sent + 1024])


def _read(file: int, into: bytearray, size: int) -> None:
    import select

    while len(into.replace(b"?", b"") if len(into) >= size else into) < size:
        if not select.select([file], [], [], 20)[0]:
            return
        into += os.read(file, 65536)


def test_one_sender_at_a_time_comes_in_by_tcp() -> None:
    door = TcpDoor("127.0.0.1", 0)
    with socket.create_connection(("127.0.0.1", door.port)) as first:
        assert _until(door.greet)
        with socket.create_connection(("127.0.0.1", door.port)) as second:
            assert not door.greet()
            second.settimeout(2)
            assert second.recv(1) == b""
        first.sendall(b"?")
        assert _until(lambda: door.read() == b"?")
    assert _until(lambda: door.read() is None)
    assert not door.is_taken
    door.close()


def _until(is_so: object) -> bool:
    import time

    for _ in range(200):
        if is_so():  # type: ignore[operator]
            return True
        time.sleep(0.01)
    return False


@pytest.mark.parametrize(
    ("host", "writer", "is_right"),
    [
        ("127.0.0.1", "", True),
        ("::1", "", True),
        ("192.168.1.20", "192.168.1.77", True),
        ("192.168.1.20", "", False),
        ("0.0.0.0", "192.168.1.77", False),
        ("::", "::1", False),
        ("192.168.1.20", "0.0.0.0", False),
        ("kiosk.local", "", False),
        ("::ffff:0.0.0.0", "192.168.1.77", False),
        ("192.168.1.20", "::ffff:0.0.0.0", False),
    ],
)
def test_the_network_is_shut_unless_one_interface_and_one_computer_are_named(
    host: str, writer: str, is_right: bool
) -> None:
    assert (tcp_fault(host, writer) == "") is is_right


def test_only_the_named_computer_comes_in() -> None:
    door = TcpDoor("127.0.0.1", 0)
    door.host, door.writer = "192.0.2.1", "192.0.2.77"  # as if it listened on a network
    with socket.create_connection(("127.0.0.1", door.port)) as stranger:
        assert not door.greet()
        assert _until(lambda: door.greet() or door.refused)
        stranger.settimeout(2)
        assert stranger.recv(1) == b""
    assert not door.is_taken
    door.close()


def test_only_the_first_of_two_senders_moves_the_machine(tmp_path: Path) -> None:
    scene = Scene(tmp_path)
    tcp = TcpDoor("127.0.0.1", 0)
    scene.relay.doors = [scene.door, tcp]
    with socket.create_connection(("127.0.0.1", tcp.port)) as first:
        scene.steps()
        second = scene.sender()
        second.write(b"G0 X999\n")
        first.sendall(b"G0 X1\n")
        assert scene.heard() == b"G0 X1\n"
        scene.cable.says(b"ok\r\n")
        scene.steps()
        first.settimeout(2)
        assert first.recv(4) == b"ok\r\n"
        assert second.in_waiting == 0
    scene.steps()
    second.write(b"G0 X2\n")
    assert scene.heard() == b"G0 X2\n"
    scene.close()
