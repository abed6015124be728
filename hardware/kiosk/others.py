"""Notices another program at a machine's own port: it takes bytes that are then missing here.

Only Linux tells; elsewhere nobody is seen. An exclusive open keeps out only those who ask for one themselves. Three
signs tell of the rest: the kernel says that somebody opened the device (`inotify`, whoever it is), a process that we
may look into holds it (`/proc`), and more bytes went out to the machine than were sent from here (the port's counters).
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import struct
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

PROC = Path("/proc")
HELD_MS = 1_000
"""A program that only looks which ports there are has closed it by then."""
LOOKS_EVERY_MS = 10_000
RECENT_MS = 60_000
FEW_BYTES = 8
UNNAMED = "another program"
_OPENED, _CLOSED, _GONE = 0x20, 0x8 | 0x10, 0x8000
_HEAD = struct.Struct("iIII")
_COUNTS = struct.Struct("20i")
_ASK_COUNTS = 0x545D  # TIOCGICOUNT
_SENT = 5


def holders(device: str, proc: Path = PROC) -> list[str]:
    """The programs that hold a device open, by name and number, as far as we may look; not this one.

    Whoever holds the other end of a pseudo-terminal plays the machine, and is none of them.
    """
    found = []
    for number in sorted((name for name in _names_in(str(proc)) if name.isdigit()), key=int):
        if int(number) == os.getpid():
            continue
        held = set(_files_of(f"{proc}/{number}/fd"))
        if device in held and not (device.startswith("/dev/pts/") and held & {"/dev/ptmx", "/dev/pts/ptmx"}):
            found.append(f"{_name(proc / number)} ({number})")
    return found


def _names_in(folder: str) -> list[str]:
    try:
        return os.listdir(folder)
    except OSError:
        return []


def _files_of(folder: str) -> Iterator[str]:
    for name in _names_in(folder):
        with contextlib.suppress(OSError):
            yield os.readlink(f"{folder}/{name}")


def _name(process: Path) -> str:
    with contextlib.suppress(OSError):
        return (process / "comm").read_text(errors="replace").strip() or UNNAMED
    return UNNAMED


def bytes_sent(fileno: int) -> int | None:
    """How many bytes the port has sent, whoever gave them; None where its driver does not count."""
    try:
        import fcntl

        counts = _COUNTS.unpack(fcntl.ioctl(fileno, _ASK_COUNTS, bytes(_COUNTS.size)))
    except (OSError, ImportError, struct.error, ValueError):
        return None
    return int(counts[_SENT]) & 0xFFFF_FFFF


class Opens:
    """Tells how often a device was opened and not closed since it was made; 0 where the kernel cannot say."""

    def __init__(self, device: str) -> None:
        self.count = 0
        self._file = -1
        with contextlib.suppress(OSError, AttributeError, ValueError):
            kernel = ctypes.CDLL(None, use_errno=True)
            self._file = kernel.inotify_init1(os.O_NONBLOCK | os.O_CLOEXEC)
            if (
                self._file >= 0
                and kernel.inotify_add_watch(self._file, os.fsencode(device), _OPENED | _CLOSED) < 0
            ):
                self.close()

    @property
    def is_able(self) -> bool:
        """False where the kernel tells nothing."""
        return self._file >= 0

    def look(self) -> bool:
        """Take what the kernel has to say; True if it was anything."""
        if self._file < 0:
            return False
        try:
            told = os.read(self._file, 4096)
        except OSError:
            return False
        at = 0
        while at + _HEAD.size <= len(told):
            _, what, _, more = _HEAD.unpack_from(told, at)
            at += _HEAD.size + more
            if what & _OPENED:
                self.count += 1
            elif what & (_CLOSED | _GONE):
                self.count = max(0, self.count - 1)
        return True

    def close(self) -> None:
        """Ask no more."""
        if self._file >= 0:
            os.close(self._file)
        self._file = -1


@dataclass
class Others:
    """Whoever else is at one port. Used by the thread that writes down."""

    _device: str = ""
    _opens: Opens | None = None
    _names: list[str] = field(default_factory=list)
    _fileno: int = -1
    _is_fresh: bool = True
    _ahead: int | None = None
    _ahead_at: int | None = None
    _opened_at: int = 0
    _since: int | None = None
    _next_look_ms: int = 0

    def begin(self, device: str, fileno: int, at: int) -> None:
        """The port has just been opened here; `device` is empty where it is no device."""
        self.end()
        if device:
            self._device, self._fileno, self._opens = device, fileno, Opens(device)
            self._is_fresh, self._next_look_ms = True, at

    def end(self) -> None:
        """The port is not open here any more."""
        if self._opens is not None:
            self._opens.close()
        self._device, self._opens, self._names, self._fileno = "", None, [], -1
        self._ahead, self._ahead_at, self._since = None, None, None

    def look(self, at: int, *, written: int, is_troubled: bool) -> str:
        """Who else has the port, by name as far as that can be known; empty for nobody.

        `written` is how many bytes were sent from here, `is_troubled` whether bytes or answers were missing lately.
        """
        if self._opens is None:
            return ""
        is_news = self._opens.look()
        if is_news:
            self._opened_at = at
        if is_news or at >= self._next_look_ms:
            self._next_look_ms = at + LOOKS_EVERY_MS
            if is_news or self._names or self._is_fresh or not self._opens.is_able:
                self._names, self._is_fresh = holders(self._device), False
            self._compare(at, written)
        if not self._is_there(at, is_troubled):
            self._since = None
            return ""
        self._since = at if self._since is None else self._since
        return (", ".join(self._names) or UNNAMED) if at - self._since >= HELD_MS else ""

    def _is_there(self, at: int, is_troubled: bool) -> bool:
        """Two closes at once may be told as one: an open that does no harm for a minute is believed no longer."""
        is_open = self._opens is not None and self._opens.count > 0
        has_sent = self._ahead_at is not None and at - self._ahead_at < RECENT_MS
        return (
            bool(self._names) or has_sent or (is_open and (is_troubled or at - self._opened_at < RECENT_MS))
        )

    def _compare(self, at: int, written: int) -> None:
        sent = bytes_sent(self._fileno)
        if sent is None:
            return
        ahead = sent - written
        if self._ahead is not None and ahead - self._ahead > FEW_BYTES:
            self._ahead_at = at
        self._ahead = ahead if self._ahead is None else max(ahead, self._ahead)
