"""Where the parts of a label stand: pure arithmetic, in points from the label's lower left corner."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from core.paper import MM
from core.qr import QUIET_ZONE, size_for
from inventory.label_symbols import label_payload
from inventory.stationery import Stationery

_WORDS_WIDTH_MM: Final = 25.4
_WORDS_HEIGHT_MM: Final = 22.0
_CODE_HEIGHT_MM: Final = 6.0
_CODE_SIZE: Final = 14.8
_NAME_SIZE: Final = 11.0
_SMALL_SIZE: Final = 7.6
_GOOD_MODULE_MM: Final = 0.9
_LARGEST_SCALE: Final = 1.9
_COMPACT_BELOW: Final = 0.8


@dataclass(frozen=True)
class LabelLayout:
    """The places and sizes on one label."""

    symbol_x: float
    symbol_y: float
    symbol_side: float
    words_x: float
    words_width: float
    mark_y: float
    mark_size: float
    name_y: float
    name_size: float
    code_y: float
    code_size: float
    small_size: float
    site_y: float
    story_y: float | None
    """None where the label is too small for the line."""


def layout_of(stationery: Stationery, host: str) -> LabelLayout:
    """The layout of a label for `host`: the symbol first, then the words beside it."""
    length = len(label_payload(host, "0" * 7))
    across = size_for(length) + 2 * QUIET_ZONE
    inset_x, inset_y = stationery.inset_mm
    beside_words = (stationery.label_width_mm - 2 * inset_x - _WORDS_WIDTH_MM) / across
    module = min(stationery.module_mm(length), max(_GOOD_MODULE_MM, beside_words))
    box = module * across
    width = stationery.label_width_mm - 2 * inset_x - box
    height = stationery.label_height_mm - 2 * inset_y
    scale, code_scale, is_compact = _scales(width, height)
    symbol_x = (inset_x + QUIET_ZONE * module) * MM
    symbol_y = (stationery.label_height_mm / 2 - size_for(length) * module / 2) * MM
    return _stacked(
        symbol=(symbol_x, symbol_y, size_for(length) * module * MM),
        words=((inset_x + box) * MM, width * MM),
        middle=stationery.label_height_mm / 2 * MM,
        scales=(scale, code_scale),
        is_compact=is_compact,
    )


def _scales(width: float, height: float) -> tuple[float, float, bool]:
    """How much larger than on a 63.5 × 38.1 mm label the words and the code are drawn, and whether a line goes."""
    scale = min(width / _WORDS_WIDTH_MM, height / _WORDS_HEIGHT_MM, _LARGEST_SCALE)
    code_scale = min(width / _WORDS_WIDTH_MM, 1.6 * scale)
    total = (_WORDS_HEIGHT_MM - _CODE_HEIGHT_MM) * scale + _CODE_HEIGHT_MM * code_scale
    if total > height:
        scale, code_scale = scale * height / total, code_scale * height / total
    return scale, code_scale, scale < _COMPACT_BELOW


def _stacked(
    *,
    symbol: tuple[float, float, float],
    words: tuple[float, float],
    middle: float,
    scales: tuple[float, float],
    is_compact: bool,
) -> LabelLayout:
    """Mark and name, code, site, story from top to bottom, the stack centred on the label's middle."""
    scale, code_scale = scales
    mark = 5.2 * MM * scale
    code_size = _CODE_SIZE * code_scale
    capital = 0.668 * code_size
    small = _SMALL_SIZE * scale * (1.25 if is_compact else 1)
    gap, step = 3.0 * MM * scale, small * 1.42
    lines = 1 if is_compact else 2
    height = mark + gap + capital + gap + small * 0.7 + (lines - 1) * step
    top = middle + height / 2
    code_y = top - mark - gap - capital
    site_y = code_y - gap - small * 0.7
    return LabelLayout(
        symbol_x=symbol[0],
        symbol_y=symbol[1],
        symbol_side=symbol[2],
        words_x=words[0],
        words_width=words[1],
        mark_y=top - mark,
        mark_size=mark,
        name_y=top - mark / 2 - 0.334 * _NAME_SIZE * scale,
        name_size=_NAME_SIZE * scale,
        code_y=code_y,
        code_size=code_size,
        small_size=small,
        site_y=site_y,
        story_y=None if is_compact else site_y - step,
    )
