"""Pictures for paper, cut from the icon sprite of the screens: the same hand on walls and on tablets."""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path

SPRITE = Path(__file__).resolve().parent.parent.parent / "static" / "icons" / "sprite.svg"
_SYMBOL = re.compile(r'<symbol id="([^"]+)"[^>]*>(.*?)</symbol>', re.S)
_FRAME = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24" fill="none" stroke="currentColor" '
    'stroke-width="1.6" stroke-linecap="round" stroke-linejoin="round">{}</svg>'
)


@lru_cache(maxsize=1)
def _symbols() -> dict[str, str]:
    return dict(_SYMBOL.findall(SPRITE.read_text(encoding="utf-8")))


def sprite_picture(name: str) -> str:
    """The SVG text of an icon; "" for a name that the sprite does not hold."""
    inside = _symbols().get(name)
    return _FRAME.format(inside) if inside else ""
