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

_ALPHANUMERIC: Final = frozenset("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:")
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


def label_payload(host: str, code: str) -> str:
    """What a piece's label says: the upper-case address of its story."""
    return f"HTTPS://{host.upper()}/P/{code}"


def version_for(length: int) -> tuple[int, Level]:
    """The smallest version that holds so many letters, and the level: Q where it needs no larger version, else M.

    Raises ValueError for what does not fit version 9.
    """
    needed = (4 + 9 + length // 2 * 11 + length % 2 * 6 + 7) // 8
    for version, room in enumerate(_DATA_BYTES["M"], start=1):
        if needed <= room:
            return version, "Q" if needed <= _DATA_BYTES["Q"][version - 1] else "M"
    raise ValueError("this text is too long for a label")


def size_for(length: int) -> int:
    """Modules a side of the symbol for so many letters, without its quiet zone."""
    return 17 + 4 * version_for(length)[0]


def modules(payload: str) -> QrBits:
    """The symbol of an upper-case payload. Raises ValueError for letters outside the alphanumeric set."""
    if not payload or not _ALPHANUMERIC.issuperset(payload):
        raise ValueError("a QR payload holds capital letters, digits and $%*+-./: only")
    from qrcode.constants import ERROR_CORRECT_M, ERROR_CORRECT_Q
    from qrcode.main import QRCode
    from qrcode.util import MODE_ALPHA_NUM, QRData

    version, level = version_for(len(payload))
    symbol = QRCode(version, ERROR_CORRECT_Q if level == "Q" else ERROR_CORRECT_M, mask_pattern=MASK)
    symbol.add_data(QRData(payload.encode(), MODE_ALPHA_NUM, check_data=False), optimize=0)
    symbol.makeImpl(False, MASK)
    size = len(symbol.modules)
    stride = (size + 7) // 8
    padding = stride * 8 - size
    rows = (int("".join("1" if dark else "0" for dark in row), 2) << padding for row in symbol.modules)
    return QrBits(size, b"".join(row.to_bytes(stride, "big") for row in rows))
