"""QR symbols and small pictures on paper."""

from __future__ import annotations

from typing import Final

from core.drawings import draw_svg, draw_symbol
from core.lettering import Canvas
from core.qr import QUIET_ZONE, QrBits, modules

_STROKE: Final = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24" fill="none" stroke="currentColor" '
    'stroke-width="1.6" stroke-linecap="round" stroke-linejoin="round">%s</svg>'
)
UNDER_THE_SEAT: Final = _STROKE % (
    '<path d="M6.500 2v8.500M17.500 2v8.500M6.500 5h11M4.500 10.500h15M6.500 10.500v11M17.500 10.500v11"/>'
    '<rect x="9.200" y="13" width="5.600" height="4" rx="0.500" fill="currentColor"/>'
)
"""A chair with a label beneath its seat."""
NOT_ON_A_FIRE_LABEL: Final = _STROKE % (
    '<rect x="4.500" y="3.500" width="15" height="17" rx="1.500"/>'
    '<path d="M12 6.500c2.600 2.400 4.200 4.200 4.200 6.600a4.200 4.200 0 0 1-8.400 0c0-1.700.9-2.900 2-3.700.1 '
    '1.300.7 1.900 1.300 2.100-.1-2 .1-3.500.9-5ZM2.500 21.500l19-19"/>'
)
"""A fire label, struck through."""
SCISSORS: Final = _STROKE % (
    '<circle cx="6" cy="7" r="3"/><circle cx="6" cy="17" r="3"/><path d="M8.600 8.600 19 19M8.600 15.400 19 5"/>'
)
_TURNED: Final = bytes(range(255, -1, -1))


def inline_mask(bits: QrBits) -> bytes:
    """The dark modules on the unit square, for `core.pdf_packing`: bits as they are, in hex if they spell their end."""
    light = bits.rows.translate(_TURNED)  # a mask paints where it is 0
    head = b"BI/W %d/H %d/IM true" % (bits.size, bits.size)
    if b"EI" in light:
        return b"%s/F/AHx ID %s>\nEI" % (head, light.hex().encode("ascii"))
    return b"%s ID %s\nEI" % (head, light)


def draw_symbol_panel(canvas: Canvas, payload: str, x: float, y: float, side: float) -> None:
    """A symbol in black on white with its quiet zone, filling the square of `side` at (x, y)."""
    bits = modules(payload)
    module = side / (bits.size + 2 * QUIET_ZONE)
    canvas.setFillColor("#FFFFFF")
    canvas.roundRect(x, y, side, side, 2 * module, stroke=0, fill=1)
    canvas.setFillColor("#000000")
    draw_symbol(canvas, bits, x + QUIET_ZONE * module, y + QUIET_ZONE * module, bits.size * module)


def draw_stroke_icon(canvas: Canvas, svg: str, x: float, y: float, side: float, colour: str) -> None:
    """An icon of ours in one colour, in the square of `side` at (x, y)."""
    draw_svg(canvas, svg, x, y, side, side, colour)
