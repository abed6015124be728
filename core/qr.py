"""QR symbols of our payloads: the smallest version, one fixed mask, one bit a module."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Literal

Level = Literal["M", "Q"]

QUIET_ZONE: Final = 4
"""Light modules that a symbol needs on each side (ISO/IEC 18004)."""
MASK: Final = 2
"""Any mask is read; trying all eight costs four fifths of the time of making a symbol."""

_VALUES: Final = {letter: i for i, letter in enumerate("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:")}
_ALPHANUMERIC: Final = frozenset(_VALUES)
_DATA_BYTES: Final[dict[Level, tuple[int, ...]]] = {
    "M": (16, 28, 44, 64, 86, 108, 124, 154, 182),
    "Q": (13, 22, 34, 48, 62, 76, 88, 110, 132),
}
"""Bytes of data in versions 1 to 9 (ISO/IEC 18004, table 7)."""


@dataclass(frozen=True)
class QrBits:
    """A symbol without its quiet zone: `size` modules a side; `rows` from the top, each row padded to whole bytes,
    the first module in the highest bit, dark is 1."""

    size: int
    rows: bytes

    def is_dark(self, row: int, column: int) -> bool:
        """Whether that module is dark."""
        stride = (self.size + 7) // 8
        return bool(self.rows[row * stride + column // 8] >> (7 - column % 8) & 1)

    def dark_runs(self) -> Iterator[tuple[int, int, int]]:
        """(row, first column, length) of each stretch of dark modules, for drawing as rectangles."""
        for row in range(self.size):
            start = None
            for column in range(self.size + 1):
                dark = column < self.size and self.is_dark(row, column)
                if dark and start is None:
                    start = column
                elif not dark and start is not None:
                    yield row, start, column - start
                    start = None


def version_for(length: int) -> tuple[int, Level]:
    """The smallest version that holds so many letters, and the level: Q where it needs no larger version, else M.

    Raises ValueError for what does not fit version 9.
    """
    needed = (4 + 9 + length // 2 * 11 + length % 2 * 6 + 7) // 8
    for version, room in enumerate(_DATA_BYTES["M"], start=1):
        if needed <= room:
            return version, "Q" if needed <= _DATA_BYTES["Q"][version - 1] else "M"
    raise ValueError("this text is too long for a symbol")


def size_for(length: int) -> int:
    """Modules a side of the symbol for so many letters, without its quiet zone."""
    return 17 + 4 * version_for(length)[0]


def modules(payload: str) -> QrBits:
    """The symbol of an upper-case payload. Raises ValueError for letters outside the alphanumeric set."""
    _check(payload)
    version, level = version_for(len(payload))
    return _as_bits(_symbol(_data(payload, version, level), version, level), version)


class AlikeSymbols:
    """The symbols of payloads that are as long as the first and mostly alike, many a second.

    A symbol is its data put through steps that are all linear over one bit (error correction, placing, masking):
    flipping a bit of the data always flips the same modules. So each bit that payloads differ in is drawn once by the
    library, and each further symbol is a sum of what is known.
    """

    def __init__(self, first: str) -> None:
        """Raises ValueError for letters outside the alphanumeric set."""
        _check(first)
        self._length = len(first)
        self._version, self._level = version_for(len(first))
        self._base_data = _data(first, self._version, self._level)
        self._base = _symbol(self._base_data, self._version, self._level)
        self._flips: dict[int, int] = {}

    def of(self, payload: str) -> QrBits:
        """The same as `modules(payload)`. Raises ValueError for a payload of another length or other letters."""
        _check(payload)
        if len(payload) != self._length:
            raise ValueError("these symbols are for payloads of one length")
        differing = self._base_data ^ _data(payload, self._version, self._level)
        symbol = self._base
        while differing:
            lowest = differing & -differing
            differing ^= lowest
            symbol ^= self._flip(lowest)
        return _as_bits(symbol, self._version)

    def _flip(self, bit: int) -> int:
        if bit not in self._flips:
            other = _symbol(self._base_data ^ bit, self._version, self._level)
            self._flips[bit] = self._base ^ other
        return self._flips[bit]


def _check(payload: str) -> None:
    if not payload or not _ALPHANUMERIC.issuperset(payload):
        raise ValueError("a QR payload holds capital letters, digits and $%*+-./: only")


def _data(payload: str, version: int, level: Level) -> int:
    """The data bytes of a symbol as one number: mode, length, letters by twos, end, padding (ISO/IEC 18004, 7.4)."""
    number, used = 0b0010 << 9 | len(payload), 13
    values = [_VALUES[letter] for letter in payload]
    for i in range(0, len(values) - 1, 2):
        number, used = number << 11 | values[i] * 45 + values[i + 1], used + 11
    if len(values) % 2:
        number, used = number << 6 | values[-1], used + 6
    room = _DATA_BYTES[level][version - 1] * 8
    ending = min(4, room - used)
    ending += -(used + ending) % 8
    number, used = number << ending, used + ending
    for i in range((room - used) // 8):
        number = number << 8 | (0x11 if i % 2 else 0xEC)
    return number


def _symbol(data: int, version: int, level: Level) -> int:
    """All modules as one number, row by row from the top, each row padded to whole bytes."""
    from qrcode.base import rs_blocks
    from qrcode.constants import ERROR_CORRECT_M, ERROR_CORRECT_Q
    from qrcode.main import QRCode
    from qrcode.util import BitBuffer, create_bytes

    correction = ERROR_CORRECT_Q if level == "Q" else ERROR_CORRECT_M
    buffer = BitBuffer()
    for byte in data.to_bytes(_DATA_BYTES[level][version - 1], "big"):
        buffer.put(byte, 8)
    symbol = QRCode(version, correction, mask_pattern=MASK)
    symbol.data_cache = create_bytes(buffer, rs_blocks(version, correction))
    symbol.makeImpl(False, MASK)
    padding = "0" * (-len(symbol.modules) % 8)
    return int("".join("".join("1" if dark else "0" for dark in row) + padding for row in symbol.modules), 2)


def _as_bits(symbol: int, version: int) -> QrBits:
    size = 17 + 4 * version
    return QrBits(size, symbol.to_bytes(size * ((size + 7) // 8), "big"))
