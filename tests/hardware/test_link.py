"""The port is opened without resetting the board, and a pulled cable ends nothing."""

from __future__ import annotations

import errno
import fcntl
import os
import socket
import termios
from pathlib import Path
from typing import Any

import pytest
import serial

from hardware.kiosk.link import Link, LinkLost, ports
from tests.hardware.fakes import Cable


@pytest.fixture
def cable() -> Any:
    one = Cable()
    yield one
    one.pull()


def opened(port: str, **more: Any) -> Link:
    link = Link(port, **more)
    assert link.try_open(0), link.why_closed
    return link


def test_bytes_go_both_ways(cable: Cable) -> None:
    link = opened(cable.port)
    cable.says(b"ok\r\n")
    assert link.read() == b"ok\r\n"
    assert link.read() == b""
    assert link.write(b"G1 X1\n") == 6
    assert cable.hears() == b"G1 X1\n"


def test_dtr_and_rts_are_low_before_the_port_opens() -> None:
    order: list[str] = []

    class Port:
        """What pyserial would be told, in its order."""

        def __setattr__(self, name: str, value: object) -> None:
            order.append(f"{name}={value}")

        def open(self) -> None:
            order.append("open")

        def fileno(self) -> int:
            return 0

    assert Link("/dev/ttyUSB9", opener=lambda *_, **__: Port()).try_open(0)
    assert order.index("dtr=False") < order.index("open")
    assert order.index("rts=False") < order.index("open")
    assert "exclusive=True" in order


def test_closing_does_not_drop_the_lines(cable: Cable) -> None:
    link = opened(cable.port)
    assert not termios.tcgetattr(link.fileno())[2] & termios.HUPCL


def test_pyserial_alone_would_drop_them(cable: Cable) -> None:
    port = serial.Serial(cable.port)
    settings = termios.tcgetattr(port.fileno())
    settings[2] |= termios.HUPCL
    termios.tcsetattr(port.fileno(), termios.TCSANOW, settings)
    assert termios.tcgetattr(port.fileno())[2] & termios.HUPCL
    port.close()
    link = opened(cable.port)
    assert not termios.tcgetattr(link.fileno())[2] & termios.HUPCL


def test_a_second_agent_is_kept_out(cable: Cable) -> None:
    held = opened(cable.port)  # noqa: F841
    with pytest.raises(serial.SerialException) as refused:
        serial.Serial(cable.port, exclusive=True)
    assert refused.value.errno in (errno.EAGAIN, errno.EWOULDBLOCK, None)


@pytest.mark.parametrize("way", ["read", "write", "line"])
def test_a_pulled_cable_is_one_kind_of_loss_whatever_pyserial_raises(cable: Cable, way: str) -> None:
    link = opened(cable.port)
    cable.pull()
    with pytest.raises(LinkLost):
        for _ in range(3):
            link.line_is_on("cts") if way == "line" else link.read() if way == "read" else link.write(b"?")


def test_pyserial_raises_three_kinds_of_thing_for_a_pulled_cable(cable: Cable) -> None:
    port = serial.Serial(cable.port, timeout=0)
    cable.pull()
    for call, kind in (
        (lambda: port.read(1), serial.SerialException),
        (lambda: port.in_waiting, OSError),
        (port.reset_input_buffer, termios.error),
    ):
        with pytest.raises(kind):
            call()
    assert not issubclass(termios.error, OSError)


def test_it_tries_again_after_1_2_5_then_every_10_seconds() -> None:
    tries: list[int] = []
    link = Link("/dev/no-such-port")
    for at in range(0, 60_000, 100):
        before = link._tries
        link.try_open(at)
        if link._tries > before:
            tries.append(at)
    assert tries == [0, 1_000, 3_000, 8_000, 18_000, 28_000, 38_000, 48_000, 58_000]
    assert "no-such-port" in link.why_closed


def test_it_comes_back_when_the_cable_does(cable: Cable, tmp_path: Path) -> None:
    name = tmp_path / "by-id"
    name.symlink_to(cable.port)
    link = opened(str(name))
    cable.pull()
    with pytest.raises(LinkLost):
        link.read()
    link.lost(5_000)
    other = Cable()
    name.unlink()
    name.symlink_to(other.port)
    assert not link.try_open(5_900)
    assert link.try_open(6_000)
    other.says(b"<Idle>\r\n")
    assert link.read() == b"<Idle>\r\n"
    assert link.opened == 2


def test_a_socket_is_a_port_too() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        link = opened(f"socket://127.0.0.1:{listener.getsockname()[1]}")
        machine, _ = listener.accept()
        machine.sendall(b"ok\r\n")
        assert read_until(link, b"ok\r\n")
        assert link.write(b"?") == 1
        assert machine.recv(9) == b"?"
        machine.close()
        with pytest.raises(LinkLost):
            for _ in range(3):
                link.read()


def test_a_port_without_a_file_of_its_own_can_be_waited_for() -> None:
    link = opened("loop://")
    link.write(b"hello")
    assert read_until(link, b"hello")
    link.close()


def test_a_machine_that_is_not_there_is_a_port_like_any_other(tmp_path: Path) -> None:
    link = opened("virtual://grbl?name=link-test")
    link.read()
    link.write(b"?")
    import select

    got = b""
    for _ in range(50):
        select.select([link.fileno()], [], [], 0.1)
        got += link.read()
        if b">" in got:
            break
    assert b"<Idle|" in got
    link.close()


def read_until(link: Link, wanted: bytes) -> bool:
    """Read for a while, until all that was wanted has come."""
    import select

    got = b""
    for _ in range(50):
        select.select([link.fileno()], [], [], 0.1)
        got += link.read()
        if got == wanted:
            return True
    return False


def test_two_adapters_without_a_serial_number_are_told_apart_by_their_sockets(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    by_id, by_path = tmp_path / "by-id", tmp_path / "by-path"
    by_id.mkdir(), by_path.mkdir()
    for number, (name, place) in enumerate((("usb-1a86_USB_Serial", "usb-0:1.1"), ("", "usb-0:1.2"))):
        device = tmp_path / f"ttyUSB{number}"
        device.touch()
        (by_path / place).symlink_to(device)
        if name:
            (by_id / name).symlink_to(device)
    found = [_port(str(tmp_path / "ttyUSB0")), _port(str(tmp_path / "ttyUSB1"))]
    monkeypatch.setattr("serial.tools.list_ports.comports", lambda **_: found)
    names = ports(by_id, by_path)
    assert [one.best for one in names] == [str(by_path / "usb-0:1.1"), str(by_path / "usb-0:1.2")]


def _port(device: str) -> Any:
    from serial.tools.list_ports_common import ListPortInfo

    port = ListPortInfo(device, skip_link_detection=True)
    port.vid, port.pid, port.serial_number = 0x1A86, 0x7523, None
    return port


def test_an_open_that_is_not_exclusive_is_not_kept_out_so_it_must_be_noticed_otherwise(cable: Cable) -> None:
    held = opened(cable.port)  # noqa: F841
    thief = os.open(cable.port, os.O_RDWR | os.O_NOCTTY)
    with pytest.raises(BlockingIOError):
        fcntl.flock(thief, fcntl.LOCK_EX | fcntl.LOCK_NB)
    os.close(thief)
