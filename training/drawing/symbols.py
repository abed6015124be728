"""QR symbols and pictures of ours on a sheet."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Final
from xml.etree import ElementTree

from core.paper import Canvas

STATIC: Final = Path(__file__).resolve().parents[2] / "static"
DARK: Final = "#1D2721"


@lru_cache(maxsize=64)
def art(name: str) -> str:
    """The text of one of our own drawings."""
    return (STATIC / "art" / f"{name}.svg").read_text(encoding="utf-8")


@lru_cache(maxsize=16)
def cut_out(name: str) -> str:
    """One of our drawings of a piece without the wall and the floor behind it: the piece and its shadow."""
    root = ElementTree.fromstring(art(name))
    parts = list(root)
    boards = next((at for at, part in enumerate(parts) if part.get("stroke") == "#6E4726"), -1)
    for part in parts[: boards + 1]:
        root.remove(part)
    return ElementTree.tostring(root, encoding="unicode")


def paper_address(host: str, code: str) -> str:
    """What the QR of a paper says: an upper-case address, so that the symbol stays small."""
    return f"HTTPS://{host.upper()}/V/{code}"


def draw_symbol(canvas: Canvas, text: str, x: float, y: float, side: float) -> None:
    """The QR symbol of a text in a square at (x, y), without its quiet zone: leave four modules free around it."""
    import qrcode

    code = qrcode.QRCode(error_correction=qrcode.constants.ERROR_CORRECT_M, border=0)
    code.add_data(text)
    rows = code.get_matrix()
    module = side / len(rows)
    canvas.setFillColor(DARK)
    for down, row in enumerate(rows):
        start = None
        for across in range(len(row) + 1):
            dark = across < len(row) and row[across]
            if dark and start is None:
                start = across
            elif not dark and start is not None:
                width = (across - start) * module
                canvas.rect(
                    x + start * module, y + side - (down + 1) * module, width, module, stroke=0, fill=1
                )
                start = None
