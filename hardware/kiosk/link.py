"""The transport to a machine's port by pyserial: opened without resetting the board, read without believing it.

What pyserial 3.5 does that one must know: `open()` raises DTR, which resets many boards, unless told before; a lost
cable shows as three unrelated exceptions; `readline()` returns halves; `exclusive` keeps out only those who ask.
"""

from __future__ import annotations

import contextlib
import select
import socket
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import serial

from hardware.kiosk.virtual import register

try:
    import termios

    LOST: tuple[type[Exception], ...] = (serial.SerialException, OSError, termios.error)
    """What a lost cable raises, by call: read and write, `in_waiting`, flushes."""
except ImportError:  # no terminals here: the agent serves sockets only
    LOST = (serial.SerialException, OSError)

CANNOT_OPEN: tuple[type[Exception], ...] = (*LOST, ValueError)
GONE: tuple[type[Exception], ...] = (*LOST, TypeError, AttributeError)
"""What reading raises in one thread when another closes the port under it."""
CHUNK = 4096
WAITS_SECONDS = (1.0, 2.0, 5.0, 10.0)
BY_ID = Path("/dev/serial/by-id")
BY_PATH = Path("/dev/serial/by-path")


class LinkLost(Exception):
    """The port is not there (any more); `why` is the system's word for it."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


@dataclass
class Link:
    """One port, opened again and again for as long as the agent lives. Used by one thread."""

    port: str
    baud: int = 115_200
    waits: tuple[float, ...] = WAITS_SECONDS
    opener: Callable[..., Any] = serial.serial_for_url
    opened: int = 0
    written: int = 0
    """Bytes given to the port since it was made."""
    _serial: Any = None
    _pump: Pump | None = None
    _tries: int = 0
    _next_try_ms: int = 0
    _said: str = field(default="", repr=False)

    @property
    def is_open(self) -> bool:
        """True while the port is held."""
        return self._serial is not None

    @property
    def why_closed(self) -> str:
        """What the system said when the port was last lost or could not be opened."""
        return self._said

    def try_open(self, at_ms: int) -> bool:
        """Open the port if its time has come: after 1, 2, 5, then every 10 seconds. True if it has just opened."""
        if self.is_open or at_ms < self._next_try_ms:
            return False
        try:
            self._serial = self._opened_port()
            self._pump = None if self._has_file() else Pump(self._serial)
        except CANNOT_OPEN as problem:
            self._said = str(problem)
            self._close_quietly()
            wait = self.waits[min(self._tries, len(self.waits) - 1)]
            self._tries += 1
            self._next_try_ms = at_ms + int(wait * 1000)
            return False
        self._tries, self._said = 0, ""
        self.opened += 1
        return True

    def _opened_port(self) -> Any:
        if self.port.startswith("virtual://"):
            register()
        port = self.opener(self.port, do_not_open=True)
        port.baudrate = self.baud
        port.timeout = 0
        port.write_timeout = 0
        with contextlib.suppress(*LOST):  # pseudo-terminals have no such lines
            port.dtr = False
        with contextlib.suppress(*LOST):
            port.rts = False
        if "://" not in self.port:
            port.exclusive = True
        port.open()
        _keep_lines_on_close(port)
        return port

    def _has_file(self) -> bool:
        with contextlib.suppress(Exception):
            return int(self._serial.fileno()) >= 0
        return False

    @property
    def device(self) -> str:
        """The device behind the port's name; empty for what is none (`virtual://`, `socket://`)."""
        return "" if "://" in self.port else str(Path(self.port).resolve())

    def fileno(self) -> int:
        """What to `select` on: readable when the machine said something or the port was lost. The port is open."""
        return self._pump.fileno() if self._pump else int(self._serial.fileno())

    def read(self) -> bytes:
        """What has come, at most 4 KiB; empty if nothing. Raises LinkLost."""
        try:
            if self._pump:
                return self._pump.read()
            return bytes(self._serial.read(CHUNK))
        except LOST as problem:
            raise self._lost(problem) from problem

    def write(self, data: bytes) -> int:
        """Send what the port takes now; returns how many bytes. Raises LinkLost."""
        try:
            if not self._pump and not select.select([], [self._serial.fileno()], [], 0)[1]:
                return 0
            taken = int(self._serial.write(data) or 0)
            self.written += taken
            return taken
        except LOST as problem:
            raise self._lost(problem) from problem

    def line_is_on(self, name: str) -> bool:
        """The state of the input line `cts` or `dsr`. Raises LinkLost, also where the port has no such line."""
        try:
            return bool(getattr(self._serial, name))
        except LOST as problem:
            raise self._lost(problem) from problem

    def close(self, at_ms: int = 0) -> None:
        """Let go of the port; it may be opened again at once after `at_ms`."""
        self._close_quietly()
        self._next_try_ms = at_ms

    def lost(self, at_ms: int) -> None:
        """Close after a loss; the first try to open again is a second later."""
        self._close_quietly()
        self._tries = 1
        self._next_try_ms = at_ms + int(self.waits[0] * 1000)

    def _lost(self, problem: BaseException) -> LinkLost:
        self._said = str(problem)
        return LinkLost(self._said)

    def _close_quietly(self) -> None:
        held, self._serial = self._serial, None
        pump, self._pump = self._pump, None
        if pump:
            pump.stop()
        if held is not None:
            with contextlib.suppress(*LOST, TypeError, AttributeError):
                held.close()


class Pump:
    """Reads a port that has no file of its own (`virtual://`, `loop://`) and makes it selectable by a socket."""

    def __init__(self, port: Any) -> None:
        self._port = port
        self._port.timeout, self._port.write_timeout = 0.05, 1.0
        self._ours, self._theirs = socket.socketpair()
        self._ours.setblocking(False)
        self._is_stopped = False
        self._problem = ""
        threading.Thread(target=self._run, name="port pump", daemon=True).start()

    def _run(self) -> None:
        try:
            while not self._is_stopped:
                data = self._port.read(1)
                if data:
                    self._theirs.sendall(data + self._port.read(self._port.in_waiting))
        except GONE as problem:
            self._problem = str(problem) or type(problem).__name__
        finally:
            self._theirs.close()

    def fileno(self) -> int:
        """The socket that becomes readable."""
        return self._ours.fileno()

    def read(self) -> bytes:
        """What the machine said. Raises OSError when the port is gone."""
        try:
            data = self._ours.recv(CHUNK)
        except BlockingIOError:
            return b""
        if not data:
            raise OSError(self._problem or "port closed")
        return data

    def stop(self) -> None:
        """End the thread and its socket."""
        self._is_stopped = True
        self._ours.close()


def _keep_lines_on_close(port: Any) -> None:
    """Unset HUPCL, so that closing the port does not drop DTR and reset the board."""
    with contextlib.suppress(*LOST, AttributeError, TypeError, NameError):
        settings = termios.tcgetattr(port.fileno())
        settings[2] &= ~termios.HUPCL
        termios.tcsetattr(port.fileno(), termios.TCSANOW, settings)


@dataclass(frozen=True, slots=True)
class PortName:
    """A serial port as this computer knows it: the names that stay, and the one that changes."""

    device: str
    by_id: str
    by_path: str
    says: str = ""

    @property
    def best(self) -> str:
        """What a profile should hold: by-id where the adapter has a serial number of its own, else its socket."""
        return self.by_id or self.by_path or self.device


def ports(by_id: Path = BY_ID, by_path: Path = BY_PATH) -> list[PortName]:
    """Every serial port, with its lasting names.

    Cheap adapters report no serial number and share one by-id name, which then points to whichever came last: such a
    name is not offered.
    """
    from serial.tools import list_ports

    ids, paths = _names(by_id), _names(by_path)
    found = []
    for port in sorted(list_ports.comports(include_links=False), key=lambda one: one.device):
        real = str(Path(port.device).resolve())
        own_id = ids.get(real, "") if port.serial_number or port.vid is None else ""
        found.append(PortName(port.device, own_id, paths.get(real, ""), port.description or ""))
    return found


def _names(folder: Path) -> dict[str, str]:
    if not folder.is_dir():
        return {}
    return {str(link.resolve()): str(link) for link in sorted(folder.iterdir())}
