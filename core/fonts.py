"""The fonts of PDFs: registered on first use, and what letters each has."""

from __future__ import annotations

import threading
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Literal

if TYPE_CHECKING:
    pass


Weight = Literal["regular", "bold"]
FONT_FOLDER: Final = Path(__file__).resolve().parent.parent / "static" / "fonts" / "pdf"
FAMILIES: Final = ("AtkinsonHyperlegible", "NotoSans", "NotoSansEthiopic", "NotoSansArabic")
_registering: Final = threading.Lock()


def font_name(weight: Weight = "regular", family: str = "AtkinsonHyperlegible") -> str:
    """The name by which the PDF library knows a font of ours; `fonts()` registers them."""
    return f"{family}-{'Bold' if weight == 'bold' else 'Regular'}"


def fonts() -> dict[str, Any]:
    """Our fonts by name, registered with the PDF library on first use, which is also forbidden to fetch anything."""
    with _registering:
        return _load_fonts()


@lru_cache(maxsize=1)
def _load_fonts() -> dict[str, Any]:
    from reportlab import rl_config
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFont

    rl_config.trustedHosts = []
    rl_config.trustedSchemes = []
    rl_config.useA85 = 0  # binary streams: a fifth smaller, and faster
    loaded = {}
    weights: tuple[Weight, ...] = ("regular", "bold")
    for family in FAMILIES:
        for weight in weights:
            name = font_name(weight, family)
            loaded[name] = TTFont(name, str(FONT_FOLDER / f"{name}.ttf"))
            pdfmetrics.registerFont(loaded[name])
    for weight in weights:
        name = font_name(weight)
        pdfmetrics.registerFontFamily(name, normal=name, bold=font_name("bold"), italic=name, boldItalic=name)
    return loaded


@lru_cache(maxsize=16)
def letters_of(font: str) -> frozenset[int]:
    """The letters that a font of ours can draw, as code points."""
    return frozenset(fonts()[font].face.charToGlyph)
