"""What a recording says of itself: its form by its first bytes, its length by its own clock. Pure, for any bytes."""

from __future__ import annotations

import struct
from collections.abc import Iterator

MOST_PARTS = 20_000
EBML, SEGMENT, CLUSTER, INFO = 0x1A45DFA3, 0x18538067, 0x1F43B675, 0x1549A966
SCALE, LENGTH, CLUSTER_TIME, SIMPLE_BLOCK, BLOCK_GROUP, BLOCK, TAGS = (
    0x2AD7B1,
    0x4489,
    0xE7,
    0xA3,
    0xA0,
    0xA1,
    0x1254C367,
)
CONTAINERS = frozenset({SEGMENT, CLUSTER, INFO, BLOCK_GROUP})
BOXES = frozenset({b"moov", b"trak", b"mdia", b"moof", b"traf"})
LABELS = frozenset({b"udta", b"meta", b"uuid"})
A_BLOCK_MS = 60
"""How long the last block of a WebM may sound: no Opus packet is longer than 120 ms, and browsers make 60."""


class Unreadable(Exception):
    """These bytes are no recording of a form that we know."""


def form_of(data: bytes) -> str:
    """`webm`, `ogg`, `mp4` or `wav`. Raises Unreadable."""
    if data.startswith(b"\x1aE\xdf\xa3") and b"webm" in data[:64]:
        return "webm"
    if data.startswith(b"OggS"):
        return "ogg"
    if data[4:8] == b"ftyp":
        return "mp4"
    if data.startswith(b"RIFF") and data[8:12] == b"WAVE":
        return "wav"
    raise Unreadable


def length_of(data: bytes, form: str) -> int:
    """Its length in milliseconds. Raises Unreadable where nothing sounds or the bytes do not hold together."""
    readers = {"webm": _webm, "ogg": _ogg, "mp4": _mp4, "wav": _wav}
    try:
        milliseconds = readers[form](data)
    except (struct.error, IndexError, ZeroDivisionError, OverflowError, ValueError) as fault:
        raise Unreadable from fault
    if not 0 < milliseconds < 10**9:
        raise Unreadable
    return milliseconds


def without_labels(data: bytes, form: str) -> bytes:
    """The same sound without titles, places and other notes: they are overwritten where they stand."""
    if form == "mp4":
        return _wiped_mp4(data)
    if form == "webm":
        return _wiped_webm(data)
    return _only_sound(data) if form == "wav" else data


# WAV


def _chunks(data: bytes) -> Iterator[tuple[bytes, int, int]]:
    at = 12
    while at + 8 <= len(data):
        name, size = struct.unpack_from("<4sI", data, at)
        yield name, at + 8, min(size, len(data) - at - 8)
        at += 8 + size + (size & 1)


def _wav(data: bytes) -> int:
    found = {name: (at, size) for name, at, size in _chunks(data)}
    if b"fmt " not in found or b"data" not in found:
        raise Unreadable
    bytes_a_second = struct.unpack_from("<I", data, found[b"fmt "][0] + 8)[0]
    return int(found[b"data"][1] * 1000 // bytes_a_second)


def _only_sound(data: bytes) -> bytes:
    kept = b"".join(
        struct.pack("<4sI", name, size) + data[at : at + size] + b"\0" * (size & 1)
        for name, at, size in _chunks(data)
        if name in (b"fmt ", b"data")
    )
    return struct.pack("<4sI4s", b"RIFF", 4 + len(kept), b"WAVE") + kept


# Ogg (Opus counts 48,000 samples a second; Vorbis says how many)


def _ogg(data: bytes) -> int:
    at, last, rate, skipped = 0, 0, 0, 0
    while at + 27 <= len(data):
        if data[at : at + 4] != b"OggS":
            raise Unreadable
        granule, parts = struct.unpack_from("<q", data, at + 6)[0], data[at + 26]
        body = at + 27 + parts
        if not rate:
            rate, skipped = _ogg_rate(data[body : body + 32])
        last = max(last, granule)
        at = body + sum(data[at + 27 : body])
    return int((last - skipped) * 1000 // rate)


def _ogg_rate(head: bytes) -> tuple[int, int]:
    if head.startswith(b"OpusHead"):
        return 48_000, int(struct.unpack_from("<H", head, 10)[0])
    if head.startswith(b"\x01vorbis"):
        return int(struct.unpack_from("<I", head, 12)[0]), 0
    raise Unreadable


# WebM


def _number(data: bytes, at: int, is_size: bool) -> tuple[int, int]:
    """(value, where it ends) of an EBML number; -1 for a size that is not known."""
    first = data[at]
    length = 9 - first.bit_length()
    if length > 8 or at + length > len(data):
        raise Unreadable
    value = int.from_bytes(data[at : at + length])
    if is_size:
        value &= (1 << 7 * length) - 1
        value = -1 if value == (1 << 7 * length) - 1 else value
    return value, at + length


def _elements(data: bytes, start: int, end: int) -> Iterator[tuple[int, int, int, int]]:
    """(name, where it begins, where its content begins, where it ends) of every element, those inside others too."""
    at, parts = start, 0
    while at < end:
        parts += 1
        name, after = _number(data, at, is_size=False)
        size, content = _number(data, after, is_size=True)
        stop = end if size < 0 else min(content + size, end)
        yield name, at, content, stop
        if parts > MOST_PARTS:
            raise Unreadable
        at = content if name in CONTAINERS else stop


def _webm(data: bytes) -> int:
    scale, said, cluster, last = 1_000_000, 0.0, 0, 0
    for name, _, content, stop in _elements(data, 0, len(data)):
        if name == SCALE:
            scale = int.from_bytes(data[content:stop])
        elif name == LENGTH:
            said = struct.unpack(">f" if stop - content == 4 else ">d", data[content:stop])[0]
        elif name == CLUSTER_TIME:
            cluster = int.from_bytes(data[content:stop])
        elif name in (SIMPLE_BLOCK, BLOCK):
            after = _number(data, content, is_size=True)[1]
            last = max(last, cluster + struct.unpack_from(">h", data, after)[0])
    if not last and not said:
        raise Unreadable
    return max(int(said * scale // 1_000_000), last * scale // 1_000_000 + A_BLOCK_MS)


def _wiped_webm(data: bytes) -> bytes:
    kept = bytearray(data)
    for name, at, _, stop in list(_elements(data, 0, len(data))):
        if name == TAGS and stop - at >= 9:
            kept[at:stop] = b"\xec\x01" + (stop - at - 9).to_bytes(7) + b"\0" * (stop - at - 9)
    return bytes(kept)


# MP4


def _boxes(data: bytes) -> Iterator[tuple[bytes, int, int]]:
    """(kind, where its content begins, where it ends) of every box, those inside others too."""
    at, parts = 0, 0
    while at + 8 <= len(data):
        parts += 1
        size, kind = struct.unpack_from(">I4s", data, at)
        head = 8
        if size == 1:
            size, head = struct.unpack_from(">Q", data, at + 8)[0], 16
        size = size or len(data) - at
        if size < head or parts > MOST_PARTS:
            raise Unreadable
        yield kind, at + head, min(at + size, len(data))
        at += head if kind in BOXES else size


def _mp4(data: bytes) -> int:
    scale, whole, last = 0, 0, 0
    for kind, at, _ in _boxes(data):
        if kind in (b"mvhd", b"mdhd"):
            is_long = data[at] == 1
            own, length = struct.unpack_from(">IQ" if is_long else ">II", data, at + (20 if is_long else 12))
            whole = max(whole, length * 1000 // own if length < 2**32 - 1 else 0)
            scale = own if kind == b"mdhd" else scale
        elif kind == b"tfdt" and scale:
            began = struct.unpack_from(">Q" if data[at] == 1 else ">I", data, at + 4)[0]
            last = max(last, began * 1000 // scale + A_BLOCK_MS)
    return max(whole, last)


def _wiped_mp4(data: bytes) -> bytes:
    kept = bytearray(data)
    for kind, at, stop in list(_boxes(data)):
        if kind in LABELS:
            kept[at - 4 : at] = b"free"
            kept[at:stop] = b"\0" * (stop - at)
    return bytes(kept)
