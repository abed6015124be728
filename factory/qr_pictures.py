"""QR codes for screens: one SVG path that follows the ink colour of nothing (it is always dark on light)."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class QrPicture:
    """A symbol as an SVG path in units of one module; `size` counts the quiet zone in."""

    size: int
    path: str


def qr_path(text: str) -> QrPicture:
    """The symbol of any text, with a quiet zone of four modules."""
    import qrcode

    code = qrcode.QRCode(error_correction=qrcode.constants.ERROR_CORRECT_M, border=4)
    code.add_data(text)
    rows = code.get_matrix()
    parts = []
    for y, row in enumerate(rows):
        x = 0
        while x < len(row):
            run = 0
            while x + run < len(row) and row[x + run]:
                run += 1
            if run:
                parts.append(f"M{x} {y}h{run}v1h-{run}z")
            x += run or 1
    return QrPicture(len(rows), "".join(parts))
