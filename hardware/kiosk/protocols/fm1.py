"""FM1: the line protocol of our own meter (docs/meter.md), each line under a checksum.

    !FM1 <seq> <up_ms> <TYPE> [name=value …]*HHHH

The checksum is CRC-16/CCITT-FALSE of the text between `!` and `*` ("123456789" gives 29B1).
"""

from __future__ import annotations

import binascii
import re
from collections.abc import Callable, Sequence

from hardware.kiosk.protocols.lines import LineParser, bad
from hardware.vocabulary import (
    ButtonSeen,
    InputSeen,
    LineLost,
    MessageSeen,
    MeterAlive,
    MeterHello,
    MeterReading,
    Observation,
    TagSeen,
)

LONGEST = 96
SEQ_WRAP = 1 << 16
UP_WRAP = 1 << 32
SAME_TAG_MS = 3000
RECORD = re.compile(
    rb"!(FM1 (\d{1,5}) (\d{1,10}) ([A-Z]{1,8})((?: [a-z][a-z0-9_]{0,11}=[!-)+-~]*)*))\*([0-9A-F]{4})"
)
UID = re.compile(r"[0-9A-F]{8,20}")
WORD = re.compile(r"[a-z][a-z0-9_-]{0,23}")

_Values = dict[str, str]


def checksum(text: bytes) -> int:
    """CRC-16/CCITT-FALSE."""
    return binascii.crc_hqx(text, 0xFFFF)


def record(seq: int, up_ms: int, kind: str, **values: object) -> bytes:
    """A line as a meter prints it, with its line feed."""
    tail = "".join(f" {name}={value}" for name, value in values.items())
    text = f"FM1 {seq % SEQ_WRAP} {up_ms % UP_WRAP} {kind}{tail}".encode("ascii")
    return b"!%s*%04X\n" % (text, checksum(text))


class MeterParser(LineParser):
    """It remembers the last number, to count what was lost, and the last card, which a reader repeats while it lies."""

    def __init__(self) -> None:
        super().__init__()
        self._seq: int | None = None
        self._boot: int | None = None
        self._tag: tuple[str, str, int] | None = None

    def read_line(self, line: bytes) -> Sequence[Observation]:
        """What one record means, before it how many are missing."""
        if len(line) > LONGEST:
            return (bad(line, "too long"),)
        match = RECORD.fullmatch(line)
        if match is None:
            return (bad(line, "not known"),)
        if checksum(match[1]) != int(match[6], 16):
            return (bad(line, "checksum"),)
        seq, up_ms, kind = int(match[2]), int(match[3]), match[4].decode()
        values = dict(pair.split("=", 1) for pair in match[5].decode().split())
        if seq >= SEQ_WRAP or up_ms >= UP_WRAP:
            return (bad(line, "number too large"),)
        seen = READ.get(kind, _message(match[1].decode()))(values)
        if seen is None:
            return (bad(line, "fields"),)
        return self._placed(seq, up_ms, seen)

    def _placed(self, seq: int, up_ms: int, seen: tuple[Observation, ...]) -> Sequence[Observation]:
        first = seen[0]
        if isinstance(first, MeterHello) and first.boot != self._boot:
            self._boot, self._seq, self._tag = first.boot, None, None
        step = 1 if self._seq is None else (seq - self._seq) % SEQ_WRAP
        if step == 0:
            return ()  # the very same record once more
        self._seq = seq
        lost = (LineLost(step - 1),) if 1 < step < SEQ_WRAP // 2 else ()
        if isinstance(first, TagSeen) and self._is_same_tag(first, up_ms):
            return lost
        return (*lost, *seen)

    def _is_same_tag(self, tag: TagSeen, up_ms: int) -> bool:
        last, self._tag = self._tag, (tag.uid, tag.direction, up_ms)
        is_same = last is not None and last[:2] == (tag.uid, tag.direction)
        return is_same and last is not None and (up_ms - last[2]) % UP_WRAP < SAME_TAG_MS


def _message(text: str) -> Callable[[_Values], tuple[Observation, ...] | None]:
    return lambda values: (MessageSeen(text),)


def _number(values: _Values, name: str, most: int) -> int | None:
    word = values.get(name, "")
    return int(word) if word.isascii() and word.isdigit() and len(word) < 10 and int(word) <= most else None


def _hello(values: _Values) -> tuple[Observation, ...] | None:
    boot = _number(values, "boot", 2**31)
    return None if boot is None else (MeterHello(boot, values.get("id", "")),)


def _current(values: _Values) -> tuple[Observation, ...] | None:
    channel, milliamps = _number(values, "ch", 15), _number(values, "ma", 1_000_000)
    return None if channel is None or milliamps is None else (MeterReading(channel, milliamps),)


def _input(values: _Values) -> tuple[Observation, ...] | None:
    name, on = values.get("name", ""), values.get("on")
    return (InputSeen(name, on == "1"),) if WORD.fullmatch(name) and on in ("0", "1") else None


def _tag(values: _Values) -> tuple[Observation, ...] | None:
    uid, direction = values.get("uid", ""), values.get("ev", "")
    is_whole = UID.fullmatch(uid) and direction in ("in", "out", "tap")
    return (TagSeen(uid, direction),) if is_whole else None


def _button(values: _Values) -> tuple[Observation, ...] | None:
    name = values.get("id", "")
    return (ButtonSeen(name),) if WORD.fullmatch(name) else None


READ: dict[str, Callable[[_Values], tuple[Observation, ...] | None]] = {
    "HELLO": _hello,
    "CUR": _current,
    "IN": _input,
    "TAG": _tag,
    "BTN": _button,
    "HB": lambda values: (MeterAlive(),),
}
