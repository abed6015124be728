"""What a sender tells a Grbl machine, as far as whoever listens must know: homing, check mode, writes to EEPROM.

The bytes themselves pass untouched; this reads a copy. Real-time bytes are taken out of the stream wherever they stand,
as the firmware does (gnea/grbl doc/markdown/commands.md).
"""

from __future__ import annotations

import re

from hardware.kiosk.protocols.lines import LINE_BYTES
from hardware.vocabulary import LineSent, SentKind

REAL_TIME = bytes([*b"?~!", *range(0x80, 0x100)])
SOFT_RESET = b"\x18"
BREAKS = re.compile(rb"[\r\n]+")
NOISE = re.compile(r"\([^)]*\)|;.*|\s+")
STORE = re.compile(r"\$(?:\d+|I|N\d?|RST)=|.*G10L(?:2|20)(?!\d)|.*G(?:28|30)\.1", re.DOTALL)
TEXT = 80


class SenderLines:
    """Bytes from a sender in any cut, ended lines out."""

    def __init__(self) -> None:
        self._rest = b""

    def feed(self, data: bytes) -> list[LineSent]:
        """The lines that these bytes end."""
        whole = self._rest + data.translate(None, REAL_TIME)
        if SOFT_RESET in data:
            whole = _after_reset(whole)
        *lines, rest = BREAKS.split(whole)
        self._rest = rest[:LINE_BYTES]
        return [_sent(line) for line in lines if line.strip()]


def _after_reset(whole: bytes) -> bytes:
    """A reset throws away the line that was begun; lines that ended before it count."""
    *before, after = whole.split(SOFT_RESET)
    return b"".join(part[: _last_break(part)] for part in before) + after


def _last_break(part: bytes) -> int:
    return max(part.rfind(b"\n"), part.rfind(b"\r")) + 1


def _sent(line: bytes) -> LineSent:
    text = NOISE.sub("", line[:LINE_BYTES].decode("ascii", "replace")).upper()
    return LineSent(_kind(text), text[:TEXT])


def _kind(text: str) -> SentKind:
    if STORE.match(text):
        return SentKind.STORE
    if text.startswith("$H") and not text.startswith("$HELP"):
        return SentKind.HOMING
    if text == "$C":
        return SentKind.CHECK
    if text == "$SLP":
        return SentKind.SLEEP
    return SentKind.DOLLAR if text.startswith("$") else SentKind.LINE
