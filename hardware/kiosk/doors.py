"""Where a sender finds the machine in proxy mode: a pseudo-terminal behind a lasting link, and a TCP port.

A sender is any program that sends G-code: it opens the link's name as if it were the serial port.
"""

from __future__ import annotations

import contextlib
import ipaddress
import os
import pty
import select
import socket
import termios
import tty
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

CHUNK = 4096
PORT_GROUP = "dialout"


class Door(Protocol):
    """One way in for one sender."""

    name: str
    out: bytearray
    """What the sender has still to take."""

    @property
    def is_taken(self) -> bool:
        """True while a sender is there."""

    def greet(self) -> bool:
        """Look whether somebody came; True once for each."""

    def fileno(self) -> int:
        """What to select on while it is taken."""

    def waits_on(self) -> int | None:
        """What else becomes readable when somebody comes, if anything does."""

    def read(self) -> bytes | None:
        """What the sender sent; None once it has left."""

    def flush(self) -> int:
        """Hand over of `out` what it takes now; how many bytes."""

    def close(self) -> None:
        """Shut it for good."""


@dataclass
class PtyDoor:
    """A pseudo-terminal whose slave is reached by a link that stays the same over restarts."""

    path: Path
    name: str = "pty"
    out: bytearray = field(default_factory=bytearray)
    _master: int = -1
    _is_taken: bool = False

    def __post_init__(self) -> None:
        self._master, slave = pty.openpty()
        try:
            tty.setraw(slave)
            self.device = os.ttyname(slave)
            _open_to_group(slave)
        finally:
            os.close(slave)  # with no slave open the master says so: that is how a sender's coming is seen
        os.set_blocking(self._master, False)
        self._poll = select.poll()
        self._poll.register(self._master, select.POLLIN)
        _point(self.path, self.device)

    @property
    def is_taken(self) -> bool:
        """True while somebody has the slave open."""
        return self._is_taken

    def greet(self) -> bool:
        """True once when a sender has opened it."""
        if self._is_taken or any(event & select.POLLHUP for _, event in self._poll.poll(0)):
            return False
        self._is_taken = True
        self.out.clear()
        return True

    def fileno(self) -> int:
        """The master."""
        return self._master

    def waits_on(self) -> int | None:
        """Nothing: a terminal without a slave is always readable, so it is looked at from time to time."""
        return None

    def read(self) -> bytes | None:
        """What the sender sent; None once it has closed the terminal."""
        try:
            return os.read(self._master, CHUNK)
        except BlockingIOError:
            return b""
        except OSError:
            self._is_taken = False
            self.out.clear()
            with contextlib.suppress(OSError, termios.error):
                tty.setraw(
                    self._master
                )  # with the echo that one sender wanted, the next would talk to the machine unasked
            return None

    def flush(self) -> int:
        """Write what the terminal takes."""
        return _hand_over(self.out, lambda data: os.write(self._master, data))

    def close(self) -> None:
        """Close the terminal and take its link away, if it is still ours."""
        with contextlib.suppress(OSError):
            if os.readlink(self.path) == self.device:
                self.path.unlink()
        with contextlib.suppress(OSError):
            os.close(self._master)
        self._is_taken = False


@dataclass
class TcpDoor:
    """A TCP port for one sender at a time: this computer itself, or the one address that the profile names."""

    host: str
    port: int
    writer: str = ""
    name: str = "tcp"
    out: bytearray = field(default_factory=bytearray)
    refused: int = 0
    _client: socket.socket | None = None

    def __post_init__(self) -> None:
        why = tcp_fault(self.host, self.writer)
        if why:
            raise ValueError(why)
        family = socket.AF_INET6 if ":" in self.host else socket.AF_INET
        self._listener = socket.socket(family)
        self._listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            self._listener.bind((self.host, self.port))
        except OSError:
            self._listener.close()
            raise
        self._listener.listen(4)
        self._listener.setblocking(False)
        self.port = self._listener.getsockname()[1]

    @property
    def is_taken(self) -> bool:
        """True while a sender is connected."""
        return self._client is not None

    def greet(self) -> bool:
        """Let in who may come; a second one, or another address, is shut out at once."""
        try:
            client, address = self._listener.accept()
        except OSError:
            return False
        if self._client is not None or not self._may_enter(address[0]):
            self.refused += 1
            client.close()
            return False
        client.setblocking(False)
        client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        client.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
        self._client = client
        self.out.clear()
        return True

    def _may_enter(self, address: str) -> bool:
        theirs = ipaddress.ip_address(address)
        if ipaddress.ip_address(self.host).is_loopback:
            return theirs.is_loopback
        return theirs == ipaddress.ip_address(self.writer)

    def fileno(self) -> int:
        """The connection, while there is one."""
        return self._client.fileno() if self._client else -1

    def waits_on(self) -> int | None:
        """The listener."""
        return self._listener.fileno()

    def read(self) -> bytes | None:
        """What the sender sent; None once it has hung up."""
        if self._client is None:
            return None
        try:
            data = self._client.recv(CHUNK)
        except BlockingIOError:
            return b""
        except OSError:
            data = b""
        if not data:
            self._hang_up()
            return None
        return data

    def flush(self) -> int:
        """Send what the connection takes."""
        client = self._client
        return _hand_over(self.out, client.send) if client else 0

    def _hang_up(self) -> None:
        client, self._client = self._client, None
        self.out.clear()
        if client:
            client.close()

    def close(self) -> None:
        """Hang up and listen no more."""
        self._hang_up()
        self._listener.close()


def tcp_fault(host: str, writer: str) -> str:
    """What is wrong with a TCP door of a profile; empty if nothing is.

    Whoever reaches the port can move the machine: so it is one named interface for one named address, or this
    computer only.
    """
    try:
        ours = ipaddress.ip_address(host)
        theirs = ipaddress.ip_address(writer) if writer else None
    except ValueError:
        return "TCP: write the interface and the sender's computer as addresses, such as 192.168.1.20."
    ours, theirs = _plain(ours), _plain(theirs) if theirs else None
    if ours.is_unspecified or ours.is_multicast:
        return "TCP: name one interface's own address; every interface at once is not offered."
    if not ours.is_loopback and (theirs is None or theirs.is_unspecified):
        return "TCP: name the one address of the computer that may send to this machine."
    return ""


Address = ipaddress.IPv4Address | ipaddress.IPv6Address


def _plain(address: Address) -> Address:
    """An address of the older kind that is written as one of the newer, as what it is."""
    return getattr(address, "ipv4_mapped", None) or address


def _hand_over(out: bytearray, send: object) -> int:
    if not out:
        return 0
    try:
        count = int(send(bytes(out[:65536])))  # type: ignore[operator]
    except (BlockingIOError, InterruptedError):
        return 0
    except OSError:
        return 0  # the next read says that the sender has left
    del out[:count]
    return count


def _open_to_group(slave: int) -> None:
    """Let the group of serial ports open the terminal, as it may open a real port; where there is such a group."""
    import grp

    with contextlib.suppress(OSError, KeyError):
        os.fchown(slave, -1, grp.getgrnam(PORT_GROUP).gr_gid)
        os.fchmod(slave, 0o660)


def _point(path: Path, target: str) -> None:
    """Make `path` a link to `target`, in one step, whatever link was there."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.exists() and not path.is_symlink():
        raise ValueError(f"{path} is a file, not a link: name another place for the sender's port.")
    temporary = path.with_name(f".{path.name}.{os.getpid()}")
    with contextlib.suppress(FileNotFoundError):
        temporary.unlink()
    os.symlink(target, temporary)
    os.replace(temporary, path)
